"""A network that takes its time and several pictures at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np

SLOW_MODEL = "slow"
SIDE_PX, CHANNELS, LAYERS = 32, 64, 32


def slow_graph(path: Path) -> None:
    """An ONNX file whose matte is 1 where a pixel is bright, after idle convolutions.

    Its batch is free. One picture takes a tenth of a second, so that others come meanwhile.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    shape: list[str | int | None] = ["batch", 3, SIDE_PX, SIDE_PX]
    nodes = [helper.make_node("Conv", ["image", "first"], ["wide0"], pads=[2] * 4)]
    nodes += [
        helper.make_node("Conv", [f"wide{n}", "next"], [f"wide{n + 1}"], pads=[2] * 4)
        for n in range(LAYERS)
    ]
    nodes += [
        helper.make_node("ReduceMean", [f"wide{LAYERS}"], ["nothing"], axes=[1], keepdims=1),
        helper.make_node("ReduceMean", ["image"], ["grey"], axes=[1], keepdims=1),
        helper.make_node("Add", ["grey", "nothing"], ["sum"]),
        helper.make_node("Greater", ["sum", "half"], ["bright"]),
        helper.make_node("Cast", ["bright"], ["matte"], to=TensorProto.FLOAT),
    ]
    constants = {
        "first": np.zeros((CHANNELS, 3, 5, 5), np.float32),
        "next": np.zeros((CHANNELS, CHANNELS, 5, 5), np.float32),
        "half": np.array(0.5, np.float32),
    }
    graph = helper.make_graph(
        nodes,
        "slow",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("matte", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    opset = helper.make_opsetid("", 17)
    onnx.save(helper.make_model(graph, opset_imports=[opset], ir_version=8), path)


def add_slow_model(folder: Path) -> str:
    """The name of the model, which is now in nukki's home; its file is made in ``folder``."""
    from nukki.core.spec import Licence, ModelSpec, Preprocess
    from nukki.weights import add_user_model

    path = folder / "slow.onnx"
    slow_graph(path)
    spec = ModelSpec(
        name=SLOW_MODEL,
        summary="bright pixels are the subject, after some thought",
        licence=Licence("CC0-1.0", commercial=True),
        preprocess=Preprocess(
            size_hw=(SIDE_PX, SIDE_PX), mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0)
        ),
    )
    add_user_model(spec, path)
    return SLOW_MODEL
