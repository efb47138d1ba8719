"""GrabCut: subject and background as two mixtures of colours, divided by a minimal cut."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import Mask

GAUSSIANS = 5
"""Of each mixture, in OpenCV; fewer samples cannot make one."""

MIXTURE = 65
"""Doubles that OpenCV keeps of a mixture: weights, means and covariances of `GAUSSIANS`."""


def grab_cut(photo: NDArray[np.uint8], seeds: NDArray[np.uint8], iterations: int) -> Mask:
    """(H, W) bool, True on the subject (Rother, Kolmogorov and Blake 2004, ``cv2.grabCut``).

    Args:
        photo: (H, W, 3) uint8.
        seeds: (H, W) of ``cv2.GC_BGD``, ``GC_FGD``, ``GC_PR_BGD`` and ``GC_PR_FGD``.
        iterations: How often mixtures and cut are made anew.

    Returns:
        The seeds' own subject where one side has too few pixels to learn its colours from.
    """
    found = seeds.copy()
    if min(_subject(seeds).sum(), (~_subject(seeds)).sum()) < GAUSSIANS:
        return _subject(seeds)
    # Its mixtures start from random numbers, of which OpenCV keeps a generator for each thread.
    cv2.setRNGSeed(0)
    behind, before = np.zeros((1, MIXTURE)), np.zeros((1, MIXTURE))
    no_box = (0, 0, 0, 0)
    cv2.grabCut(photo, found, no_box, behind, before, iterations, cv2.GC_INIT_WITH_MASK)
    return _subject(found)


def seeds_of(*, sure: Mask, likely: Mask, never: Mask) -> NDArray[np.uint8]:
    """(H, W) seeds: surely subject, surely not, and what is more likely elsewhere."""
    seeds = np.where(likely, cv2.GC_PR_FGD, cv2.GC_PR_BGD)
    seeds = np.where(sure, cv2.GC_FGD, seeds)
    return np.where(never & ~sure, cv2.GC_BGD, seeds).astype(np.uint8)


def _subject(seeds: NDArray[np.uint8]) -> Mask:
    mask: Mask = (seeds == cv2.GC_FGD) | (seeds == cv2.GC_PR_FGD)
    return mask
