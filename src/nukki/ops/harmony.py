"""A subject made to look as if it stood before its new background: its colours, and its rim.

All is worked out on small copies, since neither light nor a mean holds detail.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Pixels, full_scale

MOST_SHIFT, MOST_GAIN = 0.2, 1.3
"""How far colours move at most, of the full scale, and how much contrast changes: before a black
wall nobody turns black."""

WRAP = 0.012
"""How far light reaches round the subject: a blur's deviation as a share of the longer side."""

LEAST = 1e-3
"""Share of a picture below which there is no subject whose colours count."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A line for each channel: new = gain · old + offset, on the scale of 0 to 1.

    Attributes:
        gain: (3,) float32.
        offset: (3,) float32.
    """

    gain: NDArray[np.float32]
    offset: NDArray[np.float32]

    def mixed(self, other: Curve, share: float) -> Curve:
        """The way to another curve, gone by a share of it."""
        return Curve(
            self.gain + (other.gain - self.gain) * np.float32(share),
            self.offset + (other.offset - self.offset) * np.float32(share),
        )


def matching_curve(subject: Pixels, alpha: FloatMap, behind: Pixels, share: float) -> Curve:
    """What brings a subject's colours towards those of its background.

    Mean and deviation of each channel, as Reinhard et al. 2001 ("Color transfer between images"),
    but within `MOST_SHIFT` and `MOST_GAIN`.

    Args:
        subject: (h, w, 3) the photo.
        alpha: (h, w) float32 [0, 1].
        behind: (h, w, 3) the new background.
        share: [0, 1], how far.
    """
    if alpha.mean() < LEAST:
        return Curve(np.ones(3, np.float32), np.zeros(3, np.float32))
    mean, spread = _statistics(subject, alpha)
    other_mean, other_spread = _statistics(behind, np.ones_like(alpha))
    wanted = np.clip(other_spread / np.maximum(spread, 0.02), 1 / MOST_GAIN, MOST_GAIN)
    gain = (1 + (wanted - 1) * share).astype(np.float32)
    shift = np.clip(other_mean - mean, -MOST_SHIFT, MOST_SHIFT) * np.float32(share)
    return Curve(gain, (mean + shift - gain * mean).astype(np.float32))


def recoloured(pixels: Pixels, curve: Curve) -> Pixels:
    """Pixels (H, W, 3) with a curve applied, of the same dtype."""
    scale = full_scale(pixels.dtype)
    levels = np.arange(scale + 1, dtype=np.float32)[:, None] / np.float32(scale)
    table = np.clip(levels * curve.gain + curve.offset, 0, 1) * np.float32(scale)
    table = np.rint(table).astype(pixels.dtype)
    if pixels.dtype == np.uint8:
        return cv2.LUT(pixels, table[None])  # type: ignore[return-value]
    return np.stack([table[pixels[..., channel], channel] for channel in range(3)], axis=2)


def wrapping_light(alpha: FloatMap, behind: Pixels, share: float) -> tuple[Pixels, FloatMap]:
    """The light of a background that spills over the subject's rim, as lenses and air have it.

    Args:
        alpha: (h, w) float32 [0, 1].
        behind: (h, w, 3) the background.
        share: [0, 1], how strong.

    Returns:
        (h, w, 3) the light's colours, and (h, w) float32 [0, 1] how much of them the picture holds.
    """
    glow, reach = spilling_light(alpha, behind, share)
    return glow, np.asarray(alpha * reach, np.float32)


def spilling_light(alpha: FloatMap, behind: Pixels, share: float) -> tuple[Pixels, FloatMap]:
    """The same light as the subject alone has it, whatever of a pixel the subject covers.

    Args:
        alpha: (h, w) float32 [0, 1].
        behind: (h, w, 3) the background.
        share: [0, 1], how strong.

    Returns:
        (h, w, 3) the light's colours, and (h, w) float32 [0, 1] how far it takes the subject's own.
    """
    sigma = max(0.5, WRAP * max(alpha.shape))
    glow = cv2.GaussianBlur(behind, (0, 0), sigma)
    around = cv2.GaussianBlur(1 - alpha, (0, 0), sigma)
    reach = np.clip(around * np.float32(2 * share), 0, 1)
    return glow, reach  # type: ignore[return-value]


def _statistics(
    pixels: Pixels, weight: FloatMap
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(3,) mean and deviation of each channel on the scale of 0 to 1, pixels counted by weight."""
    values = pixels.reshape(-1, 3).astype(np.float32) / np.float32(full_scale(pixels.dtype))
    counts = weight.reshape(-1, 1) / max(float(weight.sum()), 1e-6)
    mean = (values * counts).sum(axis=0)
    return mean, np.sqrt(((values - mean) ** 2 * counts).sum(axis=0))
