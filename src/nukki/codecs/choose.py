"""Which format a result is written in."""

from __future__ import annotations

from nukki.codecs.format import Format
from nukki.codecs.registry import FORMATS
from nukki.core.errors import UnknownNameError


def output_format(name: str) -> Format:
    """The format of a name ("jpeg") or of a file name's ending ("jpg", ".jpg"), any case.

    Raises:
        UnknownNameError: No format that can be written is called so.
    """
    wanted = name.lower().removeprefix(".")
    found = FORMATS.first(
        lambda entry: entry.can_write and (wanted == entry.name or f".{wanted}" in entry.suffixes)
    )
    if found is None:
        writable = [entry.name for entry in FORMATS.values() if entry.can_write]
        raise UnknownNameError("output format", name, writable)
    return found
