"""Laying a foreground over a background: I = aF + (1-a)B (Porter and Duff 1984, "over")."""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import Array, FloatMap, Pixels, full_scale
from nukki.ops.bands import bands
from nukki.ops.resize import resize

FAINT = 0.05
"""Alpha below which a pixel shows the background as it is."""

ELSE = np.float32(1e-3)
"""Weight of all other pixels: what is blurred where no background is near."""


NEAR_PIXELS = 1 << 15
"""Of a band whose floats stay in the processor's own cache: a third of the time of larger ones."""


def over(foreground: Pixels, alpha: FloatMap, background: Pixels) -> Pixels:
    """The composite of straight colours over an opaque background.

    Args:
        foreground: (H, W, 3) uint8 or uint16.
        alpha: (H, W) float32 [0, 1].
        background: (H, W, 3) of the same dtype, or (1, 1, 3) for one colour.

    Returns:
        (H, W, 3) of the same dtype, rounded.
    """
    result = np.empty_like(foreground)
    if background.shape[:2] == (1, 1):
        # A row of it: arithmetic that repeats three numbers takes three times as long.
        background = np.tile(background, (1, foreground.shape[1], 1))
    lines = background.shape[0] > 1 or foreground.shape[0] == 1
    for rows in bands(foreground.shape[0], foreground.shape[1], NEAR_PIXELS):
        share = cv2.merge((alpha[rows],) * 3)
        mixed = foreground[rows] * share
        mixed += (background[rows] if lines else background) * np.subtract(1.0, share, out=share)
        result[rows] = np.rint(mixed, out=mixed)
    return result


def blurred_background(pixels: Pixels, alpha: FloatMap, radius_px: float) -> Pixels:
    """The photo blurred from its background pixels only, so that no subject bleeds into it.

    Normalised convolution (Knutsson and Westin 1993): blur(w I) / blur(w), where w is 1 for pixels
    without subject. Large radii are computed on a smaller picture, which a blur of that radius
    cannot be told from.

    Args:
        pixels: (H, W, 3) uint8 or uint16.
        alpha: (H, W) float32 [0, 1].
        radius_px: Standard deviation of the Gaussian, in pixels of ``pixels``.
    """
    height, width = alpha.shape
    factor = max(1.0, radius_px / 4)
    small_hw = max(1, round(height / factor)), max(1, round(width / factor))
    clear = (alpha < FAINT).astype(np.uint8)
    # Blanked before it is shrunk: afterwards, pixels at the rim would hold the subject's colours.
    kept = resize(cv2.copyTo(pixels, clear), small_hw, "area").astype(np.float32)
    weight = resize(clear * np.uint8(255), small_hw, "area") / np.float32(255) + ELSE
    colour = kept + ELSE * resize(pixels, small_hw, "area")
    sigma = max(radius_px / factor, 0.1)
    share = cv2.GaussianBlur(weight, (0, 0), sigma).reshape(*small_hw, 1)
    blurred = cv2.GaussianBlur(colour, (0, 0), sigma) / share
    smooth = np.clip(blurred, 0, full_scale(pixels.dtype))
    return resize(np.rint(smooth).astype(pixels.dtype), (height, width), "bilinear")


def cover(picture: Array, size_hw: tuple[int, int]) -> Array:
    """A picture scaled and centre-cropped so that it fills ``size_hw``, aspect kept."""
    picture = _of_aspect(picture, size_hw)
    scale = max(size_hw[0] / picture.shape[0], size_hw[1] / picture.shape[1])
    grown = (
        max(size_hw[0], round(picture.shape[0] * scale)),
        max(size_hw[1], round(picture.shape[1] * scale)),
    )
    scaled = resize(picture, grown, "bilinear")
    top, left = (grown[0] - size_hw[0]) // 2, (grown[1] - size_hw[1]) // 2
    whole: Array = scaled[top : top + size_hw[0], left : left + size_hw[1]]  # type: ignore[assignment]
    return whole


def seen_part(
    picture_hw: tuple[int, int],
    size_hw: tuple[int, int],
    *,
    zoom: float,
    position: tuple[float, float],
) -> tuple[slice, slice]:
    """Rows and columns of a picture that are seen when it covers ``size_hw``.

    Args:
        picture_hw: The picture's height and width in pixels.
        size_hw: What it shall cover.
        zoom: At least 1, where it just covers.
        position: Shares of what is not seen that lie to the left and above.
    """
    scale = zoom * max(size_hw[0] / picture_hw[0], size_hw[1] / picture_hw[1])
    kept = [
        min(whole, max(1, round(side / scale)))
        for whole, side in zip(picture_hw, size_hw, strict=True)
    ]
    top = round((picture_hw[0] - kept[0]) * position[1])
    left = round((picture_hw[1] - kept[1]) * position[0])
    return slice(top, top + kept[0]), slice(left, left + kept[1])


def _of_aspect(picture: Array, size_hw: tuple[int, int]) -> Array:
    """The middle of a picture, little more than has the aspect of ``size_hw``.

    Cropped before it is scaled: a picture of one line would grow out of memory.
    """
    height, width = picture.shape[:2]
    kept_h = min(height, 2 + round(width * size_hw[0] / size_hw[1]))
    kept_w = min(width, 2 + round(height * size_hw[1] / size_hw[0]))
    kept_h, kept_w = height - (height - kept_h) // 2 * 2, width - (width - kept_w) // 2 * 2
    top, left = (height - kept_h) // 2, (width - kept_w) // 2
    kept: Array = picture[top : top + kept_h, left : left + kept_w]  # type: ignore[assignment]
    return kept
