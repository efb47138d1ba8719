"""A network runs, from many threads at once, and what is refused is said in one line."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from nukki.core.errors import DeviceError, EngineError
from nukki.engines import ENGINES, Session, SessionOptions, devices, open_session
from nukki.engines.onnx_runtime import OnnxSession

SHAPE = (1, 3, 32, 32)
CPU = SessionOptions(device="cpu", threads=1)


@pytest.fixture(scope="module")
def session(tiny_graph: Path) -> Session:
    """The graph that finds bright pixels."""
    return open_session(tiny_graph, CPU)


def noise(seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).random(SHAPE, np.float32)


def answer(session: Session, tensor: NDArray[Any]) -> NDArray[np.float32]:
    (found,) = session.run({"image": tensor}, outputs=[0])
    return found


def test_a_graph_answers_with_what_it_computes(session: Session) -> None:
    tensor = noise(0)
    bright = tensor.mean(axis=1, keepdims=True) > 0.5
    np.testing.assert_array_equal(answer(session, tensor), bright)


def test_a_session_says_where_it_runs_and_what_it_is_fed(session: Session) -> None:
    assert session.device == "cpu"
    assert session.inputs == {"image": SHAPE}
    assert session.input_dtypes == {"image": np.dtype(np.float32)}


def test_free_sizes_and_half_precision_are_told(two_answers: Path) -> None:
    found = open_session(two_answers, CPU)
    assert found.inputs == {"picture": (1, 3, "height", "width")}
    assert found.input_dtypes == {"picture": np.dtype(np.float16)}


@pytest.mark.parametrize(("outputs", "factors"), [([0], [2]), ([1], [3]), ([1, 0], [3, 2])])
def test_only_the_outputs_asked_for_come_as_float32_in_that_order(
    outputs: list[int], factors: list[int], two_answers: Path
) -> None:
    ones = np.ones((1, 3, 2, 5), np.float16)
    found = open_session(two_answers, CPU).run({"picture": ones}, outputs=outputs)
    assert [array.dtype for array in found] == [np.float32] * len(outputs)
    assert [array[0, 0, 0, 0] for array in found] == factors


@pytest.mark.parametrize("warm", [True, False])
def test_keeping_working_memory_changes_no_result(warm: bool, tiny_graph: Path) -> None:
    options = SessionOptions(device="cpu", threads=2, warm=warm)
    bright = noise(1).mean(axis=1, keepdims=True) > 0.5
    np.testing.assert_array_equal(answer(open_session(tiny_graph, options), noise(1)), bright)


def test_eight_threads_at_once_get_what_one_gets(session: Session) -> None:
    tensors = [noise(seed) for seed in range(32)]
    alone = [answer(session, tensor) for tensor in tensors]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda tensor: answer(session, tensor), tensors))
    np.testing.assert_array_equal(together, alone)


@dataclass
class Slow:
    """What onnxruntime would have loaded: tells the most runs that there were at once."""

    running: int = 0
    most: int = 0

    def get_inputs(self) -> list[Any]:
        return []

    def get_outputs(self) -> list[Any]:
        return [SimpleNamespace(name="matte")]

    def run(self, names: list[str], inputs: dict[str, Any]) -> list[NDArray[np.float32]]:
        self.running += 1
        self.most = max(self.most, self.running)
        time.sleep(0.05)
        self.running -= 1
        return [np.zeros(1, np.float32)]


@pytest.mark.parametrize(("in_turn", "most"), [(True, 1), (False, 3)])
def test_runs_that_take_all_cores_take_turns(in_turn: bool, most: int) -> None:
    slow = Slow()
    session = OnnxSession(onnxruntime, slow, "cpu", in_turn=in_turn)
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda _: session.run({}, outputs=[0]), range(3)))
    assert slow.most == most


@pytest.mark.parametrize(
    "inputs",
    [
        {"image": np.zeros((1, 3, 31, 32), np.float32)},
        {"image": np.zeros(SHAPE, np.float64)},
        {"picture": np.zeros(SHAPE, np.float32)},
        {},
    ],
    ids=["size", "dtype", "name", "nothing"],
)
def test_an_input_that_does_not_fit_is_refused_in_one_line(
    inputs: dict[str, NDArray[Any]], session: Session
) -> None:
    with pytest.raises(EngineError, match="onnxruntime on cpu: ") as info:
        session.run(inputs, outputs=[0])
    assert "\n" not in str(info.value)


def test_an_output_that_the_graph_has_not_is_refused(session: Session) -> None:
    with pytest.raises(EngineError, match="has 1 output; the model's spec asks for number 1"):
        session.run({"image": noise(0)}, outputs=[1])


@pytest.mark.parametrize(
    "content", [b"", b"not a graph", b"\x08\x08" * 400, b"PK\x03\x04"], ids=lambda b: str(b[:4])
)
def test_a_file_that_is_no_network_is_refused_by_name_in_one_line(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(content)
    with pytest.raises(EngineError, match=r"onnxruntime cannot load broken\.onnx: \S") as info:
        open_session(path, CPU)
    assert "\n" not in str(info.value)


def test_half_a_network_is_refused(tiny_graph: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.onnx"
    path.write_bytes(tiny_graph.read_bytes()[:100])
    with pytest.raises(EngineError, match=r"cannot load half\.onnx"):
        open_session(path, CPU)


def test_a_network_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"cannot load none\.onnx"):
        open_session(tmp_path / "none.onnx", CPU)


@pytest.mark.parametrize("device", ["cpux", "", "CPU"])
def test_an_unknown_device_lists_those_there_are(device: str, tiny_graph: Path) -> None:
    with pytest.raises(DeviceError, match=r"there are: auto, .*cpu") as info:
        open_session(tiny_graph, SessionOptions(device=device))
    assert repr(device) in str(info.value)


@pytest.mark.skipif("cuda" in devices(), reason="this machine has one")
def test_a_gpu_that_is_not_there_is_not_replaced_by_the_cpu(tiny_graph: Path) -> None:
    with pytest.raises(DeviceError, match="device 'cuda' is not available here"):
        open_session(tiny_graph, SessionOptions(device="cuda"))


def test_auto_takes_a_device_that_is_there_and_says_which(tiny_graph: Path) -> None:
    assert open_session(tiny_graph, SessionOptions()).device in devices()


def test_every_device_names_the_engine_behind_it() -> None:
    assert devices()["cpu"] == "onnxruntime"
    assert set(devices().values()) <= set(ENGINES)


@pytest.mark.parametrize("engine", ENGINES.values(), ids=lambda engine: engine.name)
def test_an_engine_offers_devices_or_says_why_it_cannot(engine: Any) -> None:
    assert bool(engine.devices()) != bool(engine.missing())
    assert "\n" not in engine.missing()
