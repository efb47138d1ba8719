"""Networks that remember the frames before, on one with random weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.errors import EngineError, OptionError
from nukki.core.spec import Memory, ModelSpec
from nukki.engines import SessionOptions, open_session
from nukki.models import BROUGHT
from nukki.stages.openings import SeeingThrough
from nukki.stages.recurrent import RecurrentSegmenter, Remembering, remembering

RVM = BROUGHT["rvm"]


@pytest.fixture(scope="module")
def network(recurrent_graph: Path) -> RecurrentSegmenter:
    return RecurrentSegmenter(RVM, open_session(recurrent_graph, SessionOptions(device="cpu")))


def frame(seed: int, size_hw: tuple[int, int] = (36, 50)) -> NDArray[np.uint8]:
    """Noise round a grey of its own, near enough to other frames' to be of one scene."""
    noise = np.random.default_rng(seed).integers(-20, 21, (*size_hw, 3))
    return (120 + noise).astype(np.uint8)


def test_a_frame_is_seen_in_the_light_of_those_before(network: RecurrentSegmenter) -> None:
    clip = Remembering(network)
    clip(frame(1))
    after = clip(frame(2)).alpha
    assert after.shape == (36, 50)  # at the picture's own size
    assert np.abs(after - network(frame(2)).alpha).max() > 0.01


def test_the_same_clip_gives_the_same_mattes(network: RecurrentSegmenter) -> None:
    one, other = Remembering(network), Remembering(network)
    for seed in (1, 2, 3):
        np.testing.assert_array_equal(one(frame(seed)).alpha, other(frame(seed)).alpha)


def test_a_cut_is_forgotten_at(network: RecurrentSegmenter) -> None:
    clip = Remembering(network)
    clip(frame(1))
    dark = frame(2) // 4
    np.testing.assert_array_equal(clip(dark).alpha, network(dark).alpha)


def test_a_frame_of_another_size_begins_anew(network: RecurrentSegmenter) -> None:
    clip = Remembering(network)
    clip(frame(1))
    wide = frame(2, (36, 80))
    np.testing.assert_array_equal(clip(wide).alpha, network(wide).alpha)


def test_the_ratio_brings_the_longer_side_to_512(network: RecurrentSegmenter) -> None:
    asked: dict[str, float] = {}
    run = network.session.run

    class Listening:
        inputs, input_dtypes = network.session.inputs, network.session.input_dtypes
        engine, device = "onnxruntime", "cpu"

        def run(
            self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]
        ) -> list[NDArray[np.float32]]:
            asked[str(inputs["src"].shape[2:])] = float(inputs["downsample_ratio"][0])
            return run(inputs, outputs=outputs)

    listening = RecurrentSegmenter(RVM, Listening())
    listening(frame(1, (64, 1024)))
    listening(frame(1, (64, 96)))
    assert asked == {"(64, 1024)": 0.5, "(64, 96)": 1.0}


def test_a_graph_without_the_states_is_refused(tiny_graph: Path) -> None:
    session = open_session(tiny_graph, SessionOptions(device="cpu"))
    with pytest.raises(EngineError, match="no input named 'src'; it has: image"):
        RecurrentSegmenter(RVM, session)


def test_a_memory_without_a_state_is_refused() -> None:
    with pytest.raises(OptionError, match="at least one state"):
        Memory(())


def test_what_sees_through_openings_remembers_too(network: RecurrentSegmenter) -> None:
    found = remembering(SeeingThrough(network))
    assert isinstance(found, SeeingThrough)
    assert isinstance(found.segmenter, Remembering)


def test_what_has_no_memory_stays_as_it_is(tiny_graph: Path) -> None:
    from nukki.core.spec import Licence, Preprocess
    from nukki.stages.segment import NetworkSegmenter

    spec = ModelSpec("tiny", "", Licence("CC0-1.0", True), preprocess=Preprocess((32, 32)))
    session = open_session(tiny_graph, SessionOptions(device="cpu"))
    plain = NetworkSegmenter(spec, session)
    assert remembering(plain) is plain
