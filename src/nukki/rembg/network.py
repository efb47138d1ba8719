"""The network inside a pipeline, and what its spec says of input and output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.core.errors import EngineError
from nukki.core.spec import Output, Preprocess
from nukki.engines import Session
from nukki.ops.placement import channels_first
from nukki.pipeline import Remover
from nukki.stages.levels import Levelled
from nukki.stages.segment import NetworkSegmenter


@dataclass(frozen=True)
class Network:
    """A loaded network.

    Attributes:
        session: Runs it.
        preprocess: How nukki makes its input.
        output: How nukki reads its answer.
        input_name: The graph input that takes the picture.
    """

    session: Session
    preprocess: Preprocess
    output: Output
    input_name: str

    def as_fed(self, tensor: FloatMap) -> NDArray[Any]:
        """An input (1, 3, H, W) float32 in the network's own layout and element type."""
        axes = (0, 2, 3, 1) if self.preprocess.layout == "nhwc" else (0, 1, 2, 3)
        dtype = self.session.input_dtypes[self.input_name]
        return np.ascontiguousarray(tensor.transpose(axes), dtype)

    def as_planes(self, answer: FloatMap) -> FloatMap:
        """An answer as (1, C, h, w), whatever the network's layout."""
        if answer.ndim == 3:
            return answer[:, np.newaxis]
        return channels_first(answer, self.preprocess.layout)


def network_of(remover: Remover) -> Network:
    """The pipeline's network, loaded now if it was not.

    Raises:
        WeightsError: The weights cannot be had.
        EngineError: The runtime refused them, or the model has no network.
    """
    segmenter, spec = remover.load(), remover.spec
    if isinstance(segmenter, Levelled):
        segmenter = segmenter.segmenter
    if not isinstance(segmenter, NetworkSegmenter) or spec.preprocess is None:
        raise EngineError(f"model {spec.name} has no network, and a rembg session needs one")
    session = segmenter.session
    return Network(
        session, spec.preprocess, spec.output, spec.input_name or next(iter(session.inputs))
    )
