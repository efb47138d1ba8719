"""The graphs of promptable networks: an encoder sees a photo once, a decoder each prompt.

Three families, exported by different people; each here says how the photo lies on its canvas and
where a prompt's places are there. Labels are the same for all:

    1 on the object   0 beside it   2, 3 corners of a box   -1 nothing: there is no box
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.core.errors import OptionError
from nukki.core.spec import PromptGraphs
from nukki.engines import Session
from nukki.ops.resize import resize

Photo: TypeAlias = NDArray[np.uint8]
Encoding: TypeAlias = tuple[FloatMap, ...]
"""What an encoder says of a photo."""

NO_POINT = -1
LOW_RES = (1, 1, 256, 256)
"""Shape of the earlier mask that a decoder could start from."""


class Graphs(Protocol):
    """An encoder and its decoder."""

    def encode(self, photo: Photo) -> Encoding:
        """What the encoder says of a photo (h, w, 3) uint8."""

    def logits(
        self, encoding: Encoding, places: FloatMap, labels: FloatMap, size_hw: tuple[int, int]
    ) -> FloatMap:
        """(h, w) float32 of the mask that the decoder likes best, above 0 on the object.

        Args:
            encoding: Of a photo of ``size_hw``.
            places: (N, 2) x and y in pixels of the photo.
            labels: (N,) what each place is.
            size_hw: Height and width of the photo.
        """


@dataclass(frozen=True, eq=False)
class Sam:
    """Segment Anything as ``samexporter`` writes it, MobileSAM likewise.

    The encoder takes bytes as floats, height first, on a canvas of a fixed shape in whose upper
    left corner the photo lies; the decoder's mask is of the canvas.
    """

    encoder: Session
    decoder: Session
    canvas_hw: tuple[int, int]

    def encode(self, photo: Photo) -> Encoding:
        """See `Graphs`."""
        placed_hw = self._placed_hw(photo.shape[:2])
        canvas = np.zeros((*self.canvas_hw, 3), np.float32)
        canvas[: placed_hw[0], : placed_hw[1]] = resize(photo, placed_hw, "bilinear")
        return tuple(self.encoder.run({_first(self.encoder): canvas}, outputs=[0]))

    def logits(
        self, encoding: Encoding, places: FloatMap, labels: FloatMap, size_hw: tuple[int, int]
    ) -> FloatMap:
        """See `Graphs`."""
        scale = self._scale(size_hw)
        masks, scores = self.decoder.run(
            {
                "image_embeddings": encoding[0],
                "point_coords": (places * np.float32(scale))[np.newaxis],
                "point_labels": labels[np.newaxis],
                **_no_mask(),
                "orig_im_size": np.asarray(self.canvas_hw, np.float32),
            },
            outputs=[0, 1],
        )
        height, width = self._placed_hw(size_hw)
        return _full(_best(masks, scores)[:height, :width], size_hw)

    def _scale(self, size_hw: tuple[int, ...]) -> float:
        return min(self.canvas_hw[0] / size_hw[0], self.canvas_hw[1] / size_hw[1])

    def _placed_hw(self, size_hw: tuple[int, ...]) -> tuple[int, int]:
        scale = self._scale(size_hw)
        return round(size_hw[0] * scale), round(size_hw[1] * scale)


@dataclass(frozen=True, eq=False)
class Sam2:
    """Segment Anything 2: the photo is stretched over a square, and has features of three sizes."""

    encoder: Session
    decoder: Session
    canvas_hw: tuple[int, int]

    def encode(self, photo: Photo) -> Encoding:
        """See `Graphs`."""
        small = resize(photo, self.canvas_hw, "bilinear").astype(np.float32) / np.float32(255)
        planes = ((small - _MEAN) / _STD).transpose(2, 0, 1)[np.newaxis]
        tensor = np.ascontiguousarray(planes)
        return tuple(self.encoder.run({_first(self.encoder): tensor}, outputs=[0, 1, 2]))

    def logits(
        self, encoding: Encoding, places: FloatMap, labels: FloatMap, size_hw: tuple[int, int]
    ) -> FloatMap:
        """See `Graphs`."""
        scales = np.asarray(
            (self.canvas_hw[1] / size_hw[1], self.canvas_hw[0] / size_hw[0]), np.float32
        )
        masks, scores = self.decoder.run(
            {
                "image_embeddings": encoding[0],
                "high_res_features1": encoding[1],
                "high_res_features2": encoding[2],
                "point_coords": (places * scales)[np.newaxis],
                "point_labels": labels[np.newaxis],
                **_no_mask(),
                "orig_im_size": np.asarray(size_hw, np.int64),
            },
            outputs=[0, 1],
        )
        return _full(_best(masks, scores), size_hw)


@dataclass(frozen=True, eq=False)
class EfficientSam:
    """EfficientSAM: the photo as it is, light in [0, 1]; it knows no places beside the object."""

    encoder: Session
    decoder: Session
    canvas_hw: tuple[int, int]

    def encode(self, photo: Photo) -> Encoding:
        """See `Graphs`."""
        tensor = photo.transpose(2, 0, 1)[np.newaxis].astype(np.float32) / np.float32(255)
        return tuple(self.encoder.run({_first(self.encoder): tensor}, outputs=[0]))

    def logits(
        self, encoding: Encoding, places: FloatMap, labels: FloatMap, size_hw: tuple[int, int]
    ) -> FloatMap:
        """See `Graphs`.

        Raises:
            OptionError: A place is beside the object.
        """
        if (labels == 0).any():
            raise OptionError(
                "object: EfficientSAM knows no places that are not part of it; drop them, draw a "
                "box, or remove its files for another finder"
            )
        meant = labels != NO_POINT
        masks, scores = self.decoder.run(
            {
                "image_embeddings": encoding[0],
                "batched_point_coords": places[meant][np.newaxis, np.newaxis],
                "batched_point_labels": labels[meant][np.newaxis, np.newaxis],
                "orig_im_size": np.asarray(size_hw, np.int64),
            },
            outputs=[0, 1],
        )
        return _full(_best(masks[0], scores[0]), size_hw)


_MEAN = np.asarray((0.485, 0.456, 0.406), np.float32)
_STD = np.asarray((0.229, 0.224, 0.225), np.float32)


class _Family(Protocol):
    def __call__(
        self, encoder: Session, decoder: Session, canvas_hw: tuple[int, int]
    ) -> Graphs: ...


FAMILIES: Mapping[PromptGraphs, _Family] = {
    "sam": Sam,
    "sam2": Sam2,
    "efficient-sam": EfficientSam,
}


def _first(session: Session) -> str:
    return next(iter(session.inputs))


def _no_mask() -> dict[str, FloatMap]:
    return {"mask_input": np.zeros(LOW_RES, np.float32), "has_mask_input": np.zeros(1, np.float32)}


def _best(masks: FloatMap, scores: FloatMap) -> FloatMap:
    """(h, w) the mask of (1, M, h, w) with the highest score of (1, M)."""
    return np.ascontiguousarray(masks[0, int(np.argmax(scores[0]))], np.float32)


def _full(logits: FloatMap, size_hw: tuple[int, int]) -> FloatMap:
    if logits.shape == size_hw:
        return logits
    enlarged: FloatMap = resize(np.ascontiguousarray(logits), size_hw, "bilinear")
    return enlarged
