"""A network's answer is taken as it is: no stretch, no surprise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.errors import EngineError
from nukki.core.spec import Decode, Fit, Layout, Licence, ModelSpec, Output, Preprocess
from nukki.stages.segment import NetworkSegmenter, decode

FREE = Licence("CC0-1.0", commercial=True)
Answer = Callable[[NDArray[Any]], NDArray[Any]]


class FakeSession:
    """A network in one line: its answer is a function of the tensor it is fed."""

    engine = "fake"
    device = "cpu"

    def __init__(self, answer: Answer, dtype: type[np.generic] = np.float32) -> None:
        self._answer = answer
        self.fed: list[NDArray[Any]] = []
        self.inputs: Mapping[str, tuple[int | str | None, ...]] = {"x": (1, 3, 8, 8)}
        self.input_dtypes: Mapping[str, np.dtype[Any]] = {"x": np.dtype(dtype)}

    def run(
        self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        self.fed.append(inputs["x"])
        return [self._answer(inputs["x"]).astype(np.float32) for _ in outputs]


def described(
    fit: Fit = "stretch", output: Output | None = None, layout: Layout = "nchw", **more: Any
) -> ModelSpec:
    preprocess = Preprocess((8, 8), fit, mean=(0.0,) * 3, std=(1.0,) * 3, layout=layout)
    return ModelSpec("fake", "", FREE, preprocess=preprocess, output=output or Output(), **more)


def red_channel(tensor: NDArray[Any]) -> NDArray[Any]:
    return tensor[:, :1]


LOGITS = np.array([[-2.0, 0.0], [3.0, 60.0]], np.float32)


@pytest.mark.parametrize(
    ("how", "planes", "expected"),
    [
        ("identity", [[0.0, 0.25, 1.0]], [0.0, 0.25, 1.0]),
        ("identity", [[-0.1, 1.2, 0.5]], [0.0, 1.0, 0.5]),
        ("sigmoid", [[0.0, 100.0, -100.0]], [0.5, 1.0, 0.0]),
        ("softmax", [[0.0, 50.0, 1.0], [0.0, 0.0, 1.0]], [0.5, 1.0, 0.5]),
        ("argmax", [[2.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 5.0]], [0.0, 1.0, 1.0]),
    ],
)
def test_answers_are_decoded_as_the_spec_says(
    how: Decode, planes: list[list[float]], expected: list[float]
) -> None:
    answer = np.array(planes, np.float32)[None, :, None]
    np.testing.assert_allclose(decode(answer, Output(decode=how))[0], expected, atol=1e-6)


@pytest.mark.parametrize("how", ["identity", "sigmoid", "softmax"])
def test_the_spec_says_which_channel_is_the_subject(how: Decode) -> None:
    answer = np.zeros((1, 3, 4, 4), np.float32)
    answer[:, 2] = 20.0
    assert decode(answer, Output(channel=2, decode=how)).min() > 0.99
    assert decode(answer, Output(channel=1, decode=how)).max() <= 0.5


@pytest.mark.parametrize("how", ["identity", "sigmoid", "softmax", "argmax"])
def test_what_is_not_a_number_is_no_subject(how: Decode) -> None:
    answer = np.full((1, 2, 3, 3), np.nan, np.float32)
    assert not decode(answer, Output(channel=1, decode=how)).any()


def test_one_class_that_is_not_a_number_does_not_win() -> None:
    answer = np.array([1.0, np.nan, 0.0], np.float32).reshape(1, 3, 1, 1)
    assert decode(answer, Output(decode="argmax")) == 0


def test_an_answer_without_a_channel_axis_has_one_channel() -> None:
    assert decode(np.full((1, 3, 4), 0.5, np.float32), Output()).shape == (3, 4)


@pytest.mark.parametrize("shape", [(2, 1, 4, 4), (1, 1, 4, 4), (4, 4), (1, 1, 1, 4, 4)], ids=str)
def test_an_answer_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(EngineError, match=r"expected an output of shape \(1, C, H, W\), got"):
        decode(np.zeros(shape, np.float32), Output(channel=1))


@pytest.mark.parametrize("value", [0.0, 0.002, 0.5, 1.0])
def test_a_constant_answer_is_not_stretched(value: float) -> None:
    segment = NetworkSegmenter(described(), FakeSession(lambda x: np.full_like(x[:, :1], value)))
    matte = segment(np.full((10, 12, 3), 255, np.uint8))
    np.testing.assert_allclose(matte.alpha, value)


@pytest.mark.parametrize("fit", ["stretch", "pad", "short-side", "area"])
@pytest.mark.parametrize("size_hw", [(10, 10), (6, 20), (20, 6), (1, 1), (1, 9)], ids=str)
def test_the_matte_is_of_the_picture_alone(fit: Fit, size_hw: tuple[int, int]) -> None:
    segment = NetworkSegmenter(described(fit), FakeSession(red_channel))
    matte = segment(np.full((*size_hw, 3), 255, np.uint8))
    assert (matte.alpha == 1).all()  # what lies round it on the canvas is black


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_a_network_with_channels_last_is_fed_and_read_so(channel: int) -> None:
    picture = np.zeros((4, 16, 3), np.uint8)
    picture[:, :8, channel] = 255
    session = FakeSession(lambda x: x)
    segment = NetworkSegmenter(described("pad", Output(channel=channel), "nhwc"), session)
    np.testing.assert_array_equal(segment(picture).alpha, [[1, 1, 1, 1, 0, 0, 0, 0]] * 2)
    assert session.fed[0].shape == (1, 8, 8, 3)


def test_a_network_may_answer_at_a_smaller_size() -> None:
    segment = NetworkSegmenter(described("pad"), FakeSession(lambda x: x[:, :1, ::2, ::2]))
    assert segment(np.full((10, 20, 3), 255, np.uint8)).size_hw == (2, 4)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_the_network_is_fed_its_own_element_type(dtype: type[np.generic]) -> None:
    session = FakeSession(red_channel, dtype)
    NetworkSegmenter(described(), session)(np.zeros((8, 8, 3), np.uint8))
    assert session.fed[0].dtype == dtype


def test_an_input_that_the_graph_has_not_is_named_with_those_it_has() -> None:
    with pytest.raises(
        EngineError, match="model fake: its graph has no input named 'image'; it has: x"
    ):
        NetworkSegmenter(described(input_name="image"), FakeSession(red_channel))


def test_a_technique_without_a_network_cannot_be_run_as_one() -> None:
    with pytest.raises(EngineError, match="model bare describes no input"):
        NetworkSegmenter(ModelSpec("bare", "", FREE), FakeSession(red_channel))
