"""Colours as eyes compare them: OKLab (Ottosson 2020, "A perceptual color space").

sRGB's transfer curve is undone, the cones' responses are compressed by a cube root. Light that is
t times as bright scales all of OKLab by the cube root of t, so that a lit and a shaded part of one
surface lie on one ray from the origin.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.ops.light import light_of, values_of

CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
OPPONENTS = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def unit(pixels: Pixels) -> FloatMap:
    """uint8 or uint16 as float32 in [0, 1], of the same shape."""
    scaled: FloatMap = pixels.astype(np.float32) / np.float32(full_scale(pixels.dtype))
    return scaled


def oklab(rgb: FloatMap) -> FloatMap:
    """(..., 3) lightness [0, 1], green to red and blue to yellow of sRGB (..., 3) in [0, 1]."""
    if not rgb.size:
        return rgb
    steps = _linear()
    linear = steps[np.rint(np.clip(rgb, 0.0, 1.0) * (steps.size - 1)).astype(np.uint16)]
    flat = linear.reshape(-1, 1, 3)
    cones = np.cbrt(cv2.transform(flat, np.array(CONES, np.float32)))
    lab = cv2.transform(cones, np.array(OPPONENTS, np.float32))
    return np.asarray(lab, np.float32).reshape(rgb.shape)


def srgb(lab: FloatMap) -> FloatMap:
    """(..., 3) sRGB in [0, 1] of OKLab colours; what no screen shows is clipped."""
    to_cones, to_rgb = np.linalg.inv(OPPONENTS), np.linalg.inv(CONES)
    if not lab.size:
        return lab
    cones = np.asarray(cv2.transform(lab.reshape(-1, 1, 3), to_cones.astype(np.float32)))
    linear = np.clip(cv2.transform(cones**3, to_rgb.astype(np.float32)), 0.0, 1.0)
    return np.asarray(values_of(linear.astype(np.float64)), np.float32).reshape(lab.shape)


@cache
def _linear() -> FloatMap:
    """Linear light of sRGB values at 4096 steps (IEC 61966-2-1): a power for each pixel is slow."""
    return light_of(np.linspace(0.0, 1.0, 4096)).astype(np.float32)
