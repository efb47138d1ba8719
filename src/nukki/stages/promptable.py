"""A network that finds what is pointed at, as a `Finder`.

Segment Anything's graphs as `samexporter` writes them: the encoder takes a canvas of bytes as
floats, the decoder points with labels. A box is its two corners.

    label   1 on the object   0 beside it   2, 3 corners of a box   -1 nothing: there is no box
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.core.prompts import Prompt, Sides
from nukki.engines import Session
from nukki.ops.polygons import fill_polygons
from nukki.ops.resize import resize

REMEMBERED = 4
"""Photos whose encoding is kept: encoding takes seconds, and a person clicks more than once."""

LOW_RES = (1, 1, 256, 256)
"""Shape of the earlier mask that the decoder could start from."""

SOFT = 4.0
"""Logits over which alpha rises from 0 to 1."""


@dataclass(frozen=True)
class Canvas:
    """How a picture lies on the encoder's canvas.

    Attributes:
        pixels: (H, W, 3) float32 of bytes, the picture in its upper left corner.
        size_hw: Of the picture there.
        scale: Its pixels for one of the picture.
    """

    pixels: FloatMap
    size_hw: tuple[int, int]
    scale: float


class Promptable:
    """Finds objects by an encoder and a decoder; safe to call from many threads."""

    side_px = 1024

    def __init__(
        self, name: str, encoder: Session, decoder: Session, canvas_hw: tuple[int, int]
    ) -> None:
        self.name = name
        self._encoder = encoder
        self._decoder = decoder
        self._canvas_hw = canvas_hw
        self._encoded: OrderedDict[bytes, FloatMap] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, photo: NDArray[np.uint8], prompt: Prompt, alpha: FloatMap) -> FloatMap:
        """See `Finder`; the present matte is not asked."""
        canvas = self._canvas(photo)
        places, labels = _pointed(prompt.moved(0, 0, scale=canvas.scale))
        masks, scores = self._decoder.run(
            {
                "image_embeddings": self._encoding(canvas.pixels),
                "point_coords": places[np.newaxis],
                "point_labels": labels[np.newaxis],
                "mask_input": np.zeros(LOW_RES, np.float32),
                "has_mask_input": np.zeros(1, np.float32),
                "orig_im_size": np.asarray(self._canvas_hw, np.float32),
            },
            outputs=[0, 1],
        )
        height, width = canvas.size_hw
        best = np.asarray(masks[0, int(np.argmax(scores[0]))], np.float32)[:height, :width]
        logits = resize(np.ascontiguousarray(best), (photo.shape[0], photo.shape[1]), "bilinear")
        found = np.clip(logits / np.float32(SOFT) + np.float32(0.5), 0.0, 1.0)
        result: FloatMap = found * _outlined(prompt, found.shape)
        return result

    def _canvas(self, photo: NDArray[np.uint8]) -> Canvas:
        height, width = photo.shape[:2]
        scale = min(self._canvas_hw[0] / height, self._canvas_hw[1] / width)
        size_hw = round(height * scale), round(width * scale)
        pixels = np.zeros((*self._canvas_hw, 3), np.float32)
        pixels[: size_hw[0], : size_hw[1]] = resize(photo, size_hw, "bilinear")
        return Canvas(pixels, size_hw, scale)

    def _encoding(self, pixels: FloatMap) -> FloatMap:
        """What the encoder says, or said, of a canvas."""
        key = sha256(pixels.tobytes()).digest()
        with self._lock:
            if key not in self._encoded:
                (name,) = self._encoder.inputs
                (self._encoded[key],) = self._encoder.run({name: pixels}, outputs=[0])
            self._encoded.move_to_end(key)
            if len(self._encoded) > REMEMBERED:
                self._encoded.popitem(last=False)
            return self._encoded[key]


def _pointed(prompt: Prompt) -> tuple[FloatMap, FloatMap]:
    """Points (N, 2) as x and y, and their labels (N,), in pixels of the canvas."""
    marked = [(point, 1) for point in prompt.points] + [(point, 0) for point in prompt.others]
    box = prompt.box or _extent(prompt)
    if box:
        marked += [(box[:2], 2), (box[2:], 3)]
    else:
        marked.append(((0.0, 0.0), -1))
    places, labels = zip(*marked, strict=True)
    return np.asarray(places, np.float32), np.asarray(labels, np.float32)


def _extent(prompt: Prompt) -> Sides | None:
    """The box round an outline."""
    if not prompt.outline:
        return None
    xs, ys = zip(*prompt.outline, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _outlined(prompt: Prompt, size: tuple[int, ...]) -> FloatMap:
    """(h, w) 1 inside the outline, and everywhere without one."""
    if not prompt.outline:
        return np.ones(size, np.float32)
    ring = np.asarray(prompt.outline, np.float64) - 0.5
    return fill_polygons((size[0], size[1]), [ring]).astype(np.float32)
