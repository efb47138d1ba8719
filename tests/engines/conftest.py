"""Files that are no network, and a graph that can be told from its answer."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def two_answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of float16: twice the input, and three times the input; its sizes are free."""
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    shape: list[str | int | None] = [1, 3, "height", "width"]
    graph = helper.make_graph(
        [
            helper.make_node("Mul", ["picture", "two"], ["double"]),
            helper.make_node("Mul", ["picture", "three"], ["triple"]),
        ],
        "answers",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT16, shape)],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT16, shape)
            for name in ("double", "triple")
        ],
        [
            numpy_helper.from_array(np.array(factor, np.float16), name)
            for name, factor in (("two", 2), ("three", 3))
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = tmp_path_factory.mktemp("graph") / "answers.onnx"
    onnx.save(model, path)
    return path
