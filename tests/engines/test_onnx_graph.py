"""Resizes are told in words that onnxruntime is fast for; nothing else of a file changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from nukki.engines import SessionOptions, onnx_graph, open_session
from nukki.engines.onnx_graph import graph_of

CPU = SessionOptions(device="cpu", threads=1)


def enlarging(mode: str, side: int = 8) -> onnx.ModelProto:
    """A graph that enlarges 4 x 4 pixels, as PyTorch exports it when that is the mode."""
    node = helper.make_node(
        "Resize",
        ["picture", "", "", "sizes"],
        ["large"],
        coordinate_transformation_mode=mode,
        mode="linear",
    )
    shapes = {"picture": [1, 1, 4, 4], "large": [1, 1, side, side]}
    picture, large = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in shapes.items()
    )
    sizes = numpy_helper.from_array(np.array(shapes["large"], np.int64), "sizes")
    graph = helper.make_graph([node], "enlarging", [picture], [large], [sizes])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A graph as PyTorch exports it."""
    onnx.save(enlarging("pytorch_half_pixel"), tmp_path / "exported.onnx")
    return tmp_path / "exported.onnx"


def test_the_mode_of_a_resize_has_the_other_name_and_the_graph_is_whole(exported: Path) -> None:
    graph = graph_of(exported)
    assert isinstance(graph, bytes)
    found = onnx.load_from_string(graph)
    onnx.checker.check_model(found, full_check=True)
    modes = {item.name: item.s for item in found.graph.node[0].attribute}
    assert modes == {"coordinate_transformation_mode": b"half_pixel", "mode": b"linear"}


@pytest.mark.parametrize("side", [3, 8, 12])
def test_the_answer_is_that_of_the_file(side: int, tmp_path: Path) -> None:
    path = tmp_path / "exported.onnx"
    model = enlarging("pytorch_half_pixel", side)
    onnx.save(model, path)
    picture = np.random.default_rng(0).random((1, 1, 4, 4), np.float32)
    (found,) = open_session(path, CPU).run({"picture": picture}, outputs=[0])
    (said,) = ReferenceEvaluator(model).run(None, {"picture": picture})
    np.testing.assert_allclose(found, np.asarray(said, np.float32), atol=1e-6)  # float32


def test_other_graphs_are_opened_where_they_lie(tmp_path: Path) -> None:
    path = tmp_path / "other.onnx"
    onnx.save(enlarging("half_pixel"), path)
    assert graph_of(path) == str(path)


def test_weights_in_a_file_of_their_own_are_found_beside_the_graph(tmp_path: Path) -> None:
    path = tmp_path / "apart.onnx"
    model = enlarging("pytorch_half_pixel")
    onnx.save(model, path, save_as_external_data=True, size_threshold=0, location="apart.bin")
    assert graph_of(path) == str(path)


def test_large_graphs_are_not_held_in_memory(
    exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_graph, "MAX_BYTES", exported.stat().st_size - 1)
    assert graph_of(exported) == str(exported)


@pytest.mark.parametrize("name", ["missing.onnx", "empty.onnx"])
def test_what_is_no_graph_is_left_to_onnxruntime_to_refuse(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty.onnx").touch()
    assert graph_of(tmp_path / name) == str(tmp_path / name)
