"""All that can be wrong with options is found before anything is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki import weights
from nukki.core.errors import (
    DeviceError,
    InputNotFoundError,
    LicenceError,
    OptionError,
    UnknownNameError,
    WeightsError,
)
from nukki.core.options import Options, make_options
from nukki.core.spec import Licence, ModelSpec, Preprocess
from nukki.core.values import Image
from nukki.pipeline import build, find_model, shelf
from nukki.stages.things import BOXES

NOT_FREE = [spec.name for spec in shelf().values() if not spec.licence.commercial]
FREE = [
    spec.name
    for spec in shelf().values()
    if spec.licence.commercial and spec.output.decode not in BOXES
]


@pytest.mark.parametrize(
    ("values", "error", "says"),
    [
        ({"model": "u2nett"}, UnknownNameError, "no model named 'u2nett'; did you mean u2net"),
        ({"model": "qqqq"}, UnknownNameError, "no model named 'qqqq'; see: nukki models list"),
        ({"format": "pgn"}, UnknownNameError, "no output format named 'pgn'; did you mean png"),
        ({"format": "xcf"}, UnknownNameError, "no output format named 'xcf'"),
        ({"size": "ten"}, OptionError, "size: expected WIDTHxHEIGHT"),
        ({"margin": "5 cm", "trim": True}, OptionError, "length: expected something like"),
        ({"background": "purpel"}, OptionError, "expected a colour, a picture file, blur"),
        ({"background": "blur:x"}, OptionError, "expected a colour, a picture file, blur"),
        ({"background": "blur:0"}, OptionError, "blur: expected a radius of more than 0"),
        ({"background": "x" * 5000}, OptionError, "expected a colour, a picture file, blur"),
        ({"background": "a\0b"}, OptionError, "expected a colour, a picture file, blur"),
        ({"background": (1, 2)}, OptionError, "colour: expected"),
        ({"background": (1, 2, 300)}, OptionError, "colour: expected"),
    ],
    ids=lambda part: str(part)[:40] if isinstance(part, dict) else "",
)
@pytest.mark.usefixtures("tiny_model")
def test_what_is_wrong_is_said_before_anything_is_loaded(
    values: Mapping[str, Any], error: type[Exception], says: str, loads: list[str]
) -> None:
    with pytest.raises(error, match=says):
        build(make_options(values))
    assert not loads


def test_building_loads_nothing(tiny_model: str, loads: list[str]) -> None:
    remover = build(Options(model=tiny_model))
    assert not loads
    remover.load()
    assert loads == ["tiny.onnx"]


def test_without_options_the_default_model_is_taken() -> None:
    assert build().spec.name == Options().model


@pytest.mark.parametrize("name", NOT_FREE)
def test_a_licence_without_commercial_use_is_refused_when_that_is_asked(name: str) -> None:
    with pytest.raises(LicenceError, match=f"model '{name}' is licensed .*does not allow"):
        build(Options(model=name, commercial_only=True))
    assert build(Options(model=name)).spec.name == name


@pytest.mark.parametrize("name", FREE)
def test_a_free_licence_is_not_in_the_way(name: str) -> None:
    assert build(Options(model=name, commercial_only=True)).spec.name == name


def test_a_model_of_the_users_is_on_the_shelf(tiny_model: str) -> None:
    assert find_model(tiny_model) == shelf()[tiny_model]


@pytest.mark.usefixtures("empty_home")
def test_a_model_of_the_users_that_takes_a_built_in_name_is_refused_in_our_words(
    tiny_graph: Path,
) -> None:
    spec = ModelSpec("u2net", "mine", Licence("MIT", True), preprocess=Preprocess((32, 32)))
    weights.add_user_model(spec, tiny_graph)
    with pytest.raises(OptionError, match=r"model 'u2net' is there twice"):
        shelf()


@pytest.mark.usefixtures("empty_home")
def test_offline_weights_that_are_not_here_are_not_fetched(draw: Any) -> None:
    remover = build(Options(model="u2netp", offline=True))
    with pytest.raises(WeightsError, match=r"offline(.|\n)*Needs none fetched: model nukki-lite"):
        remover(Image(draw()))  # the fixture no_network sees to the rest


def test_a_weight_file_of_ones_own_is_used_for_the_model(
    tiny_model: str, tiny_graph: Path, tmp_path: Path, loads: list[str]
) -> None:
    own = tmp_path / "own.onnx"
    own.write_bytes(tiny_graph.read_bytes())
    build(Options(model=tiny_model, weights=str(own))).load()
    assert loads == ["own.onnx"]


def test_a_weight_file_that_is_not_there_is_named(tiny_model: str, tmp_path: Path) -> None:
    options = Options(model=tiny_model, weights=str(tmp_path / "gone.onnx"))
    with pytest.raises(InputNotFoundError, match=r"weights: expected a file, found none at .*gone"):
        build(options).load()


def test_a_device_that_is_not_there_is_not_replaced(tiny_model: str) -> None:
    with pytest.raises(DeviceError, match="there are: auto"):
        build(Options(model=tiny_model, device="abacus")).load()


@pytest.mark.parametrize("background", ["white", "#fff", (255, 255, 255), "255,255,255"], ids=str)
def test_one_colour_may_be_written_in_many_ways(
    background: Any, tiny_model: str, draw: Any
) -> None:
    cutout = build(Options(model=tiny_model, background=background))(Image(draw()))
    assert cutout.foreground[0, 0].tolist() == [255] * 3


def test_a_picture_may_lie_below_as_a_path_or_a_value(
    tiny_model: str, tmp_path: Path, draw: Any, encode: Any
) -> None:
    ground: NDArray[np.uint8] = np.full((8, 8, 3), 77, np.uint8)
    path = tmp_path / "ground.png"
    path.write_bytes(encode(ground))
    by_path = build(Options(model=tiny_model, background=str(path)))(Image(draw()))
    by_value = build(Options(model=tiny_model, background=Image(ground)))(Image(draw()))
    np.testing.assert_array_equal(by_path.foreground, by_value.foreground)
    assert by_path.foreground[0, 0].tolist() == [77] * 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"turn": "45"},
        {"outline": "#fff"},
        {"outline": "2% nocolour"},
        {"background": "gradient:#fff"},
        {"background": "gradient:#fff:nocolour"},
        {"background_zoom": 50.0},
        {"canvas": "large"},
        {"canvas": "20000x20000"},
        {"canvas": "10x10", "trim": True},
        {"canvas": "10x10", "background": "blur"},
        {"shadow": "drop", "matte_only": True},
        {"sheet": "A9"},
        {"head": "large", "canvas": "35x45"},
        {"match_colours": 50.0},
    ],
)
def test_what_cannot_be_composed_is_told_before_any_picture(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        build(Options(**wrong))
