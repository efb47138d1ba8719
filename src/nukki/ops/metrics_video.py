"""The measures of video matting: how far alpha is off, and how much it flickers.

Arrays are (H, W) float32 in [0, 1], ``truth`` of the same size. Figures carry the factors that
tables of video matting print them with (Lin et al. 2022, Robust High-Resolution Video Matting).
"""

from __future__ import annotations

import math

import numpy as np

from nukki.core.arrays import FloatMap


def mad(matte: FloatMap, truth: FloatMap) -> float:
    """The mean of |matte - truth| over all pixels, times 1000."""
    return float(np.abs(matte - truth).mean(dtype=np.float64)) * 1e3


def mse(matte: FloatMap, truth: FloatMap) -> float:
    """The mean of (matte - truth)² over all pixels, times 1000."""
    return float(np.square(matte - truth).mean(dtype=np.float64)) * 1e3


def dtssd(before: FloatMap, now: FloatMap, truth_before: FloatMap, truth_now: FloatMap) -> float:
    """How differently matte and truth change from one frame to the next, times 100.

    The root of the mean of squared differences of the two changes (Erofeev et al. 2015,
    "Perceptually motivated benchmark for video matting"). 0 where the matte moves as the truth
    does, however wrong it is.
    """
    change = (now - before) - (truth_now - truth_before)
    return math.sqrt(float(np.square(change).mean(dtype=np.float64))) * 1e2
