"""Classes through the pipeline, with a small network exported by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nukki import weights
from nukki.core.errors import InputError, OptionError, UnknownNameError
from nukki.core.options import Options
from nukki.core.spec import Licence, ModelSpec, Output, Preprocess
from nukki.core.values import Cutout, Image
from nukki.pipeline import build, class_models, separate

SIDE = 64
CLASSES = ("background", "tomato", "leaf")


@pytest.fixture(scope="module")
def class_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ONNX file of one convolution: red wins for tomato, green for leaf, the rest for none."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    weight = np.asarray([[0, 0, 0], [1, -1, -1], [-1, 1, -1]], np.float32)[:, :, None, None]
    graph = helper.make_graph(
        [helper.make_node("Conv", ["image", "weight", "bias"], ["classes"])],
        "colours",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("classes", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [
            numpy_helper.from_array(weight, "weight"),
            numpy_helper.from_array(np.asarray([0.2, 0, 0], np.float32), "bias"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = tmp_path_factory.mktemp("graph") / "colours.onnx"
    onnx.save(model, path)
    return path


@pytest.fixture
def colours(class_graph: Path, empty_home: Path) -> str:
    """The name of a network that knows tomatoes and leaves, on a machine that has no other."""
    spec = ModelSpec(
        "colours",
        "tomatoes and leaves",
        Licence("CC0-1.0", commercial=True),
        preprocess=Preprocess(size_hw=(SIDE, SIDE), mean=(0.0,) * 3, std=(1.0,) * 3),
        output=Output(decode="argmax", classes=CLASSES),
        segments="classes",
    )
    weights.add_user_model(spec, class_graph)
    return spec.name


@pytest.fixture(scope="module")
def salad() -> Image:
    """Two tomatoes and a leaf on a dark plate."""
    pixels = np.full((96, 144, 3), 20, np.uint8)
    pixels[30:60, 10:40] = (230, 30, 30)
    pixels[30:80, 60:90] = (30, 220, 40)
    pixels[20:84, 100:140] = (230, 30, 30)
    return Image(pixels)


SMALL, LEAF, LARGE = (45, 25), (55, 75), (50, 120)

Cut = Callable[..., Cutout]


@pytest.fixture
def cut(colours: str, salad: Image) -> Cut:
    return lambda **asked: build(Options(model=colours, **asked))(salad)


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({}, (True, True, True)),
        ({"keep": "tomato"}, (True, False, True)),
        ({"keep": ("tomato", "leaf")}, (True, True, True)),
        ({"drop": "tomato"}, (False, True, False)),
        ({"keep": "tomato", "instance": "largest"}, (False, False, True)),
        ({"keep": "tomato", "instance": 2}, (True, False, False)),
        ({"keep": "Leaf", "classes": "colours"}, (False, True, False)),
    ],
    ids=str,
)
def test_what_is_named_is_cut_out(asked: dict[str, str], seen: tuple[bool, ...], cut: Cut) -> None:
    alpha = cut(**asked).alpha
    assert tuple(bool(alpha[place] > 0.5) for place in (SMALL, LEAF, LARGE)) == seen


def test_each_thing_is_a_result_of_its_own(colours: str, salad: Image) -> None:
    remover = build(Options(model=colours, keep="tomato", instance="all-separate"))
    first, second = separate(remover, salad)
    assert first.alpha[LARGE] > 0.5
    assert not first.alpha[:, :90].any()
    assert second.alpha[SMALL] > 0.5
    assert not second.alpha[:, 60:].any()


def test_it_is_told_what_runs(colours: str) -> None:
    assert build(Options(model=colours, keep="leaf")).runtime == ("onnxruntime", "cpu")


def test_an_unknown_class_names_the_nearest(colours: str) -> None:
    with pytest.raises(UnknownNameError, match="did you mean tomato"):
        build(Options(model=colours, keep="tomatoe"))


def test_classes_that_no_network_knows_together_are_told_apart(colours: str) -> None:
    with pytest.raises(OptionError, match="no one network knows tomato and text"):
        build(Options(model=colours, keep="tomato", drop="text"))


def test_a_network_that_knows_no_classes_is_refused(colours: str) -> None:
    with pytest.raises(UnknownNameError, match="no network that tells classes named 'u2net'"):
        build(Options(model=colours, keep="tomato", classes="u2net"))


def test_a_class_that_is_not_in_the_picture_is_an_input_error(cut: Cut, colours: str) -> None:
    plate = Image(np.full((40, 40, 3), 20, np.uint8))
    with pytest.raises(InputError, match="expected leaf in the picture, found none"):
        build(Options(model=colours, keep="leaf"))(plate)


def test_every_class_model_names_its_classes_once() -> None:
    for spec in class_models().values():
        assert len(set(spec.output.classes)) == len(spec.output.classes)
        assert all(name == name.lower() for name in spec.output.classes)
