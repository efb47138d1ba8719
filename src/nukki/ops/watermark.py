"""A mark over a whole picture that says it is a trial."""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Pixels, full_scale

TEXT = "nukki sandbox"
STRENGTH = 0.35
ANGLE_DEGREES = 30.0


def watermarked(foreground: Pixels, alpha: FloatMap) -> tuple[Pixels, FloatMap]:
    """Colours and alpha with lines of text across them, on what is transparent, too.

    Args:
        foreground: (H, W, 3) uint8 or uint16, straight.
        alpha: (H, W) float32 [0, 1].
    """
    share = _mark(alpha.shape) * np.float32(STRENGTH)
    grey = np.float32(full_scale(foreground.dtype) / 2)
    mixed = foreground + (grey - foreground) * share[..., None]
    covered = np.minimum(alpha + (1 - alpha) * share, np.float32(1))
    return np.rint(mixed).astype(foreground.dtype), covered


def _mark(size_hw: tuple[int, ...]) -> FloatMap:
    """(H, W) float32 [0, 1]: the text in slanting lines."""
    height, width = size_hw[:2]
    side = max(height, width)
    scale = max(0.3, side / 900)
    (wide, tall), _ = cv2.getTextSize(TEXT, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
    canvas = np.zeros((2 * side, 2 * side), np.uint8)
    thick = max(1, round(2 * scale))
    for number, y in enumerate(range(tall, 2 * side, 5 * tall)):
        for x in range(-wide * (number % 2), 2 * side, 2 * wide):
            cv2.putText(
                canvas, TEXT, (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, (255,), thick, cv2.LINE_AA
            )
    turn = cv2.getRotationMatrix2D((side, side), ANGLE_DEGREES, 1.0)
    turned = cv2.warpAffine(canvas, turn, (2 * side, 2 * side))
    top, left = side - height // 2, side - width // 2
    return np.asarray(turned[top : top + height, left : left + width] / 255, np.float32)
