"""Which network tells classes, and what is cut where it knows boxes only."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from nukki import weights
from nukki.core.errors import LicenceError, OptionError
from nukki.core.options import Options
from nukki.core.spec import Output, Preprocess
from nukki.core.values import Image
from nukki.models import BROUGHT
from nukki.pipeline import build, class_models
from nukki.pipeline.classes import class_model

SIDE = 64
LOGITS = ((4, -4), (-4, 4), (-4, -4))
BOXES = ((0.84, 0.58, 0.32, 0.84), (0.52, 0.57, 0.25, 0.6), (0.5, 0.5, 0.5, 0.5))


@pytest.fixture(scope="module")
def boxes_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ONNX file that says of any picture: a tomato to the right, a leaf in the middle."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    known = {"known": [LOGITS], "places": [BOXES], "nothing": 0}
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMean", ["image"], ["mean"], keepdims=0),
            helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
            helper.make_node("Add", ["known", "zero"], ["logits"]),
            helper.make_node("Add", ["places", "zero"], ["boxes"]),
        ],
        "boxes",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 3, 2]),
            helper.make_tensor_value_info("boxes", TensorProto.FLOAT, [1, 3, 4]),
        ],
        [numpy_helper.from_array(np.asarray(v, np.float32), name) for name, v in known.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = tmp_path_factory.mktemp("graph") / "boxes.onnx"
    onnx.save(model, path)
    return path


def test_torchvisions_first_count_has_the_same_80_classes() -> None:
    known = class_models()
    assert known["mask-rcnn-v2"].output.names == known["mask-rcnn"].output.names
    assert len(known["mask-rcnn-v2"].output.classes) == 91
    assert known["mask-rcnn-v2"].output.classes[90] == "toothbrush"


def test_a_network_that_finds_boxes_is_no_model_by_itself(empty_home: Path) -> None:
    with pytest.raises(OptionError, match="--keep CLASS --classes rtdetr-v2-r18"):
        build(Options(model="rtdetr-v2-r18"))


@pytest.fixture
def yolo(boxes_graph: Path, empty_home: Path) -> str:
    """A YOLO that its user added."""
    weights.add_user_model(dataclasses.replace(BROUGHT["yolo-seg"], name="yolo"), boxes_graph)
    return "yolo"


def test_a_network_that_is_not_free_goes_last_though_it_is_here(yolo: str) -> None:
    chosen = class_model(Options(keep="person"))
    assert chosen is not None
    assert chosen.licence.commercial


def test_a_network_that_is_not_free_runs_when_it_is_named(yolo: str) -> None:
    named = class_model(Options(keep="person", classes=yolo))
    assert named is not None
    assert named.name == yolo
    with pytest.raises(LicenceError, match="AGPL"):
        class_model(Options(keep="person", classes=yolo, commercial_only=True))


def test_a_box_is_cut_along_what_it_holds(boxes_graph: Path, empty_home: Path) -> None:
    spec = dataclasses.replace(
        BROUGHT["rt-detr"],
        name="boxes",
        output=Output(decode="detr", classes=("tomato", "leaf")),
        preprocess=Preprocess(size_hw=(SIDE, SIDE), mean=(0.0,) * 3, std=(1.0,) * 3),
    )
    weights.add_user_model(spec, boxes_graph)
    pixels = np.full((96, 144, 3), 20, np.uint8)
    pixels[30:60, 10:40] = pixels[20:84, 100:140] = (230, 30, 30)
    alpha = build(Options(model="kmeans", keep="tomato"))(Image(pixels)).alpha
    assert alpha[24:80, 104:136].min() > 0.5
    assert not (alpha[:, :94] > 0.5).any()
    assert not (alpha[89:] > 0.5).any()  # the box goes on nearly to the lower border
