"""A drawn photo whose alpha is known, and sessions round a network that knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.options import Options
from nukki.core.spec import Licence, ModelSpec, Output, Preprocess
from nukki.pipeline import Remover
from nukki.pipeline.remover import Plan
from nukki.rembg import Session
from nukki.stages.segment import NetworkSegmenter

SIDE = 32
RED, BLUE = (220, 40, 30), (20, 60, 200)


class FakeNetwork:
    """An engine's session that gives the same answer to everything, and counts."""

    device = "cpu"

    def __init__(self, answer: NDArray[Any]) -> None:
        self.answer = answer.astype(np.float32)
        self.runs = 0
        self.inputs: Mapping[str, tuple[int | str | None, ...]] = {"picture": (1, 3, SIDE, SIDE)}
        self.input_dtypes: Mapping[str, np.dtype[Any]] = {"picture": np.dtype(np.float32)}

    def run(
        self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        self.runs += 1
        assert inputs["picture"].shape == (1, 3, SIDE, SIDE)
        return [self.answer for _ in outputs]


MakeSession = Callable[..., Session]


@pytest.fixture
def make_network() -> type[FakeNetwork]:
    """The class of a network that gives one answer to everything, and counts its ``runs``."""
    return FakeNetwork


@pytest.fixture
def make_session() -> MakeSession:
    """A session whose network answers with the array (1, C, h, w) that it is given."""

    def make(answer: NDArray[Any] | FakeNetwork, output: Output | None = None) -> Session:
        network = answer if isinstance(answer, FakeNetwork) else FakeNetwork(answer)
        spec = ModelSpec(
            name="drawn",
            summary="knows the answer",
            licence=Licence("CC0-1.0", commercial=True),
            preprocess=Preprocess(size_hw=(SIDE, SIDE)),
            output=output or Output(),
        )
        segmenter = NetworkSegmenter(spec, network)
        return Session("drawn", Remover(Options(), spec, lambda: segmenter, Plan()))

    return make


@pytest.fixture
def alpha() -> NDArray[np.float32]:
    """(32, 32): a disc of radius 10 with an edge that is 4 pixels soft."""
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    disc: NDArray[np.float32] = np.clip((12 - np.hypot(y, x)) / 4, 0, 1).astype(np.float32)
    return disc


@pytest.fixture
def photo(alpha: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(32, 32, 3): the disc in red over blue."""
    share = alpha[:, :, None]
    mixed: NDArray[np.uint8] = np.rint(share * RED + (1 - share) * BLUE).astype(np.uint8)
    return mixed


@pytest.fixture
def session(make_session: MakeSession, alpha: NDArray[np.float32]) -> Session:
    """A session that finds the disc exactly."""
    return make_session(alpha[None, None])
