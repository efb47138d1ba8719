"""ICC profile, resolution and EXIF of a file: what is kept, and in what form."""

from __future__ import annotations

import math
import struct
from typing import Any

import PIL.Image

ORIENTATION = 0x0112

SUB_DIRECTORIES = frozenset({0x8769, 0x8825})
"""Tags that point to the camera's settings (Exif) and the place (GPS)."""

_TEXTS = (0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298)
"""Description, make, model, software, date, artist, copyright; other tags lay out the file."""

# Cameras and editors leave broken blocks behind in sound pictures; Pillow parses them lazily.
_BROKEN_EXIF = (
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OSError,
    ArithmeticError,
    struct.error,
)


def profile_space(profile: Any) -> bytes:
    """The four letters that an ICC profile's header gives its colour space, b"" if none."""
    return profile[16:20] if isinstance(profile, bytes) else b""


def rgb_profile(profile: Any) -> bytes | None:
    """``profile`` when it describes RGB, else None: a grey or CMYK one would be false on RGB."""
    return profile if profile_space(profile) == b"RGB " else None


def clean_dpi(value: Any) -> tuple[float, float] | None:
    """Horizontal and vertical dots per inch, or None when absent or absurd."""
    if not isinstance(value, tuple) or len(value) != 2:
        return None
    try:
        across, down = float(value[0]), float(value[1])
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not (math.isfinite(across) and math.isfinite(down)):
        return None
    return (across, down) if 1 <= across < 1e6 and 1 <= down < 1e6 else None


def parsed_exif(data: Any) -> PIL.Image.Exif:
    """An EXIF block's entries; a damaged block counts as an empty one."""
    block = PIL.Image.Exif()
    if isinstance(data, bytes):
        try:
            block.load(data)
        except _BROKEN_EXIF:
            return PIL.Image.Exif()
    return block


def orientation_of(exif: PIL.Image.Exif) -> int:
    """1 to 8; 1 when absent or invalid."""
    try:
        value = exif.get(ORIENTATION, 1)
    except _BROKEN_EXIF:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def clean_exif(exif: PIL.Image.Exif) -> bytes | None:
    """The EXIF block without orientation and thumbnail; None when nothing is left or it broke."""
    try:
        kept = _descriptive(exif)
        return bytes(kept.tobytes()) if len(kept) else None
    except _BROKEN_EXIF:
        return None


def _descriptive(exif: PIL.Image.Exif) -> PIL.Image.Exif:
    kept = PIL.Image.Exif()
    for tag in _TEXTS:
        if tag in exif:
            kept[tag] = exif[tag]
    for tag in SUB_DIRECTORIES:
        entries = exif.get_ifd(tag)
        if entries:
            kept[tag] = dict(entries)
    return kept
