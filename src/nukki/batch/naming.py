"""Names for results: the same tree, and never one name for two.

    level 0   OUT/<tree>/<stem>.png          cat.jpg              -> cat.png
    level 1   OUT/<tree>/<name>.png          cat.jpg, cat.webp    -> cat.jpg.png, cat.webp.png
    level 2   OUT/<from>/<stem>.png          a/cat.jpg, b/cat.jpg -> a/cat.png, b/cat.png
    level 3   OUT/<from>/<name>.png          both at once
    beyond    OUT/<from>/<name>-2.png        cat.JPG, cat.jpg on one disk

``<from>`` is the photo's folder below the folder that all photos share. Pictures that would get
one name move up together to the first level that tells them apart; the others keep theirs.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from nukki.batch.discover import MARK, Found, place_key

TELLING = (1, 2, 3)


def assign(found: Sequence[Found], folder: Path | None, suffix: str) -> list[Path]:
    """A path for each picture's result; no two are one file, and none is a picture given.

    Args:
        found: The pictures.
        folder: Where the tree of results begins; None puts them beside the photos.
        suffix: Their ending, with the dot.
    """
    namer = _Namer(found, folder, suffix)
    levels = [0] * len(found)
    while groups := namer.clashes(levels):
        for members in groups:
            namer.move_up(members, levels)
    return [namer.path(index, level) for index, level in enumerate(levels)]


class _Namer:
    """The names one search could give."""

    def __init__(self, found: Sequence[Found], folder: Path | None, suffix: str) -> None:
        self._found = found
        self._folder = folder
        self._suffix = suffix
        self._real: Callable[[Path], str] = cache(os.path.realpath)
        self._inputs = {place_key(entry.path, self._real) for entry in found}
        self._origins = _origins(found)

    def path(self, index: int, level: int) -> Path:
        """The result's path at a level."""
        entry = self._found[index]
        name = entry.path.stem if level in (0, 2) else entry.path.name
        counted = f"{name}-{level - 2}" if level > 3 else name
        if self._folder is None:
            return entry.path.with_name(f"{counted}{MARK}{self._suffix}")
        place = self._folder / (entry.folder if level < 2 else self._origins[index])
        beside = self._real(place) == self._real(entry.path.parent)
        return place / f"{counted}{MARK if beside else ''}{self._suffix}"

    def clashes(self, levels: Sequence[int]) -> list[list[int]]:
        """Groups of pictures that share a name at their levels, or whose name is a photo's."""
        groups = defaultdict(list)
        for index, level in enumerate(levels):
            groups[self._key(index, level)].append(index)
        return [
            members for key, members in groups.items() if len(members) > 1 or key in self._inputs
        ]

    def move_up(self, members: Sequence[int], levels: list[int]) -> None:
        """Give the group's lowest members a level that tells them apart."""
        lowest = min(levels[index] for index in members)
        moving = [index for index in members if levels[index] == lowest]
        for level in TELLING:
            if level > lowest and self._told_apart(moving, level):
                break
        else:  # nothing in their paths does: count, and let the first keep its name
            level = max(lowest, TELLING[-1]) + 1
            kept = self._key(moving[0], lowest) not in self._inputs
            moving = moving[1:] if kept and len(moving) > 1 else moving
        for index in moving:
            levels[index] = level

    def _told_apart(self, members: Sequence[int], level: int) -> bool:
        keys = {self._key(index, level) for index in members}
        return len(keys) == len(members) and not keys & self._inputs

    def _key(self, index: int, level: int) -> str:
        return place_key(self.path(index, level), self._real)


def _origins(found: Sequence[Found]) -> list[Path]:
    """Each photo's folder below the folder that all of them share."""
    parents = [os.path.realpath(entry.path.parent) for entry in found]
    if not parents:
        return []
    try:
        shared = os.path.commonpath(parents)
    except ValueError:  # several drives share no folder
        return [Path(os.path.splitdrive(parent)[1].lstrip(r"\/")) for parent in parents]
    return [Path(os.path.relpath(parent, shared)) for parent in parents]
