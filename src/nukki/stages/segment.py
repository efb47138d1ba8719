"""Image to matte, by a network."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import EngineError
from nukki.core.spec import Layout, ModelSpec, Output
from nukki.core.values import Matte
from nukki.engines import Session
from nukki.ops.placement import channels_first, place, to_tensor


class Segmenter(Protocol):
    """Anything that finds the subject of a picture."""

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte of ``pixels`` (H, W, 3), at whatever size it was computed."""


class NetworkSegmenter:
    """A network with the description of its input and output."""

    def __init__(self, spec: ModelSpec, session: Session) -> None:
        if spec.preprocess is None:
            raise EngineError(f"model {spec.name} describes no input; it is not a network")
        self.spec = spec
        self.session = session
        self._preprocess = spec.preprocess
        self.input = spec.input_name or next(iter(session.inputs))
        if self.input not in session.inputs:
            raise EngineError(
                f"model {spec.name}: its graph has no input named {self.input!r}; "
                f"it has: {', '.join(session.inputs)}"
            )

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte at the network's own resolution; the pipeline enlarges it."""
        placement = place((pixels.shape[0], pixels.shape[1]), self._preprocess)
        tensor: NDArray[Any] = to_tensor(pixels, self._preprocess, placement)
        tensor = tensor.astype(self.session.input_dtypes[self.input], copy=False)
        feed = {self.input: tensor}
        if self.spec.clicks is not None:  # nobody has clicked
            feed[self.spec.clicks.input] = np.zeros((1, 3, *placement.canvas_hw), np.float32)
        (answer,) = self.session.run(feed, outputs=[self.spec.output.index])
        alpha = placement.undo(decode(answer, self.spec.output, self._preprocess.layout))
        return Matte(np.ascontiguousarray(alpha, np.float32))


def decode(answer: FloatMap, output: Output, layout: Layout = "nchw") -> FloatMap:
    """A network's answer (1, C, H, W), or (1, H, W, C), as a matte (H, W) float32 [0, 1].

    There is no stretch to the answer's own minimum and maximum: a blank page must stay empty.
    Values that a runtime's arithmetic pushed past [0, 1], and NaN, are brought back (NaN to 0).

    Raises:
        EngineError: The answer has another shape.
    """
    answer = answer[:, None] if answer.ndim == 3 else channels_first(answer, layout)
    if answer.ndim != 4 or answer.shape[0] != 1 or answer.shape[1] <= output.channel:
        raise EngineError(f"expected an output of shape (1, C, H, W), got {answer.shape}")
    planes = answer[0]
    alpha: NDArray[Any]
    if output.decode == "sigmoid":
        alpha = 1.0 / (1.0 + np.exp(-np.clip(planes[output.channel], -60.0, 60.0)))
    elif output.decode == "softmax":
        exponents = np.exp(planes - planes.max(axis=0))
        alpha = exponents[output.channel] / exponents.sum(axis=0)
    elif output.decode == "argmax":
        winner = np.where(np.isnan(planes), -np.inf, planes).argmax(axis=0)
        alpha = (winner > 0).astype(np.float32)
    else:
        alpha = planes[output.channel]
    bounded: FloatMap = np.clip(np.nan_to_num(alpha, nan=0.0), 0.0, 1.0).astype(np.float32)
    return bounded
