"""ICC profile, resolution and EXIF of a file: what is kept, and in what form."""

from __future__ import annotations

import math
from typing import Any

import PIL.Image

ORIENTATION = 0x0112
_EXIF_IFD = 0x8769
_GPS_IFD = 0x8825

# Of a TIFF's tags only those that describe the photo; the rest lay out its own strips.
_DESCRIPTIVE = (0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298)


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


def orientation_of(exif: PIL.Image.Exif) -> int:
    """1 to 8; 1 when absent or invalid."""
    value = exif.get(ORIENTATION, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def clean_exif(exif: PIL.Image.Exif) -> bytes | None:
    """The EXIF block without orientation and thumbnail, or None when nothing is left."""
    kept = PIL.Image.Exif()
    for tag in _DESCRIPTIVE:
        if tag in exif:
            kept[tag] = exif[tag]
    for ifd in (_EXIF_IFD, _GPS_IFD):
        entries = exif.get_ifd(ifd)
        if entries:
            kept.get_ifd(ifd).update(entries)
    if not kept and not any(kept.get_ifd(ifd) for ifd in (_EXIF_IFD, _GPS_IFD)):
        return None
    return bytes(kept.tobytes())
