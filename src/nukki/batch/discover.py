"""Which pictures are meant by the files, folders and patterns that were given."""

from __future__ import annotations

import glob
import itertools
import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from nukki import codecs
from nukki.core.errors import InputNotFoundError, NukkiError

MARK = ".cutout"
"""Stands before the ending of a result that lies beside its photo: ``cat.cutout.png``."""

OUR_MARKS = (MARK, ".compare")
"""Folders and patterns do not take files so marked as photos: they are earlier results."""


@dataclass(frozen=True)
class Found:
    """One picture.

    Attributes:
        path: Where it lies, as the user would write it.
        folder: Its folder relative to what was given, which results mirror; ``.`` for a file.
        named: Whether the user named this very file.
    """

    path: Path
    folder: Path = Path()
    named: bool = False


@dataclass(frozen=True)
class Problem:
    """Something that was given and leads to no picture."""

    path: str
    error: NukkiError


Search: TypeAlias = "tuple[Found | Problem, ...]"


def discover(inputs: Iterable[str | os.PathLike[str]], *, outside: Path | None = None) -> Search:
    """The pictures that files, folders and patterns lead to, in order, each once.

    A file counts whatever its name; a folder gives the pictures below it, by their endings,
    without hidden ones and without earlier results. What is not there is a `Problem`.

    Args:
        inputs: Paths, or patterns with ``*``, ``?``, ``[...]`` and ``**``.
        outside: A folder whose content is never taken, because results go there.
    """
    found: dict[str, Found | Problem] = {}
    for given in inputs:
        for entry in _search(os.fspath(given), outside):
            found.setdefault(os.path.normpath(Path(entry.path).absolute()), entry)
    return tuple(found.values())


def place_key(path: Path, real: Callable[[Path], str] = os.path.realpath) -> str:
    """Equal for two paths that a file system may take for one: case, accents and links ignored.

    ``real`` resolves the links of a folder; callers with many paths pass one that remembers.
    """
    return unicodedata.normalize("NFC", f"{real(path.parent)}{os.sep}{path.name}").casefold()


def is_picture_name(path: Path) -> bool:
    """Whether the ending is that of a format which is read here."""
    return path.suffix.lower() in _readable_suffixes()


def is_earlier_result(path: Path) -> bool:
    """Whether the name carries one of nukki's own marks."""
    return Path(path.stem).suffix.lower() in OUR_MARKS


@cache
def _readable_suffixes() -> frozenset[str]:
    readable = (entry for entry in codecs.FORMATS.values() if entry.can_read)
    return frozenset(suffix for entry in readable for suffix in entry.suffixes)


def _search(given: str, outside: Path | None) -> Iterator[Found | Problem]:
    path = Path(given)
    if path.is_dir():
        yield from _below(path, outside)
    elif path.exists():
        yield Found(path, named=True)
    elif glob.has_magic(given):
        yield from _matching(given, outside)
    else:
        yield Problem(given, InputNotFoundError("no such file or folder; check the path"))


def _matching(pattern: str, outside: Path | None) -> Iterator[Found | Problem]:
    root = _fixed_part(pattern)
    names = glob.glob(pattern, recursive=True)  # noqa: PTH207 - Path.glob takes hidden ones too
    matches = [Path(name) for name in sorted(names)]
    unread: list[Problem] = []
    found = [Found(path, path.parent.relative_to(root)) for path in matches if _counts(path)]
    for folder in (path for path in matches if path.is_dir()):
        found += _walk(folder, root, outside, unread)
    yield from unread
    yield from found
    if not found and not unread:
        yield Problem(pattern, InputNotFoundError("no picture matches; check the pattern"))


def _fixed_part(pattern: str) -> Path:
    """The folder a pattern begins at: what it finds is mirrored from there."""
    parts = Path(pattern).parts
    fixed = itertools.takewhile(lambda part: not glob.has_magic(part), parts[:-1])
    return Path(*fixed)


def _below(root: Path, outside: Path | None) -> Iterator[Found | Problem]:
    """Pictures below a folder, or one problem when there are none."""
    unread: list[Problem] = []
    pictures = list(_walk(root, root, outside, unread))
    yield from unread
    yield from pictures
    if not pictures and not unread:
        known = ", ".join(sorted(_readable_suffixes()))
        yield Problem(
            str(root), InputNotFoundError(f"no pictures in this folder; endings taken: {known}")
        )


def _walk(top: Path, root: Path, outside: Path | None, unread: list[Problem]) -> Iterator[Found]:
    """Pictures below ``top``, placed relative to ``root``; folders not read go to ``unread``."""

    def refuse(error: OSError) -> None:
        reason = error.strerror or str(error)
        unread.append(Problem(str(error.filename), InputNotFoundError(f"folder: {reason}")))

    barred = os.path.realpath(outside) if outside else None
    if barred == os.path.realpath(top):  # results beside their photos are told by their mark
        barred = None
    for folder, subfolders, names in os.walk(top, onerror=refuse):
        here = Path(folder)
        subfolders[:] = sorted(
            name
            for name in subfolders
            if not name.startswith(".") and os.path.realpath(here / name) != barred
        )
        for path in (here / name for name in sorted(names)):
            if _counts(path):
                yield Found(path, here.relative_to(root))


def _counts(path: Path) -> bool:
    """Whether something that was not named itself is taken as a photo."""
    if path.name.startswith(".") or not is_picture_name(path) or is_earlier_result(path):
        return False
    return path.is_file()
