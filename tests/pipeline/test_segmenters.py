"""A model's name opens a network, a technique, or the mean of several."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki.core.errors import LicenceError, OptionError, UnknownNameError
from nukki.core.options import Options, make_options
from nukki.core.spec import Licence, ModelSpec, Preprocess
from nukki.core.values import Image, Matte
from nukki.engines import SessionOptions
from nukki.pipeline import build, find_model, find_parts, parameters_of
from nukki.pipeline.segmenters import Opening, at_size
from nukki.stages.levels import Levelled
from nukki.stages.openings import SeeingThrough
from nukki.stages.segment import NetworkSegmenter
from nukki.stages.techniques.chroma_key import ChromaKey
from nukki.stages.techniques.grabcut import GrabCut
from nukki.stages.techniques.thresholds import Otsu

FIXED = ModelSpec("fixed", "one size", Licence("MIT", True), preprocess=Preprocess((64, 64)))


def photo() -> NDArray[np.uint8]:
    """(48, 64, 3): a bright square on a dark ground, which the tiny network finds as well."""
    pixels = np.full((48, 64, 3), 20, np.uint8)
    pixels[12:36, 16:48] = 230
    return pixels


def truth() -> NDArray[np.bool_]:
    return photo()[:, :, 0] > 128


@pytest.mark.usefixtures("empty_home")
def test_a_technique_needs_no_weights_and_loads_no_network(loads: list[str]) -> None:
    cutout = build(Options(model="otsu"))(Image(photo()))
    assert np.array_equal(cutout.mask, truth())
    assert not loads


def test_parameters_reach_the_technique() -> None:
    remover = build(Options(model="chroma-key", parameters=("key=#00b140", "spill=0.25")))
    assert remover.load() == ChromaKey(key=(0, 177, 64), spill=0.25)


def test_parameters_may_come_as_a_mapping() -> None:
    remover = build(Options(model="chroma-key", parameters={"tolerance": 0.1}))
    assert remover.load() == ChromaKey(tolerance=0.1)


@pytest.mark.parametrize(
    ("values", "error", "says"),
    [
        ({"model": "otsu", "parameters": ("chanel=lightness",)}, UnknownNameError, "mean channel"),
        ({"model": "otsu", "parameters": ("channel=hue",)}, OptionError, "expected lightness, sat"),
        ({"model": "u2netp", "parameters": ("key=green",)}, UnknownNameError, "u2netp has none"),
        ({"model": "otsu+u2nett"}, UnknownNameError, "no model named 'u2nett'; did you mean u2net"),
        ({"model": "otsu+"}, UnknownNameError, "no model named ''"),
        ({"model": "otsu+otsu"}, OptionError, "expected each once in 'otsu\\+otsu'"),
        ({"model": "otsu", "weights": "x.onnx"}, OptionError, "'otsu' is not one network"),
        ({"model": "u2net+u2netp", "weights": "x.onnx"}, OptionError, "is not one network"),
        ({"model": "grabcut", "parameters": ("prior=u2nett",)}, UnknownNameError, "mean u2net"),
        ({"model": "otsu", "parameters": ("channel",)}, OptionError, "expected each as key=value"),
    ],
    ids=lambda part: str(part)[:60] if isinstance(part, dict) else "",
)
def test_what_is_wrong_is_said_before_anything_is_loaded(
    values: Mapping[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        build(make_options(values))


@pytest.mark.parametrize("model", ["otsu+bria-rmbg", "bria-rmbg+u2netp"])
def test_each_part_must_have_the_licence_that_is_asked_for(model: str) -> None:
    with pytest.raises(LicenceError, match="'bria-rmbg' is licensed CC-BY-NC"):
        build(Options(model=model, commercial_only=True))


def test_the_licence_of_the_model_that_grabcut_starts_from_counts() -> None:
    asked = Options(model="grabcut", parameters=("prior=bria-rmbg",), commercial_only=True)
    with pytest.raises(LicenceError, match="'bria-rmbg'"):
        build(asked)


def test_an_ensemble_is_as_free_as_its_least_free_part() -> None:
    joined = find_model("u2netp+bria-rmbg").licence
    assert (joined.name, joined.commercial) == ("Apache-2.0 AND CC-BY-NC-4.0", False)
    assert "BRIA" in joined.note


def test_an_ensemble_of_a_network_and_a_technique_finds_what_both_find(tiny_model: str) -> None:
    cutout = build(Options(model=f"{tiny_model}+otsu"))(Image(photo()))
    assert (cutout.mask == truth()).mean() > 0.97  # a matte of 32 x 32 is half a pixel off
    assert 0.8 < cutout.confidence <= 1.0


def test_a_parameter_goes_to_the_parts_that_have_it() -> None:
    cutouts = [
        build(Options(model="otsu+canny", parameters=("high=1000", "low=1000", *more)))
        for more in ((), ("specks=0",))
    ]
    assert all(cutout(Image(photo())).alpha.max() <= 0.5 for cutout in cutouts)


def test_grabcut_starts_from_a_networks_matte(tiny_model: str, loads: list[str]) -> None:
    remover = build(Options(model="grabcut", parameters={"prior": tiny_model}))
    assert not loads
    assert np.array_equal(remover(Image(photo())).mask, truth())
    assert loads == ["tiny.onnx"]


def test_strokes_are_read_from_a_picture_file(tmp_path: Path) -> None:
    marks = np.full((48, 64, 3), 128, np.uint8)
    marks[20:28, 24:40] = 255
    PIL.Image.fromarray(marks).save(tmp_path / "strokes.png")
    asked = Options(model="grabcut", parameters={"strokes": str(tmp_path / "strokes.png")})
    technique = build(asked).load()
    assert isinstance(technique, GrabCut)
    assert technique.strokes is not None
    assert technique.strokes.size_hw == (48, 64)


def test_a_technique_does_not_look_twice() -> None:
    assert build(Options(model="chroma-key", preset="best")).load() == ChromaKey()


def test_parameters_of_models_are_told_and_networks_have_none() -> None:
    assert "tolerance" in parameters_of(find_model("chroma-key"))
    assert not parameters_of(find_model("u2netp"))
    assert [spec.name for spec in find_parts("u2netp + otsu")] == ["u2netp", "otsu"]


@pytest.mark.parametrize(
    ("asked", "looks"), [({"preset": "best", "looks": 1}, 1), ({"mirror": True}, 2)]
)
def test_a_part_of_several_looks_at_the_mirror_image_only_when_asked_for(
    asked: dict[str, Any], looks: int, tiny_model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real = NetworkSegmenter.__call__

    def counted(self: NetworkSegmenter, pixels: NDArray[Any]) -> Matte:
        seen.append(pixels.shape)
        return real(self, pixels)

    monkeypatch.setattr(NetworkSegmenter, "__call__", counted)
    build(Options(model=f"{tiny_model}+otsu", **asked))(Image(photo()))
    assert len(seen) == looks


@pytest.mark.parametrize(
    ("asked", "mirrored"),
    [({}, True), ({"mirror": False}, False), ({"preset": "fast"}, False), ({"looks": 2}, True)],
)
def test_a_quick_network_looks_at_the_mirror_image_too(
    asked: dict[str, Any], mirrored: bool, tiny_model: str
) -> None:
    spec = dataclasses.replace(find_model(tiny_model), quick=True)
    found = Opening(Options(model=tiny_model, **asked), SessionOptions()).network(spec)
    assert ("Mirrored" in repr(found)) is mirrored


def test_spots_are_opened_only_when_asked_for() -> None:
    assert build(Options(model="otsu", punch=True)).load() == SeeingThrough(Otsu())
    assert not isinstance(build(Options(model="otsu")).load(), SeeingThrough)


def test_a_network_of_free_size_sees_the_photo_at_the_size_that_is_asked_for() -> None:
    free = Preprocess((64, 64), free_size=True, multiple=32)
    (seen,) = at_size((dataclasses.replace(FIXED, preprocess=free),), 96)
    assert seen.preprocess == dataclasses.replace(free, size_hw=(96, 96))


def test_of_several_models_only_those_of_free_size_change() -> None:
    free = dataclasses.replace(FIXED, preprocess=Preprocess((64, 64), free_size=True))
    fixed, seen = at_size((FIXED, free), 96)
    assert fixed == FIXED
    assert seen.preprocess == Preprocess((96, 96), free_size=True)


def test_a_size_that_the_network_cannot_take_is_refused_with_the_nearest() -> None:
    free = dataclasses.replace(FIXED, preprocess=Preprocess((64, 64), free_size=True, multiple=32))
    with pytest.raises(OptionError, match="multiples of 32, got 100; nearest: 96"):
        at_size((free,), 100)


def test_a_network_of_fixed_size_refuses_another() -> None:
    with pytest.raises(OptionError, match="u2netp sees every photo at a size of its own"):
        build(Options(model="u2netp", input_size=512))


def test_a_subject_in_the_dark_is_found_unless_levels_are_left_alone(tiny_model: str) -> None:
    dark = Image(photo() // 4)
    assert np.array_equal(build(Options(model=tiny_model))(dark).mask, truth())
    assert not build(Options(model=tiny_model, levels=False))(dark).mask.any()


@pytest.mark.parametrize(("preset", "kind"), [("fast", NetworkSegmenter), ("balanced", Levelled)])
def test_a_preset_says_whether_levels_are_stretched(
    preset: Any, kind: type[Any], tiny_model: str
) -> None:
    assert isinstance(build(Options(model=tiny_model, preset=preset)).load(), kind)
