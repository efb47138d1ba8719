"""Photoshop's image resources, which PSD, TIFF (tag 34377) and JPEG (APP13) hold alike.

8BIM   number   name ""   length   data, padded to even
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from nukki.codecs.format import WriteSettings
from nukki.codecs.photoshop_path import path_resources
from nukki.core.values import Cutout

_SEGMENT = b"Photoshop 3.0\0"
_MOST = 65_533 - len(_SEGMENT)
"""Bytes that one of JPEG's segments holds besides its name."""


def resource(number: int, data: bytes) -> bytes:
    """One resource without a name."""
    padding = b"\0" * (len(data) % 2)
    return struct.pack(">4sHHI", b"8BIM", number, 0, len(data)) + data + padding


def clipping_path(cutout: Cutout, settings: WriteSettings) -> bytes:
    """The resources of a cut-out's clipping path; b"" where it has no outline."""
    found = path_resources(cutout, tolerance_px=settings.path_tolerance_px)
    return b"".join(resource(number, data) for number, data in found)


def jpeg_segments(resources: bytes) -> Iterator[bytes]:
    """Resources as application segments of a JPEG, which readers join again."""
    for start in range(0, len(resources), _MOST):
        body = _SEGMENT + resources[start : start + _MOST]
        yield b"\xff\xed" + struct.pack(">H", len(body) + 2) + body
