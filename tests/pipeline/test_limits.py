"""What a user may ask for only so far: pixels, files that must be there, terms of a network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from numpy.typing import NDArray

from nukki.core.errors import InputNotFoundError, LicenceError, OptionError, WeightsError
from nukki.core.options import Options
from nukki.core.registry import Registry
from nukki.core.values import Image
from nukki.models import REFINERS
from nukki.pipeline import build, refiners

VITMATTE: Any = "vitmatte-small-distinctions-646"

Draw = Callable[..., NDArray[Any]]


def test_a_margin_that_makes_too_large_a_picture_is_refused(tiny_model: str, draw: Draw) -> None:
    remover = build(Options(model=tiny_model, trim=True, margin="5000px", max_megapixels=50))
    with pytest.raises(OptionError, match=r"margin 5000px makes a result of 10\d+x10\d+ pixels"):
        remover(Image(draw()))


def test_a_canvas_that_is_too_large_is_refused_before_any_picture(tiny_model: str) -> None:
    with pytest.raises(OptionError, match=r"at most 50 megapixels, got 10000x10000 \(100 mega"):
        build(Options(model=tiny_model, canvas="10000x10000", max_megapixels=50))


@pytest.mark.parametrize("asked", [{"light_wrap": 30.0}, {"match_colours": 30.0}])
@pytest.mark.parametrize("background", [None, "blur"])
def test_light_comes_only_from_a_new_background(
    asked: dict[str, Any], background: str | None, tiny_model: str
) -> None:
    with pytest.raises(OptionError, match="expected a new background"):
        build(Options(model=tiny_model, background=background, **asked))


def test_scribbles_that_are_nowhere_are_named(tiny_model: str, tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match=r"scribbles.*nowhere\.json"):
        build(Options(model=tiny_model, scribbles=str(tmp_path / "nowhere.json")))


def test_a_trimmed_sticker_keeps_its_line(tiny_model: str, draw: Draw) -> None:
    bare, lined = (
        build(Options(model=tiny_model, trim=True, outline=line))(Image(draw()))
        for line in (None, "20% white")
    )
    assert all(more >= less + 8 for more, less in zip(lined.size_hw, bare.size_hw, strict=True))


def test_without_a_refining_network_none_is_opened(tiny_model: str) -> None:
    from nukki.engines import SessionOptions

    assert refiners.refiner_loader(Options(model=tiny_model), SessionOptions(), None) is None


def test_a_refining_network_that_is_not_free_is_refused_when_that_is_asked(
    tiny_model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = REFINERS[VITMATTE]
    bound = replace(spec, licence=replace(spec.licence, name="CC-BY-NC-4.0", commercial=False))
    monkeypatch.setattr(refiners, "REFINERS", Registry("refining network", (bound,)))
    asked = Options(model=tiny_model, edges=VITMATTE)
    build(asked)
    with pytest.raises(LicenceError, match=r"CC-BY-NC-4\.0.*--edges fine"):
        build(replace(asked, commercial_only=True))


def test_a_refining_network_that_is_not_here_is_not_fetched_offline(
    draw: Draw, empty_home: Path
) -> None:
    remover = build(Options(model="otsu", edges=VITMATTE, offline=True))
    with pytest.raises(WeightsError, match="vitmatte"):
        remover(Image(draw()))
