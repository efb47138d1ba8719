"""Networks that remember the frames before: Robust Video Matting and its like.

    frame t ──▶ network ──▶ matte t
    states ───▶         ──▶ states for frame t + 1

Lin et al. 2022, "Robust High-Resolution Video Matting with Temporal Guidance".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import EngineError
from nukki.core.spec import Memory, ModelSpec
from nukki.core.values import Matte
from nukki.engines import Session
from nukki.ops.placement import place, to_tensor
from nukki.ops.temporal import is_new_scene, thumbnail
from nukki.stages.openings import SeeingThrough
from nukki.stages.segment import NetworkSegmenter, Segmenter, decode

NOTHING = np.zeros((1, 1, 1, 1), np.float32)
"""The state before the first frame: the network enlarges it."""


class RecurrentSegmenter(NetworkSegmenter):
    """A network with a memory. A picture alone is seen with an empty one.

    Raises:
        EngineError: The graph lacks an input that the spec names.
    """

    def __init__(self, spec: ModelSpec, session: Session) -> None:
        super().__init__(spec, session)
        if spec.memory is None:
            raise EngineError(f"model {spec.name} describes no memory; it is not recurrent")
        self.memory: Memory = spec.memory
        named = [state.input for state in self.memory.states]
        for name in filter(None, (*named, self.memory.ratio_input)):
            if name not in session.inputs:
                raise EngineError(
                    f"model {spec.name}: its graph has no input named {name!r}; "
                    f"it has: {', '.join(session.inputs)}"
                )

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte of one picture, of which nothing was seen before."""
        return Remembering(self)(pixels)

    def step(
        self, pixels: Pixels, states: Mapping[str, NDArray[Any]]
    ) -> tuple[Matte, Mapping[str, NDArray[Any]]]:
        """The matte of a frame (H, W, 3), and the states that the next one is seen with.

        Args:
            pixels: The frame.
            states: What came of the frame before, by input; those that lack are empty.
        """
        placement = place((pixels.shape[0], pixels.shape[1]), self._preprocess)
        inputs: dict[str, NDArray[Any]] = {
            self.input: to_tensor(pixels, self._preprocess, placement),
            **{state.input: states.get(state.input, NOTHING) for state in self.memory.states},
        }
        if self.memory.ratio_input:
            share = self.memory.ratio_side_px / max(placement.canvas_hw)
            inputs[self.memory.ratio_input] = np.array([min(share, 1.0)], np.float32)
        dtypes = self.session.input_dtypes
        feed = {name: array.astype(dtypes[name], copy=False) for name, array in inputs.items()}
        wanted = [self.spec.output.index, *(state.output for state in self.memory.states)]
        answer, *kept = self.session.run(feed, outputs=wanted)
        alpha = placement.undo(decode(answer, self.spec.output, self._preprocess.layout))
        after = {state.input: array for state, array in zip(self.memory.states, kept, strict=True)}
        return Matte(np.ascontiguousarray(alpha, np.float32)), after


@dataclass(eq=False)
class Remembering:
    """A segmenter for the frames of one clip, in order; it forgets at a cut.

    Not to be shared between clips or threads.
    """

    segmenter: RecurrentSegmenter
    _states: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    _size_hw: tuple[int, ...] = ()
    _thumb: FloatMap | None = None

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte of the next frame (H, W, 3)."""
        thumb = thumbnail(pixels)
        cut = self._thumb is not None and is_new_scene(self._thumb, thumb)
        goes_on = pixels.shape == self._size_hw and not cut
        self._size_hw, self._thumb = pixels.shape, thumb
        matte, self._states = self.segmenter.step(pixels, self._states if goes_on else {})
        return matte


def remembering(segmenter: Segmenter) -> Segmenter:
    """The same for the frames of one clip; itself where no network with a memory is in it."""
    if isinstance(segmenter, RecurrentSegmenter):
        return Remembering(segmenter)
    if isinstance(segmenter, SeeingThrough):
        inner = remembering(segmenter.segmenter)
        return segmenter if inner is segmenter.segmenter else replace(segmenter, segmenter=inner)
    return segmenter
