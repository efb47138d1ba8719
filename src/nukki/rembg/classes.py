"""Networks whose answer has a plane per class: which masks they give, and mattes of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.core.spec import Output
from nukki.core.values import Image, Matte
from nukki.ops.placement import place
from nukki.pipeline import Remover
from nukki.pipeline.plan import Plan
from nukki.rembg.network import Network
from nukki.stages.segment import NetworkSegmenter, decode

Group = tuple[int, ...]
"""Numbers of the classes that make up one mask."""

EVERYTHING = "attire"
"""The category that holds all the others."""


def groups_of(output: Output, category: object) -> list[Group]:
    """The class numbers behind a category, or one group per class when it names none.

    Args:
        output: Its ``classes`` begin with the background.
        category: What came as ``cc`` or ``cloth_category``; an unknown one counts as none, as
            it does in rembg.
    """
    subjects = range(1, len(output.classes))
    if category == EVERYTHING:
        return [tuple(subjects)]
    named: list[Group] = [(number,) for number in subjects if output.classes[number] == category]
    return named or [(number,) for number in subjects]


def class_mattes(
    remover: Remover, network: Network, image: Image, groups: Sequence[Group]
) -> list[Matte]:
    """A soft matte per group, all from one run of the network: the sum of its probabilities."""
    recorder = _Recorder(network)
    segmenter = NetworkSegmenter(remover.spec, recorder)
    Remover(remover.options, remover.spec, lambda: segmenter, Plan()).matte(image)
    placement = place(image.size_hw, network.preprocess)
    return [Matte(placement.undo(_probability(recorder.answer, group))) for group in groups]


def _probability(answer: FloatMap, group: Group) -> FloatMap:
    planes = (decode(answer, Output(channel=number, decode="softmax")) for number in group)
    return np.minimum(np.sum(list(planes), axis=0, dtype=np.float32), 1.0)


class _Recorder:
    """An engine session that keeps the answer, which a matte has lost the classes of."""

    def __init__(self, network: Network) -> None:
        self._session = network.session
        self.engine = network.session.engine
        self.device = network.session.device
        self.inputs = network.session.inputs
        self.input_dtypes = network.session.input_dtypes
        self.answer: FloatMap = np.zeros((1, 1, 1, 1), np.float32)

    def run(self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]) -> list[FloatMap]:
        """What the session behind answers; its first output is kept."""
        answers = self._session.run(inputs, outputs=outputs)
        self.answer = answers[0]
        return answers
