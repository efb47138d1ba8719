"""Colour of more than 8 bits in formats of which Pillow gives 8: read by OpenCV.

OpenCV is here for its arithmetic; its AVIF and JPEG 2000 readers keep every bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray


def deep_samples(data: bytes, bits: int, size_hw: tuple[int, int]) -> NDArray[np.uint16] | None:
    """(H, W), (H, W, 3) or (H, W, 4) uint16 in full scale, as stored; None when it cannot be read.

    Args:
        data: A whole AVIF or JPEG 2000 file.
        bits: Bits per channel in it, 9 to 16.
        size_hw: Height and width that its header states.
    """
    import cv2  # only rare files need it while they are read

    with _quiet(cv2):
        try:
            found: Any = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
        except cv2.error:
            return None
    if found is None or found.dtype != np.uint16 or found.shape[:2] != size_hw:
        return None
    channels = 1 if found.ndim == 2 else found.shape[2]
    if channels not in {1, 3, 4}:
        return None
    order: Any = slice(None) if channels == 1 else (Ellipsis, [2, 1, 0, 3][:channels])  # from BGR
    return to_full_scale(found[order] << np.uint16(16 - bits), bits)


def to_full_scale(samples: NDArray[Any], bits: int) -> NDArray[Any]:
    """Samples that lie at the top of 16 bits, with their low bits filled: white becomes 65535."""
    if samples.dtype != np.uint16 or bits >= 16:
        return samples
    filled: NDArray[Any] = samples | (samples >> np.uint16(bits))
    return filled


@contextmanager
def _quiet(cv2: ModuleType) -> Iterator[None]:
    """Without OpenCV's own lines on standard error: what it cannot read, Pillow has a word for."""
    before = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(before)
