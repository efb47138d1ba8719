"""Files of TensorFlow Lite go to LiteRT, or the error says what to install."""

from __future__ import annotations

import importlib.util
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.errors import DeviceError, EngineError, MissingExtraError
from nukki.engines import ENGINES, Session, SessionOptions, devices, open_session
from nukki.engines.lite_rt import LiteRtSession

INSTALLED = importlib.util.find_spec("ai_edge_litert") is not None
needs_litert = pytest.mark.skipif(not INSTALLED, reason="the extra 'litert' is not installed")
SHAPE = (1, 2, 2, 3)


class FakeInterpreter:
    """LiteRT's interpreter of a network that doubles and triples its input, with one memory."""

    def __init__(self) -> None:
        self._tensors: dict[int, NDArray[np.float32]] = {}

    def get_input_details(self) -> list[dict[str, Any]]:
        return [{"name": "x", "index": 7, "shape": np.array(SHAPE), "dtype": np.float32}]

    def get_output_details(self) -> list[dict[str, Any]]:
        return [{"index": 8}, {"index": 9}]

    def set_tensor(self, index: int, tensor: NDArray[np.float32]) -> None:
        if tensor.shape != SHAPE:
            raise ValueError("Cannot set tensor: Dimension mismatch.\nmore")
        self._tensors[index] = tensor

    def invoke(self) -> None:
        self._tensors[8], self._tensors[9] = self._tensors[7] * 2, self._tensors[7] * 3

    def get_tensor(self, index: int) -> NDArray[np.float32]:
        return self._tensors[index].copy()


@pytest.fixture
def session() -> Session:
    return LiteRtSession(FakeInterpreter())


def filled(value: float) -> NDArray[np.float32]:
    return np.full(SHAPE, value, np.float32)


def test_a_session_says_where_it_runs_and_what_it_is_fed(session: Session) -> None:
    assert session.device == "cpu"
    assert session.inputs == {"x": SHAPE}
    assert session.input_dtypes == {"x": np.dtype(np.float32)}


@pytest.mark.parametrize(("outputs", "expected"), [([0], [2]), ([1], [3]), ([1, 0], [3, 2])])
def test_only_the_outputs_asked_for_come_in_that_order(
    outputs: list[int], expected: list[int], session: Session
) -> None:
    found = session.run({"x": filled(1)}, outputs=outputs)
    assert [array[0, 0, 0, 0] for array in found] == expected


def test_threads_do_not_get_each_other_s_answers(session: Session) -> None:
    with ThreadPoolExecutor(8) as pool:
        runs = pool.map(lambda value: session.run({"x": filled(value)}, outputs=[0]), range(64))
        assert [found[0, 0, 0, 0] for (found,) in runs] == [2 * value for value in range(64)]


@pytest.mark.parametrize(
    ("inputs", "output", "said"),
    [
        ({"x": np.zeros((1, 3, 2, 2), np.float32)}, 0, "litert: .*Dimension mismatch"),
        ({"y": filled(0)}, 0, "litert: expected the inputs x, got y"),
        ({}, 0, "litert: expected the inputs x, got none"),
        ({"x": filled(0)}, 2, "has 2 outputs; the model's spec asks for number 2"),
    ],
    ids=["size", "name", "nothing", "output"],
)
def test_what_does_not_fit_is_refused_in_one_line(
    inputs: dict[str, NDArray[Any]], output: int, said: str, session: Session
) -> None:
    with pytest.raises(EngineError, match=said) as info:
        session.run(inputs, outputs=[output])
    assert "\n" not in str(info.value)


@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_without_litert_the_error_says_what_to_install(
    device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"net\.tflite .*pip install 'nukki\[litert\]'"):
        open_session(tmp_path / "net.tflite", SessionOptions(device=device))


def test_litert_offers_no_device_for_onnx_files() -> None:
    assert "litert" in ENGINES
    assert "litert" not in devices().values()


@needs_litert
def test_a_device_that_litert_has_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match="'cuda' is not available here; there are: auto, cpu"):
        open_session(tmp_path / "net.tflite", SessionOptions(device="cuda"))


@needs_litert
@pytest.mark.parametrize("content", [b"", b"not a graph" * 9], ids=["empty", "other"])
def test_a_file_that_is_no_network_is_refused_by_name_in_one_line(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "broken.tflite"
    path.write_bytes(content)
    with pytest.raises(EngineError, match=r"litert cannot load broken\.tflite: \S") as info:
        open_session(path, SessionOptions())
    assert "\n" not in str(info.value)
