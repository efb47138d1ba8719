"""What the tests of several rooms share."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

TINY_MODEL = "tiny"
TINY_SIDE_PX = 32


@pytest.fixture(scope="session")
def tiny_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ONNX file whose matte is 1 where a pixel's mean is over a half: bright is subject."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    shape: list[str | int | None] = [1, 3, TINY_SIDE_PX, TINY_SIDE_PX]
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMean", ["image"], ["grey"], axes=[1], keepdims=1),
            helper.make_node("Greater", ["grey", "half"], ["bright"]),
            helper.make_node("Cast", ["bright"], ["matte"], to=TensorProto.FLOAT),
        ],
        "bright",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("matte", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.array(0.5, np.float32), "half")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = tmp_path_factory.mktemp("graph") / "tiny.onnx"
    onnx.save(model, path)
    return path


@pytest.fixture(scope="session")
def recurrent_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ONNX file with the inputs and outputs of Robust Video Matting, and random weights.

    x = conv(src) * downsample_ratio        rNo = (rNi + x) / 2        pha = sigmoid(x + Σ rNi)
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    four = (1, 2, 3, 4)
    weights = np.random.default_rng(8).normal(0, 1, (1, 3, 3, 3)).astype(np.float32)
    nodes = [
        helper.make_node("Identity", ["src"], ["fgr"]),
        helper.make_node("Conv", ["src", "w"], ["seen"], pads=[1, 1, 1, 1]),
        helper.make_node("Mul", ["seen", "downsample_ratio"], ["x"]),
        helper.make_node("Sum", ["x", *(f"r{n}i" for n in four)], ["logits"]),
        helper.make_node("Sigmoid", ["logits"], ["pha"]),
    ]
    for n in four:
        nodes.append(helper.make_node("Add", [f"r{n}i", "x"], [f"sum{n}"]))
        nodes.append(helper.make_node("Mul", [f"sum{n}", "half"], [f"r{n}o"]))
    free = ["n", "c", "h", "w"]

    def info(name: str, shape: list[str] | list[int]) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    graph = helper.make_graph(
        nodes,
        "recurrent",
        [
            info("src", ["n", "three", "h", "w"]),
            *(info(f"r{n}i", [f"{axis}{n}" for axis in free]) for n in four),
            info("downsample_ratio", [1]),
        ],
        [info(name, free) for name in ("fgr", "pha")]
        + [info(f"r{n}o", [f"{axis}{n}o" for axis in free]) for n in four],
        [
            numpy_helper.from_array(weights, "w"),
            numpy_helper.from_array(np.array(0.5, np.float32), "half"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = tmp_path_factory.mktemp("graph") / "recurrent.onnx"
    onnx.save(model, path)
    return path


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory: pytest.TempPathFactory, tiny_graph: Path) -> Path:
    """A ``NUKKI_HOME`` that holds `tiny_graph` as the model "tiny", and nothing else."""
    from nukki.core.spec import Licence, ModelSpec, Preprocess
    from nukki.weights import add_user_model

    home = tmp_path_factory.mktemp("home")
    spec = ModelSpec(
        name=TINY_MODEL,
        summary="bright pixels are the subject",
        licence=Licence("CC0-1.0", commercial=True),
        preprocess=Preprocess(
            size_hw=(TINY_SIDE_PX, TINY_SIDE_PX), mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0)
        ),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUKKI_HOME", str(home))
        add_user_model(spec, tiny_graph)
    return home


@pytest.fixture
def tiny_model(tiny_home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a model that takes bright pixels for the subject; needs no weights.

    ``NUKKI_HOME`` is set for the test, so that processes it starts know the model too.
    """
    monkeypatch.setenv("NUKKI_HOME", str(tiny_home))
    return TINY_MODEL


@pytest.fixture(scope="session")
def photo_bytes() -> bytes:
    """A PNG, 24 x 24 pixels: a bright square of 12 in the middle of a dark ground."""
    pixels = np.full((24, 24, 3), 20, np.uint8)
    pixels[6:18, 6:18] = 230
    stream = io.BytesIO()
    PillowImage.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def lay(tmp_path: Path, photo_bytes: bytes) -> Callable[..., Path]:
    """Writes that photo below the test's folder under each name given, and gives the folder."""

    def write(*names: str) -> Path:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(photo_bytes)
        return tmp_path

    return write
