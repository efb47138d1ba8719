"""The photos of a data set and where the truth about each lies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nukki import codecs
from nukki.core.errors import InputError, OptionError, UnknownNameError
from nukki.evaluate.layouts import TruthKind


@dataclass(frozen=True)
class Pair:
    """A photo and the truth about it.

    Attributes:
        name: What it is called in results: its path below the folder of photos, without ending.
        image: The photo.
        mask: The true matte.
        category: What it shows, "" when nothing says so.
        truth: What the mask's grey means.
        trimap: Where alpha is unknown, None when no file says so.
    """

    name: str
    image: Path
    mask: Path
    category: str = ""
    truth: TruthKind = "auto"
    trimap: Path | None = None


@dataclass(frozen=True)
class Problem:
    """A pair that is left out, and why."""

    name: str
    message: str


@dataclass(frozen=True)
class Dataset:
    """What is measured on.

    Attributes:
        root: Where it lies.
        layout: How it is laid out.
        pairs: In order.
        problems: What cannot be used, by name.
    """

    root: Path
    layout: str
    pairs: tuple[Pair, ...]
    problems: tuple[Problem, ...] = ()


def select(
    data: Dataset, *, limit: int = 0, every: int = 1, categories: Collection[str] = ()
) -> Dataset:
    """A part of a data set.

    Args:
        data: The whole.
        limit: Take this many at most; 0 takes all.
        every: Take the first of each so many, before ``limit``.
        categories: Take these only, before the others; all when empty.

    Raises:
        OptionError: A number is out of range.
        UnknownNameError: No pair has such a category.
        InputError: There is no pair at all.
    """
    if limit < 0 or every < 1:
        raise OptionError(f"limit and every: expected 0.. and 1.., got {limit} and {every}")
    known = {pair.category for pair in data.pairs}
    for category in categories:
        if category not in known:
            raise UnknownNameError("category", category, known)
    pairs = [pair for pair in data.pairs if not categories or pair.category in categories]
    pairs = pairs[::every][: limit or None]
    check_some(pairs, data.problems, data.root)
    return replace(data, pairs=tuple(pairs))


def check_some(
    used: Sequence[object], problems: Sequence[Problem], where: Path, *, what: str = "photo"
) -> None:
    """Raise `InputError` when not one photo, or clip, could be used, with the first reason."""
    if not used:
        why = f"; {problems[0].name}: {problems[0].message}" if problems else ""
        raise InputError(f"{where}: not one {what} could be used{why}")


def by_stem(folder: Path) -> Mapping[str, Path]:
    """The pictures below a folder by their path in it without ending, in order."""
    endings = {end for entry in codecs.FORMATS.values() if entry.can_read for end in entry.suffixes}
    places = {path: path.relative_to(folder) for path in sorted(folder.rglob("*"))}
    return {
        place.with_suffix("").as_posix(): path
        for path, place in places.items()
        if place.suffix.lower() in endings
        and not any(part.startswith(".") for part in place.parts)
        and path.is_file()
    }
