"""OpenVINO behind the same protocol: a stand-in for its compiled graphs, and what it refuses."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.errors import DeviceError, EngineError
from nukki.engines import ENGINES, SessionOptions, open_session
from nukki.engines.open_vino import OpenVinoSession

INSTALLED = importlib.util.find_spec("openvino") is not None


@dataclass
class Side:
    """One dimension of an input: a length, or free."""

    length: int = 0

    @property
    def is_dynamic(self) -> bool:
        return not self.length

    def get_length(self) -> int:
        return self.length


class Port:
    """An input of single precision, whose batch is free."""

    def get_any_name(self) -> str:
        return "x"

    def get_partial_shape(self) -> list[Side]:
        return [Side(), Side(2)]

    def get_element_type(self) -> Port:
        return self

    def to_dtype(self) -> type[np.float32]:
        return np.float32


@dataclass
class FakeCompiled:
    """A compiled graph that doubles its input; a request is good for one run at a time."""

    inputs: list[Port] = field(default_factory=lambda: [Port()])
    outputs: list[str] = field(default_factory=lambda: ["y"])
    requests: int = 0

    def create_infer_request(self) -> FakeCompiled:
        self.requests += 1
        return self

    def infer(self, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        if "x" not in inputs:
            raise RuntimeError("Check 'x' failed\nat some line of its sources")
        return [inputs["x"] * 2]


def test_free_sides_are_none_and_types_are_numpys() -> None:
    session = OpenVinoSession(FakeCompiled(), "openvino")
    assert session.inputs == {"x": (None, 2)}
    assert session.input_dtypes == {"x": np.dtype(np.float32)}


def test_every_run_has_a_request_of_its_own() -> None:
    compiled = FakeCompiled()
    session = OpenVinoSession(compiled, "openvino")
    session.run({"x": np.zeros((1, 2), np.float32)}, outputs=[0])
    (doubled,) = session.run({"x": np.ones((1, 2), np.float32)}, outputs=[0])
    assert compiled.requests == 2
    np.testing.assert_array_equal(doubled, [[2, 2]])


def test_an_output_that_the_graph_has_not_is_refused_in_a_sentence() -> None:
    session = OpenVinoSession(FakeCompiled(), "openvino")
    with pytest.raises(EngineError, match=r"the graph has 1 output; .* number 1, counted from 0"):
        session.run({"x": np.ones((1, 2), np.float32)}, outputs=[1])


def test_what_openvino_says_of_a_wrong_input_is_told_without_its_sources() -> None:
    session = OpenVinoSession(FakeCompiled(), "openvino")
    with pytest.raises(EngineError, match=r"^openvino: Check 'x' failed$"):
        session.run({"y": np.ones((1, 2), np.float32)}, outputs=[0])


@pytest.mark.skipif(INSTALLED, reason="OpenVINO is installed")
def test_its_devices_are_not_there_without_it_and_the_error_says_what_to_install(
    tmp_path: Path,
) -> None:
    assert ENGINES["openvino"].devices() == ()
    with pytest.raises(DeviceError, match=r"nukki\[openvino\]"):
        open_session(tmp_path / "graph.onnx", SessionOptions(device="openvino"))
