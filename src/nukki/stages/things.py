"""What is where in a picture, by networks that know classes: each thing a coarse mask with a name.

Three kinds of answers are read: a class for each pixel (FCN, DeepLab), each class's probability
(text detectors), and objects one by one (`nukki.stages.instances`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask, Pixels
from nukki.core.errors import EngineError
from nukki.core.spec import Decode, ModelSpec, Output
from nukki.core.values import Matte
from nukki.engines import Session
from nukki.ops.components import unclipped
from nukki.ops.placement import Placement, channels_first, place, to_tensor
from nukki.stages.instances import Found, detr, mask_rcnn, sigmoid, yolo_seg

LIKELY = 0.3
"""Probability from which on a class of its own is there, as text detectors are read."""


@dataclass(frozen=True, eq=False)
class Thing:
    """One thing, or all of a class where a network does not tell them apart.

    Attributes:
        name: Its class.
        score: [0, 1], how sure the network is.
        alpha: (h, w) float32 [0, 1], where it is in the whole picture, at the network's resolution.
        boxed: What is 1 is only the box that it lies in.
    """

    name: str
    score: float
    alpha: FloatMap
    boxed: bool = False


class Labeller(Protocol):
    """What tells classes."""

    @property
    def names(self) -> tuple[str, ...]:
        """The classes that it knows."""

    @property
    def one_by_one(self) -> bool:
        """Whether two things of a class come apart."""

    def __call__(self, pixels: Pixels) -> list[Thing]:
        """The things in a picture (H, W, 3), in no order."""


class _Read(Protocol):
    def __call__(
        self, answers: Sequence[NDArray[Any]], output: Output, canvas_hw: tuple[int, int]
    ) -> list[Found]: ...


class NetworkLabeller:
    """A network that tells classes, with the description of its input and output."""

    def __init__(self, spec: ModelSpec, session: Session) -> None:
        if spec.preprocess is None or not spec.output.classes:
            raise EngineError(f"model {spec.name} knows no classes")
        self.spec = spec
        self.session = session
        self.names = spec.output.names
        self.one_by_one = spec.output.decode in ANSWERS
        self._preprocess = spec.preprocess
        self._input = spec.input_name or next(iter(session.inputs))

    def __call__(self, pixels: Pixels) -> list[Thing]:
        """See `Labeller`."""
        placement = place((pixels.shape[0], pixels.shape[1]), self._preprocess)
        tensor = to_tensor(pixels, self._preprocess, placement)
        if len(self.session.inputs[self._input]) == 3:  # a graph for one picture, without batch
            tensor = tensor[0]
        tensor = tensor.astype(self.session.input_dtypes[self._input], copy=False)
        output = self.spec.output
        count = ANSWERS.get(output.decode, 1)
        wanted = range(count) if count > 1 else [output.index]
        answers = [
            channels_first(one, self._preprocess.layout)
            for one in self.session.run({self._input: tensor}, outputs=wanted)
        ]
        found = _READERS.get(output.decode, _by_channel)(answers, output, placement.canvas_hw)
        return [thing_of(one, output.classes, placement) for one in found]


def thing_of(found: Found, classes: Sequence[str], placement: Placement) -> Thing:
    """What a network found, by its name, on the picture."""
    alpha = np.ascontiguousarray(placement.undo(found.alpha), np.float32)
    return Thing(classes[found.number], found.score, alpha, boxed=found.boxed)


@dataclass(frozen=True, eq=False)
class EveryThing:
    """A segmenter to which all things that a network knows are the subject."""

    labeller: NetworkLabeller

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte of all things in ``pixels`` (H, W, 3)."""
        things = self.labeller(pixels)
        if not things:
            return Matte(np.zeros(pixels.shape[:2], np.float32))
        return Matte(np.maximum.reduce([thing.alpha for thing in things]))


def _by_class(
    answers: Sequence[NDArray[Any]], output: Output, canvas_hw: tuple[int, int]
) -> list[Found]:
    """From (1, C, h, w) logits, of which the highest wins: all of each class."""
    planes = _planes(answers[0], len(output.classes))
    winner = np.where(np.isnan(planes), -np.inf, planes).argmax(axis=0)
    there = np.unique(winner)
    return [
        Found(int(number), 1.0, (winner == number).astype(np.float32))
        for number in there
        if number > 0
    ]


def _by_channel(
    answers: Sequence[NDArray[Any]], output: Output, canvas_hw: tuple[int, int]
) -> list[Found]:
    """From (1, C, h, w) probabilities (or their logits): each class that is somewhere likely."""
    planes = _planes(answers[0], len(output.classes))
    if output.decode == "sigmoid":
        planes = sigmoid(planes)
    found = []
    for number, plane in enumerate(np.nan_to_num(planes)):
        likely: Mask = plane >= LIKELY
        if likely.any():
            mask = unclipped(likely, output.unclip) if output.unclip else likely
            found.append(Found(number, float(plane.max()), mask.astype(np.float32)))
    return found


def _planes(answer: NDArray[Any], n_classes: int) -> NDArray[Any]:
    """(C, h, w) of one picture's answer.

    Raises:
        EngineError: It is of another shape than the classes that the spec names.
    """
    if answer.ndim != 4 or answer.shape[:2] != (1, n_classes):
        raise EngineError(
            f"expected an output of shape (1, {n_classes}, H, W), a plane for each class, got "
            f"{answer.shape}"
        )
    planes: NDArray[Any] = answer[0]
    return planes


ANSWERS: Mapping[Decode, int] = {"mask-rcnn": 4, "yolo-seg": 2, "detr": 2}
"""How many of the graph's outputs are read, where it is not one."""

BOXES: tuple[Decode, ...] = ("detr",)
"""Answers that say which box a thing lies in, and not what of the box it is."""

_READERS: Mapping[Decode, _Read] = {
    "argmax": _by_class,
    "detr": detr,
    "mask-rcnn": mask_rcnn,
    "yolo-seg": yolo_seg,
}
