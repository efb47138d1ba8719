"""TIFF's image file directory: what the numbered tags say, in bytes (TIFF 6.0, section 2).

Layout: a count, 12 bytes per tag in rising order, the next directory (none), then the values that
need more than 4 bytes, then the sub-directories.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

ORDER = "<" if sys.byteorder == "little" else ">"
BYTE_ORDER_MARK = b"II*\0" if sys.byteorder == "little" else b"MM\0*"

_ENTRY_BYTES = 12


class Field(NamedTuple):
    """One tag's value: TIFF's type number, how many of them, and their bytes."""

    kind: int
    length: int
    data: bytes


def shorts(values: Iterable[int]) -> Field:
    """16-bit unsigned numbers."""
    listed = tuple(values)
    return Field(3, len(listed), struct.pack(f"{ORDER}{len(listed)}H", *listed))


def longs(values: Iterable[int]) -> Field:
    """32-bit unsigned numbers."""
    listed = tuple(values)
    return Field(4, len(listed), struct.pack(f"{ORDER}{len(listed)}I", *listed))


def rational(value: float) -> Field:
    """One positive fraction."""
    nearest = Fraction(value).limit_denominator(1000)
    return Field(5, 1, struct.pack(f"{ORDER}2I", nearest.numerator, nearest.denominator))


def text(value: str) -> Field:
    """A text, ended by a zero byte as TIFF wants it."""
    data = value.encode("utf-8", "replace") + b"\0"
    return Field(2, len(data), data)


def octets(data: bytes) -> Field:
    """Bytes as numbers."""
    return Field(1, len(data), data)


def opaque(data: bytes) -> Field:
    """Bytes of another standard."""
    return Field(7, len(data), data)


def directory(fields: Mapping[int, Field], at: int) -> bytes:
    """The directory with its long values, to be written at offset ``at`` of the file."""
    entries = b""
    values = b""
    values_at = at + 2 + _ENTRY_BYTES * len(fields) + 4
    for number in sorted(fields):
        kind, length, data = fields[number]
        if len(data) <= 4:
            stored = data.ljust(4, b"\0")
        else:
            stored = struct.pack(f"{ORDER}I", values_at + len(values))
            values += data + b"\0" * (len(data) % 2)
        entries += struct.pack(f"{ORDER}HHI", number, kind, length) + stored
    return struct.pack(f"{ORDER}H", len(fields)) + entries + b"\0\0\0\0" + values
