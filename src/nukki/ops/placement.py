"""How a picture lies on a network's canvas, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.core.spec import Layout, Preprocess
from nukki.ops.resize import fit_within, resize

LONGEST = 8
"""How many times the canvas's longer side a canvas that follows the picture may be long."""

WIDEST = 2.8
"""How many times its shorter side a canvas of a given area may be long."""


@dataclass(frozen=True)
class Placement:
    """Where a picture lies on a canvas.

        canvas_hw
        ┌──────────────────┐
        │ (top, left)      │
        │   ┌──────────┐   │
        │   │ placed_hw│   │
        │   └──────────┘   │
        └──────────────────┘

    Attributes:
        canvas_hw: Size of the canvas in pixels.
        placed_hw: Size of the picture on it.
        top, left: Its corner.
    """

    canvas_hw: tuple[int, int]
    placed_hw: tuple[int, int]
    top: int = 0
    left: int = 0

    def apply(self, planes: FloatMap, fill: FloatMap | None = None) -> FloatMap:
        """The planes (C, H, W) float32 of a picture of ``placed_hw`` on a canvas.

        Args:
            planes: The picture.
            fill: (C,) what the rest of each plane is; None is zeros.
        """
        if self.placed_hw == self.canvas_hw:
            return planes
        canvas = np.zeros((len(planes), *self.canvas_hw), np.float32)
        if fill is not None:
            canvas += fill[:, None, None]
        canvas[:, *self._window()] = planes
        return canvas

    def undo(self, canvas: NDArray[Any]) -> NDArray[Any]:
        """The part of a canvas (H, W[, C]), at any resolution of it, that the picture covers."""
        scale_y = canvas.shape[0] / self.canvas_hw[0]
        scale_x = canvas.shape[1] / self.canvas_hw[1]
        if (scale_y, scale_x) == (1.0, 1.0):
            return canvas[self._window()]
        top, left = round(self.top * scale_y), round(self.left * scale_x)
        height = max(1, round(self.placed_hw[0] * scale_y))
        width = max(1, round(self.placed_hw[1] * scale_x))
        return canvas[top : top + height, left : left + width]

    def _window(self) -> tuple[slice, slice]:
        height, width = self.placed_hw
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


def place(size_hw: tuple[int, int], preprocess: Preprocess) -> Placement:
    """Where a picture of ``size_hw`` lies on the canvas that ``preprocess`` describes."""
    canvas = preprocess.size_hw
    if preprocess.fit == "stretch":
        return Placement(canvas, canvas)
    if preprocess.fit == "short-side":
        scale = min(min(canvas) / min(size_hw), LONGEST * max(canvas) / max(size_hw))
        height, width = (_round_to(side * scale, preprocess.multiple) for side in size_hw)
        return Placement((height, width), (height, width))
    if preprocess.fit == "area":
        shape = min(max(size_hw[0] / size_hw[1], 1 / WIDEST), WIDEST) ** 0.5
        sides = canvas[0] * shape, canvas[1] / shape
        height, width = (_round_to(side, preprocess.multiple) for side in sides)
        return Placement((height, width), (height, width))
    if preprocess.fit == "own":
        limit = fit_within(size_hw, canvas)
        height, width = (_round_to(side, preprocess.multiple) for side in limit)
        return Placement((height, width), (height, width))
    scale = max(canvas[0] / size_hw[0], canvas[1] / size_hw[1])
    grown = (round(size_hw[0] * scale), round(size_hw[1] * scale))
    placed = fit_within(grown, canvas)
    return Placement(canvas, placed, (canvas[0] - placed[0]) // 2, (canvas[1] - placed[1]) // 2)


def _round_to(length: float, multiple: int) -> int:
    return max(multiple, round(length / multiple) * multiple)


def to_tensor(pixels: Pixels, preprocess: Preprocess, placement: Placement) -> FloatMap:
    """The network's input: (1, 3, H, W) float32, ``(rgb - mean) / std`` of the [0, 1] scale.

    Where the network wants channels last, (1, H, W, 3).

    The scale is the dtype's own (255 or 65535), never the picture's maximum: a dark picture stays
    dark. Padding is zero after normalisation, that is the mean colour, unless it is described.
    """
    small = resize(pixels, placement.placed_hw, preprocess.interpolation)
    order = (2, 1, 0) if preprocess.channels == "bgr" else (0, 1, 2)
    planes = np.empty((3, *placement.placed_hw), np.float32)
    channels = cv2.split(small)
    scale = np.float32(full_scale(pixels.dtype))
    for plane, channel, mean, std in zip(
        planes, order, preprocess.mean, preprocess.std, strict=True
    ):
        np.divide(channels[channel], scale, out=plane)
        plane -= np.float32(mean)
        plane /= np.float32(std)
    normal = placement.apply(planes, _fill(preprocess))
    ordered = normal.transpose(1, 2, 0) if preprocess.layout == "nhwc" else normal
    return np.ascontiguousarray(ordered[None])


def channels_first(answer: FloatMap, layout: Layout) -> FloatMap:
    """A network's answer (1, C, h, w), of one whose channels may come last."""
    return answer.transpose(0, 3, 1, 2) if answer.ndim == 4 and layout == "nhwc" else answer


def _fill(preprocess: Preprocess) -> FloatMap | None:
    """(3,) what fills a canvas up, normalised."""
    if preprocess.padding is None:
        return None
    mean, std = np.asarray(preprocess.mean), np.asarray(preprocess.std)
    return np.asarray((preprocess.padding - mean) / std, np.float32)
