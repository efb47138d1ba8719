"""What a layout is, and what it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nukki import codecs
from nukki.train.data.found import Found, Left

Finding = Iterator[Found | Left]


@dataclass(frozen=True)
class Request:
    """Where to look, and for what.

    Attributes:
        root: The folder or file that was named first.
        masks: The folder that was named second, None when there was none.
        classes: Only objects of these classes are subjects; all when empty.
    """

    root: Path
    masks: Path | None = None
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A way to keep pictures and what is known about them.

    Attributes:
        name: As it is asked for.
        summary: What it looks like, for help and messages.
        fits: Whether what was named looks like it.
        find: Its pictures, and those that lack something; raises `InputError` when it is not one.
        has_classes: Whether it knows what its objects are.
    """

    name: str
    summary: str
    fits: Callable[[Request], bool]
    find: Callable[[Request], Finding]
    has_classes: bool = False


def pictures_below(folder: Path) -> dict[str, Path]:
    """Pictures below a folder by their path in it, with ending, in order."""
    endings = {end for entry in codecs.FORMATS.values() if entry.can_read for end in entry.suffixes}
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in endings
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    }


def by_stem(folder: Path) -> dict[str, Path]:
    """The same by their path without ending; of two that differ only in it, the first."""
    return {stem: paths[0] for stem, paths in all_by_stem(folder).items()}


def all_by_stem(folder: Path) -> dict[str, list[Path]]:
    """The same, with all that differ only in their ending."""
    stems: dict[str, list[Path]] = {}
    for place, path in pictures_below(folder).items():
        stems.setdefault(Path(place).with_suffix("").as_posix(), []).append(path)
    return stems
