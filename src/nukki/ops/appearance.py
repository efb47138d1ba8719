"""What a photo looks like in a few numbers, and whether two look alike."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import Mask, Pixels

SIDE = 8
"""A fingerprint compares this many squared pixels with their neighbours, in either direction."""

Fingerprint = NDArray[np.uint8]
"""(B,) uint8, a bit for each pair of neighbours."""

_BITS_SET = np.array([bin(byte).count("1") for byte in range(256)], np.uint8)


def brightness(photo: Pixels) -> float:
    """Mean grey of a photo (H, W, 3) uint8, [0, 1]."""
    return float(_grey(photo).mean()) / 255


def sharpness(photo: Pixels) -> float:
    """Standard deviation of the Laplacian of a photo's grey, in levels of 255.

    Source: Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000.
    """
    return float(cv2.Laplacian(_grey(photo), cv2.CV_32F).std())


def difference_hash(photo: Pixels) -> Fingerprint:
    """Which pixels of a thumbnail are brighter than their right and their lower neighbour.

    Copies at another size, quality or brightness differ in few bits (`distance`).

    Args:
        photo: (H, W, 3) uint8.
    """
    grey = _grey(photo)
    across = cv2.resize(grey, (SIDE + 1, SIDE), interpolation=cv2.INTER_AREA)
    down = cv2.resize(grey, (SIDE, SIDE + 1), interpolation=cv2.INTER_AREA)
    bits = np.concatenate(
        ((across[:, 1:] > across[:, :-1]).ravel(), (down[1:] > down[:-1]).ravel())
    )
    return np.packbits(bits)


def distance(one: Fingerprint, others: NDArray[np.uint8]) -> NDArray[np.int32]:
    """(N,) how many bits differ between a fingerprint and each of (N, B) others."""
    differing: NDArray[np.int32] = _BITS_SET[np.bitwise_xor(others, one)].sum(
        axis=1, dtype=np.int32
    )
    return differing


def count_parts(mask: Mask, share: float) -> int:
    """How many separate parts of a mask (H, W) have at least this share of its area."""
    _, _, statistics, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    areas = statistics[1:, cv2.CC_STAT_AREA]
    return int(np.count_nonzero(areas >= share * areas.sum())) if areas.size else 0


def _grey(photo: Pixels) -> NDArray[np.uint8]:
    grey: NDArray[np.uint8] = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)  # type: ignore[assignment]
    return grey
