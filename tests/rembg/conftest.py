"""A drawn photo whose alpha is known, and sessions round a network that knows it."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from nukki import weights
from nukki.core.options import Options
from nukki.core.spec import Licence, ModelSpec, Output, Preprocess
from nukki.pipeline import Remover
from nukki.pipeline.plan import Plan
from nukki.rembg import Session
from nukki.stages.segment import NetworkSegmenter

REMBG = "rembg[cpu]==2.0.86"
SIDE = 32
RED, BLUE = (220, 40, 30), (20, 60, 200)


class FakeNetwork:
    """An engine's session that gives the same answer to everything, and counts."""

    engine = "fake"
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


@pytest.fixture
def brightness(tmp_path: Path) -> Path:
    """An ONNX file whose mask is the red channel of its input."""
    parts = (
        [onnx.helper.make_node("Slice", ["x", "from", "to", "axis"], ["mask"])],
        "brightness",
        [onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 3, 320, 320])],
        [onnx.helper.make_tensor_value_info("mask", onnx.TensorProto.FLOAT, [1, 1, 320, 320])],
        [
            onnx.helper.make_tensor(name, onnx.TensorProto.INT64, [1], [value])
            for name, value in (("from", 0), ("to", 1), ("axis", 1))
        ],
    )
    graph = onnx.helper.make_graph(*parts)
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 9
    path = tmp_path / "brightness.onnx"
    path.write_bytes(model.SerializeToString())
    return path


@pytest.fixture(scope="session")
def rembg_python() -> Path:
    """The interpreter of the environment that has rembg, made now if there is none."""
    if os.environ.get("NUKKI_PEER_TESTS") != "1":
        pytest.skip("installs rembg in an environment of its own: set NUKKI_PEER_TESTS=1")
    chosen = os.environ.get("NUKKI_PEER_VENV")
    folder = Path(chosen) if chosen else weights.cache_dir() / "peers" / "rembg-2.0.86"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    there = subprocess.run([python, "-c", "import rembg"], capture_output=True, check=False)
    if there.returncode:
        subprocess.run([python, "-m", "pip", "install", "--quiet", REMBG], check=True)
    return python
