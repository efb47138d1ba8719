"""Clips as backgrounds: which names are clips, and what they show at a time."""

from __future__ import annotations

from pathlib import Path

from nukki import codecs
from nukki.core.errors import InputError, NotAnImageError


def is_clip(text: object) -> bool:
    """Whether that names a file which is no picture, and so to be read as a clip."""
    if not isinstance(text, str):
        return False
    try:
        if not Path(text).is_file():
            return False
        codecs.probe(text, max_megapixels=1_000_000)
    except NotAnImageError:
        return True
    except (InputError, OSError):  # a broken picture, or a name longer than a path may be
        return False
    return False
