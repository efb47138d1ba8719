"""Which pictures of a source are asked for, before any of them is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from nukki.core.errors import OptionError
from nukki.train.data.found import Found, Left
from nukki.train.data.layouts import LAYOUTS, Request, recognise
from nukki.train.data.settings import AUTO, Settings

MOST_TOLD = 12
"""So many of a column's values are told in a message."""


def look(
    source: Path, masks: Path | None, settings: Settings
) -> tuple[str, list[Found], list[Left]]:
    """The layout's name, and the pictures of a source that ``settings`` choose.

    Raises:
        InputError: Nothing is there, or it cannot be read.
        OptionError: A layout, class or column that does not exist.
    """
    request = Request(source, masks, settings.classes)
    layout = recognise(request) if settings.layout == AUTO else LAYOUTS[settings.layout]
    if settings.classes and not layout.has_classes:
        raise OptionError(f"classes: the layout {layout.name} does not know what its objects are")
    entries = list(layout.find(request))
    found = _chosen([entry for entry in entries if isinstance(entry, Found)], settings.where)
    left = [entry for entry in entries if isinstance(entry, Left)]
    return layout.name, *_named_once(found, left)


def _chosen(found: Iterable[Found], where: Sequence[str]) -> list[Found]:
    chosen = list(found)
    for condition in where:
        chosen = _meeting(condition, chosen)
    return chosen


def _meeting(condition: str, found: Sequence[Found]) -> list[Found]:
    """Pictures whose column has one of the values, of ``column=one|other``."""
    column, equals, values = condition.partition("=")
    if not equals:
        raise OptionError(f"where: expected column=value, got {condition!r}")
    known = {name for entry in found for name in entry.columns}
    if found and column not in known:
        raise OptionError(
            f"where: no column {column!r}; there are {', '.join(sorted(known)) or 'none'}"
        )
    accepted = values.split("|")
    meeting = [entry for entry in found if entry.columns.get(column, "") in accepted]
    if found and not meeting:
        there = sorted({entry.columns.get(column, "") for entry in found})
        told = ", ".join(there[:MOST_TOLD]) + (", ..." if len(there) > MOST_TOLD else "")
        raise OptionError(f"where: no picture has {condition}; {column} is one of {told}")
    return meeting


def _named_once(found: Iterable[Found], left: Sequence[Left]) -> tuple[list[Found], list[Left]]:
    once: dict[str, Found] = {}
    again = [entry for entry in found if once.setdefault(entry.name, entry) is not entry]
    twice = [Left(entry.name, "its name is there twice") for entry in again]
    return list(once.values()), [*left, *twice]
