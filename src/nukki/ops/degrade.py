"""Photos made worse on purpose, one property at a time; the neutral step changes nothing.

All take and give (H, W, 3) uint8 sRGB. What moves pixels moves the matte with them.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Pixels
from nukki.ops.composite import blurred_background, over
from nukki.ops.light import light_of, values_of
from nukki.ops.morphology import disc
from nukki.ops.resize import resize, resize_alpha

SEED = 7
"""Noise is the same in every run, so that results can be kept."""

UNSHARP_RADIUS = 0.002
"""Standard deviation of the unsharp mask's blur, as a share of the diagonal."""

HIDING_RADIUS = 0.2
"""How soft is what stands for the subject, as a share of the diagonal: the blur must reach the
middle of any subject."""

RIM = 0.01
"""How far round a subject its colours may be seen, as a share of the diagonal."""

SMALLEST_PX = 8
"""No side gets shorter: networks have nothing to see in less."""


def exposed(pixels: Pixels, stops: float) -> Pixels:
    """Lit by 2**stops as much light, clipped as a camera does; 0 is neutral.

    Light is linear, sRGB values are not.
    """
    if stops == 0:
        return pixels
    value = np.arange(256, dtype=np.float64) / 255
    light = np.minimum(light_of(value) * 2.0**stops, 1.0)
    return _looked_up(pixels, values_of(light) * 255)


def contrasted(pixels: Pixels, factor: float) -> Pixels:
    """Each value's distance from the photo's mean times ``factor``; 1 is neutral."""
    if factor == 1:
        return pixels
    middle = float(pixels.mean())
    return _looked_up(pixels, middle + factor * (np.arange(256) - middle))


def blurred(pixels: Pixels, radius: float) -> Pixels:
    """Out of focus: a Gaussian of ``radius`` thousandths of the diagonal; 0 is neutral."""
    if radius == 0:
        return pixels
    sigma_px = radius / 1000 * math.hypot(*pixels.shape[:2])
    return cv2.GaussianBlur(pixels, (0, 0), sigma_px)  # type: ignore[return-value]


def sharpened(pixels: Pixels, amount: float) -> Pixels:
    """``amount`` times the difference from a slight blur added (unsharp mask); 0 is neutral."""
    if amount == 0:
        return pixels
    sigma_px = UNSHARP_RADIUS * math.hypot(*pixels.shape[:2])
    soft = cv2.GaussianBlur(pixels, (0, 0), sigma_px)
    return cv2.addWeighted(pixels, 1 + amount, soft, -amount, 0)  # type: ignore[return-value]


def noisy(pixels: Pixels, deviation: float) -> Pixels:
    """With Gaussian noise of this standard deviation in each channel; 0 is neutral.

    Args:
        pixels: The photo.
        deviation: As a share of full scale, [0, 1].
    """
    if deviation == 0:
        return pixels
    noise = np.random.default_rng(SEED).standard_normal(pixels.shape, np.float32)
    grainy: Pixels = np.rint(np.clip(pixels + noise * (255 * deviation), 0, 255)).astype(np.uint8)
    return grainy


def zoomed_out(pixels: Pixels, alpha: FloatMap, factor: float) -> tuple[Pixels, FloatMap]:
    """Photo and matte with the subject ``factor`` times as large on a canvas of the same size.

    It lies over its own background, so blurred that nothing else could be the subject: of what
    stood there nothing stays, neither an outline nor a second one in a mirror.

    Args:
        pixels: The photo.
        alpha: (H, W) float32 [0, 1], its matte.
        factor: In (0, 1]; 1 is neutral.
    """
    if factor == 1:
        return pixels, alpha
    small_hw = _scaled(alpha.shape, factor)
    top, left = ((side - small) // 2 for side, small in zip(alpha.shape, small_hw, strict=True))
    window = slice(top, top + small_hw[0]), slice(left, left + small_hw[1])
    matte = np.zeros_like(alpha)
    matte[window] = resize_alpha(alpha, small_hw)
    canvas = _scenery(pixels, alpha)
    canvas[window] = over(resize(pixels, small_hw, "area"), matte[window], canvas[window])
    return canvas, matte


def downsized(pixels: Pixels, alpha: FloatMap, factor: float) -> tuple[Pixels, FloatMap]:
    """Photo and matte with sides ``factor`` times as long, never under `SMALLEST_PX`; 1 is neutral.

    Args:
        pixels: The photo.
        alpha: (H, W) float32 [0, 1], its matte.
        factor: In (0, 1].
    """
    size_hw = _scaled(alpha.shape, factor)
    return resize(pixels, size_hw, "area"), resize_alpha(alpha, size_hw)


def _scenery(pixels: Pixels, alpha: FloatMap) -> Pixels:
    """(H, W, 3) uint8, the background's colours as a blur, the subject's and its rim's left out."""
    diagonal_px = math.hypot(*alpha.shape)
    wider = cv2.dilate(alpha, disc(round(RIM * diagonal_px)))
    return blurred_background(pixels, np.asarray(wider, np.float32), HIDING_RADIUS * diagonal_px)


def _scaled(size_hw: tuple[int, ...], factor: float) -> tuple[int, int]:
    height, width = (max(min(SMALLEST_PX, side), round(side * factor)) for side in size_hw)
    return height, width


def _looked_up(pixels: Pixels, table: NDArray[Any]) -> Pixels:
    mapped: Pixels = np.rint(np.clip(table, 0, 255)).astype(np.uint8)[pixels]
    return mapped
