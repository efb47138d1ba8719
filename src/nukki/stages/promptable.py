"""A network that finds what is pointed at, as a `Finder`: encodes once, answers every prompt."""

from __future__ import annotations

import threading
from collections import OrderedDict
from hashlib import sha256

import numpy as np

from nukki.core.arrays import FloatMap
from nukki.core.prompts import Prompt, Sides
from nukki.ops.polygons import fill_polygons
from nukki.stages.sam_graphs import NO_POINT, Encoding, Graphs, Photo

REMEMBERED = 4
"""Photos whose encoding is kept: encoding takes seconds, and a person clicks more than once."""

SOFT = 4.0
"""Logits over which alpha rises from 0 to 1."""


class Promptable:
    """Finds objects by an encoder and a decoder; safe to call from many threads."""

    side_px = 1024

    def __init__(self, name: str, graphs: Graphs) -> None:
        self.name = name
        self._graphs = graphs
        self._encoded: OrderedDict[bytes, Encoding] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, photo: Photo, prompt: Prompt, alpha: FloatMap) -> FloatMap:
        """See `Finder`; the present matte is not asked."""
        size_hw = photo.shape[0], photo.shape[1]
        places, labels = _pointed(prompt)
        logits = self._graphs.logits(self._encoding(photo), places, labels, size_hw)
        found = np.clip(logits / np.float32(SOFT) + np.float32(0.5), 0.0, 1.0)
        result: FloatMap = found * _outlined(prompt, found.shape)
        return result

    def _encoding(self, photo: Photo) -> Encoding:
        """What the encoder says, or said, of a photo."""
        key = sha256(repr(photo.shape).encode() + photo.tobytes()).digest()
        with self._lock:
            if key not in self._encoded:
                self._encoded[key] = self._graphs.encode(photo)
            self._encoded.move_to_end(key)
            if len(self._encoded) > REMEMBERED:
                self._encoded.popitem(last=False)
            return self._encoded[key]


def _pointed(prompt: Prompt) -> tuple[FloatMap, FloatMap]:
    """Points (N, 2) as x and y in pixels of the photo, and their labels (N,)."""
    marked = [(point, 1) for point in prompt.points] + [(point, 0) for point in prompt.others]
    box = prompt.box or _extent(prompt)
    if box:
        marked += [(box[:2], 2), (box[2:], 3)]
    else:
        marked.append(((0.0, 0.0), NO_POINT))
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
