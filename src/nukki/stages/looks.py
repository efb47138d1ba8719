"""Segmenters that look more than once.

A network sees a photo at a few hundred pixels a side: a small subject in a wide shot is a few dozen
of them. `SecondLook` finds the subject and looks again at it alone; `Mirrored` also looks at the
mirror image and averages. Both wrap any segmenter and are one themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.values import Box, Matte
from nukki.ops.resize import halved, resize_alpha
from nukki.stages.segment import Segmenter

FOUND = 0.3
"""Alpha from which a pixel draws the second look: what the first one only suspects counts too."""

MARGIN = 0.15
"""How much of the subject's size is seen on each side of it."""

WORTHWHILE = 0.85
"""Share of the photo above which a second look would see the same again."""

PITCH = 1.5
"""Photo pixels per pixel of the matte below which the first look missed nothing."""

ENOUGH = 2
"""Photo pixels per pixel of the matte that the mirror image keeps: more is not seen."""

CONTRADICTION = 0.5
"""Difference in alpha from which two looks contradict each other."""

DOUBT = 0.75
"""What the bolder of two contradicting looks counts: subject, but not surely."""


@dataclass(frozen=True)
class Mirrored:
    """The mean of a segmenter's answers for a picture and for its mirror image.

    Attributes:
        segmenter: Asked for both.
        always: Look again even where the first look saw the picture at its own size, and the
            mirror image measured no better.
    """

    segmenter: Segmenter
    always: bool = True

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte of ``pixels`` (H, W, 3)."""
        straight = self.segmenter(pixels).alpha
        if not self.always and not _is_coarse(straight, pixels.shape[:2]):
            return Matte(straight)
        small = halved(pixels, (ENOUGH * straight.shape[0], ENOUGH * straight.shape[1]))
        mirrored = self.segmenter(np.ascontiguousarray(small[:, ::-1])).alpha
        return Matte(np.ascontiguousarray((straight + mirrored[:, ::-1]) * np.float32(0.5)))


@dataclass(frozen=True)
class SecondLook:
    """A second, closer look at what the first one found.

    The second answer replaces the first. Where they contradict each other the bolder one counts,
    as a grey that lowers the confidence: looking closely, networks lose parts that they had seen.
    """

    segmenter: Segmenter

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte of ``pixels`` (H, W, 3), finer than one look's where the subject is small."""
        first = self.segmenter(pixels)
        window = subject_window(first.alpha, pixels.shape[:2])
        return first if window is None else look_closer(self.segmenter, first, pixels, window)


def with_looks(segmenter: Segmenter, looks: int, *, mirror: bool, always: bool = True) -> Segmenter:
    """The segmenter, looking once or twice, and at the mirror image when asked; see `Mirrored`."""
    seen = Mirrored(segmenter, always) if mirror else segmenter
    return SecondLook(seen) if looks > 1 else seen


def look_closer(segmenter: Segmenter, first: Matte, pixels: Pixels, window: Box) -> Matte:
    """The matte of ``pixels`` (H, W, 3) after a look at the window; see `SecondLook`.

    The first one where that look saw the photo at its own size already.
    """
    size_hw = pixels.shape[0], pixels.shape[1]
    if not _is_coarse(first.alpha, size_hw):
        return first
    closer = segmenter(np.ascontiguousarray(pixels[_slices(window)])).alpha
    second = _spread(closer, window, size_hw)
    return Matte(_reconciled(resize_alpha(first.alpha, second.shape), second))


def subject_window(alpha: FloatMap, size_hw: tuple[int, ...]) -> Box | None:
    """The part of a photo of ``size_hw`` round the subject; None when that is nearly all of it.

    None as well when nothing was found.
    """
    rows = np.flatnonzero((alpha > FOUND).any(axis=1))
    columns = np.flatnonzero((alpha > FOUND).any(axis=0))
    if not rows.size:
        return None
    top, bottom = _widened(rows[0], rows[-1] + 1, alpha.shape[0], size_hw[0])
    left, right = _widened(columns[0], columns[-1] + 1, alpha.shape[1], size_hw[1])
    share = (bottom - top) * (right - left) / (size_hw[0] * size_hw[1])
    return Box(left, top, right, bottom) if share < WORTHWHILE else None


def _is_coarse(alpha: FloatMap, size_hw: tuple[int, ...]) -> bool:
    """Whether a matte of a photo of ``size_hw`` is so small that a look may have missed things."""
    pitch: float = max(size_hw[0] / alpha.shape[0], size_hw[1] / alpha.shape[1])
    return pitch >= PITCH


def _widened(start: int, stop: int, small: int, large: int) -> tuple[int, int]:
    """A span of ``small`` pixels with its margin, on the same axis of ``large`` pixels."""
    margin = MARGIN * (stop - start) + 1
    scale = large / small
    return max(0, int((start - margin) * scale)), min(large, round((stop + margin) * scale))


def _spread(closer: FloatMap, window: Box, size_hw: tuple[int, int]) -> FloatMap:
    """A matte of the window as a matte of the whole photo, zero outside, at about its own pitch."""
    pitch = max(1.0, *(w / c for w, c in zip(window.size_hw, closer.shape, strict=True)))
    canvas = np.zeros([max(1, round(side / pitch)) for side in size_hw], np.float32)
    top, left = round(window.top / pitch), round(window.left / pitch)
    bottom = min(canvas.shape[0], max(top + 1, round(window.bottom / pitch)))
    right = min(canvas.shape[1], max(left + 1, round(window.right / pitch)))
    canvas[top:bottom, left:right] = resize_alpha(closer, (bottom - top, right - left))
    return canvas


def _slices(window: Box) -> tuple[slice, slice]:
    return slice(window.top, window.bottom), slice(window.left, window.right)


def _reconciled(first: FloatMap, second: FloatMap) -> FloatMap:
    """The second look, and where the two contradict each other the bolder one in doubt."""
    apart = abs(first - second) > CONTRADICTION
    bolder = np.maximum(first, second) * np.float32(DOUBT)
    return np.where(apart, bolder, second)
