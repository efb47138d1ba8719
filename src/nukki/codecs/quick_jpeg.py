"""JPEGs of live pictures: as quick as can be, with nothing but pixels in them."""

from __future__ import annotations

import cv2

from nukki.core.arrays import Pixels
from nukki.core.errors import EncodeError


def jpeg_of(pixels: Pixels, quality: int) -> bytes:
    """The bytes of a JPEG.

    Args:
        pixels: (H, W, 3) uint8 RGB.
        quality: 1 to 100.

    Raises:
        EncodeError: A side is longer than 65,535 pixels.
    """
    turned = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    done, data = cv2.imencode(".jpg", turned, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise EncodeError(f"a JPEG cannot be {pixels.shape[1]}x{pixels.shape[0]}; choose a size")
    return bytes(data)
