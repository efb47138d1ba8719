"""Mattes that callers bring."""

from __future__ import annotations

import numpy as np

from nukki import codecs
from nukki.core.values import Image, Matte


def whole_or(matte: bytes | None, photo: Image, *, max_megapixels: int) -> Matte:
    """A grey picture's file as a matte, white where the subject is; without one, all of the photo.

    Raises:
        InputError: The file cannot be used.
    """
    if matte is None:
        return Matte(np.ones(photo.size_hw, np.float32))
    grey = codecs.read(matte, max_megapixels=max_megapixels).pixels[..., 0]
    return Matte(grey.astype(np.float32) / np.float32(np.iinfo(grey.dtype).max))
