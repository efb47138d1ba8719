"""All formats: those in ``formats/`` and those of installed plug-ins."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from nukki.codecs import formats
from nukki.codecs.format import Format
from nukki.core.errors import NotAnImageError, UnknownNameError
from nukki.core.registry import Registry

ENTRY_POINTS = "nukki.codecs"
"""Entry point group: each entry names a module with ``FORMAT`` or ``FORMATS``."""

HEAD_BYTES = 64
"""How much of a file's start is looked at to recognise it."""


def formats_of(module: object) -> tuple[Format, ...]:
    """The formats that a module lists as ``FORMATS`` or ``FORMAT``."""
    listed: tuple[Format, ...] = tuple(getattr(module, "FORMATS", ()))
    single: Format | None = getattr(module, "FORMAT", None)
    return listed if single is None else (single, *listed)


def _builtin() -> Iterator[Format]:
    for found in pkgutil.iter_modules(formats.__path__, f"{formats.__name__}."):
        yield from formats_of(importlib.import_module(found.name))


def _plugins() -> Iterator[Format]:
    from importlib.metadata import entry_points  # 20 ms that few commands need

    for entry in entry_points(group=ENTRY_POINTS):
        yield from formats_of(entry.load())


FORMATS: Registry[Format] = Registry("format", _builtin(), late=_plugins)


def format_for_suffix(suffix: str) -> Format:
    """The format whose file names end in ``suffix`` (".jpg", any case).

    Raises:
        UnknownNameError: No format has this suffix.
    """
    found = FORMATS.first(lambda entry: suffix.lower() in entry.suffixes)
    if found is None:
        known = [ending for entry in FORMATS.values() for ending in entry.suffixes]
        raise UnknownNameError("picture file ending", suffix, known)
    return found


def sniff(head: bytes) -> Format:
    """The format of a file that begins with ``head`` (`HEAD_BYTES` are enough).

    Raises:
        NotAnImageError: No known format begins so, or there are no bytes at all.
    """
    found = FORMATS.first(lambda entry: entry.matches(head)) if head else None
    if found is not None:
        return found
    if not head:
        raise NotAnImageError("expected a picture, but the file is empty; fetch or save it again")
    known = ", ".join(entry.name for entry in FORMATS.values() if entry.can_read)
    raise NotAnImageError(
        f"expected a picture ({known}), but it begins like none of them; "
        "save it as one of these formats"
    )
