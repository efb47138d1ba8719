"""Classes through the pipeline, with a small network exported by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.class_network import LARGE, LEAF, SMALL, add_colours, save_colours
from tests.class_network import salad as drawn_salad

from nukki.core.errors import InputError, OptionError, UnknownNameError
from nukki.core.options import Options
from nukki.core.values import Cutout, Image
from nukki.pipeline import build, class_models, separate


@pytest.fixture(scope="module")
def class_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "colours.onnx"
    save_colours(path)
    return path


@pytest.fixture
def colours(class_graph: Path, empty_home: Path) -> str:
    """The name of a network that knows tomatoes and leaves, on a machine that has no other."""
    return add_colours(class_graph)


@pytest.fixture(scope="module")
def salad() -> Image:
    return Image(drawn_salad())


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
        assert len(set(spec.output.names)) == len(spec.output.names)
        assert all(name == name.lower() for name in spec.output.names)
