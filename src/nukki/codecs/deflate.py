"""Deflate: by ISA-L where it runs, by Python's own zlib elsewhere.

ISA-L is Intel's library, which knows the processors of today, ARM's among them: on the rows of a
cut-out it takes a quarter of zlib's time for fewer bytes. Both write RFC 1951, so any reader reads
it.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

# benchmarks/png_choice.py has what other levels and strategies cost
_ISA_L_LEVEL = 2
_ZLIB_LEVEL, _ZLIB_STRATEGY = 1, zlib.Z_RLE
_RAW, _WRAPPED = -15, 15


def piece(data: memoryview) -> bytes:
    """A raw deflate stream without an end, on a byte boundary: pieces joined are one stream."""
    deflater = _deflater(_RAW)
    return bytes(deflater.compress(data) + deflater.flush(zlib.Z_SYNC_FLUSH))


def stream(data: memoryview) -> bytes:
    """A whole zlib stream (RFC 1950)."""
    deflater = _deflater(_WRAPPED)
    return bytes(deflater.compress(data) + deflater.flush())


def checksum(data: memoryview, before: int = 1) -> int:
    """Adler-32 (RFC 1950) of ``data``, after what had the checksum ``before``."""
    return int((_isa_l() or zlib).adler32(data, before))


def crc(data: bytes, before: int = 0) -> int:
    """CRC-32 (ISO 3309, as PNG's chunks end with) of ``data``, after what had ``before``."""
    return int((_isa_l() or zlib).crc32(data, before))


def _deflater(wbits: int) -> Any:
    isa_l = _isa_l()
    if isa_l is None:
        return zlib.compressobj(_ZLIB_LEVEL, zlib.DEFLATED, wbits, 9, _ZLIB_STRATEGY)
    return isa_l.compressobj(_ISA_L_LEVEL, zlib.DEFLATED, wbits)


@cache
def _isa_l() -> ModuleType | None:
    """None on processors for which there is no wheel."""
    return import_module("isal.isal_zlib") if find_spec("isal") else None
