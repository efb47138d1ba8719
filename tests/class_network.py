"""A small network that tells classes, exported by hand: red is a tomato, green is a leaf."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nukki import weights
from nukki.core.spec import Licence, ModelSpec, Output, Preprocess

SIDE = 64
CLASSES = ("background", "tomato", "leaf")
SMALL, LEAF, LARGE = (45, 25), (55, 75), (50, 120)
"""Places in `salad`."""


def save_colours(path: Path, *, channels_last: bool = False) -> None:
    """An ONNX file of one convolution: red wins for tomato, green for leaf, the rest for none."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    weight = np.asarray([[0, 0, 0], [1, -1, -1], [-1, 1, -1]], np.float32)[:, :, None, None]
    names, shape = ("image", "classes"), [1, 3, SIDE, SIDE]
    nodes = [helper.make_node("Conv", ["image", "weight", "bias"], ["classes"])]
    if channels_last:
        names, shape = ("photo", "answer"), [1, SIDE, SIDE, 3]
        into = helper.make_node("Transpose", ["photo"], ["image"], perm=[0, 3, 1, 2])
        back = helper.make_node("Transpose", ["classes"], ["answer"], perm=[0, 2, 3, 1])
        nodes = [into, *nodes, back]
    taken, given = (helper.make_tensor_value_info(one, TensorProto.FLOAT, shape) for one in names)
    graph = helper.make_graph(
        nodes,
        "colours",
        [taken],
        [given],
        [
            numpy_helper.from_array(weight, "weight"),
            numpy_helper.from_array(np.asarray([0.2, 0, 0], np.float32), "bias"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, path)


def add_colours(path: Path) -> str:
    """The name of the network, which is now in nukki's home."""
    spec = ModelSpec(
        "colours",
        "tomatoes and leaves",
        Licence("CC0-1.0", commercial=True),
        preprocess=Preprocess(size_hw=(SIDE, SIDE), mean=(0.0,) * 3, std=(1.0,) * 3),
        output=Output(decode="argmax", classes=CLASSES),
        segments="classes",
    )
    weights.add_user_model(spec, path)
    return spec.name


def salad() -> NDArray[np.uint8]:
    """Two tomatoes and a leaf on a dark plate."""
    pixels = np.full((96, 144, 3), 20, np.uint8)
    pixels[30:60, 10:40] = (230, 30, 30)
    pixels[30:80, 60:90] = (30, 220, 40)
    pixels[20:84, 100:140] = (230, 30, 30)
    return pixels
