"""Pointing, scribbles and masks through the pipeline, as every door asks for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.errors import InputNotFoundError, OptionError
from nukki.core.options import Options
from nukki.core.strokes import Stroke
from nukki.core.values import Image
from nukki.pipeline import Remover, build

Make = Callable[..., Remover]
LEFT, RIGHT = (34, 60), (126, 60)


@pytest.fixture
def make(tiny_model: str) -> Make:
    """A remover whose network takes what is bright for the subject; no promptable network."""
    return lambda **options: build(Options(model=tiny_model, **options))


@pytest.fixture(scope="module")
def photo() -> Image:
    """Two bright squares on a dark ground, with a camera's noise."""
    pixels = np.full((120, 160, 3), 30.0)
    for left in (14, 106):
        pixels[40:80, left : left + 40] = 220
    noise = np.random.default_rng(0).normal(0, 3, pixels.shape)
    return Image(np.clip(pixels + noise, 0, 255).astype(np.uint8))


def at(alpha: NDArray[np.float32], place: tuple[int, int]) -> bool:
    return bool(alpha[place[1], place[0]] > 0.5)


@pytest.mark.parametrize(
    ("asked", "left", "right"),
    [
        ({}, True, True),
        ({"click": LEFT}, True, False),
        ({"click": "126,60"}, False, True),
        ({"click": LEFT, "pick": "remove"}, False, True),
        ({"not_click": LEFT}, False, True),
        ({"box": (100, 30, 155, 90)}, False, True),
        ({"lasso": "8,34 60,34 60,86 8,86"}, True, False),
        ({"click": [LEFT, RIGHT]}, True, True),
    ],
    ids=str,
)
def test_what_is_pointed_at_is_cut_out(
    asked: dict[str, Any], left: bool, right: bool, make: Make, photo: Image
) -> None:
    alpha = make(**asked)(photo).alpha
    assert (at(alpha, LEFT), at(alpha, RIGHT)) == (left, right)


def test_places_are_of_the_file_when_the_picture_is_shrunk(make: Make, photo: Image) -> None:
    cutout = make(click=RIGHT, megapixels=0.01)(photo)
    half = cutout.size_hw[0] / 120
    assert half < 0.8
    assert cutout.alpha[int(60 * half), int(126 * half)] > 0.5
    assert not cutout.alpha[:, : int(70 * half)].any()


def test_the_background_is_taken_out_of_the_chosen_object_s_colours(
    make: Make, photo: Image
) -> None:
    cutout = make(click=LEFT)(photo)
    assert not cutout.foreground[:, 70:].any()
    assert "the object was found by grabcut+nukki-lite" in cutout.notes


def test_a_click_beside_the_picture_is_refused(make: Make, photo: Image) -> None:
    with pytest.raises(OptionError, match="beside the picture"):
        make(click=(500, 20))(photo)


def test_a_mask_to_start_from_needs_no_network(photo: Image, empty_home: Path) -> None:
    mask = np.zeros((120, 160), np.uint8)
    mask[40:80, 14:54] = 255
    remover = build(Options(model="u2net", offline=True, start=Image(np.dstack([mask] * 3))))
    cutout = remover(photo)
    assert (at(cutout.alpha, LEFT), at(cutout.alpha, RIGHT)) == (True, False)
    assert remover.runtime == ("", "")


def test_small_parts_of_a_mask_stay(photo: Image) -> None:
    mask = np.zeros((120, 160), np.uint8)
    mask[40:80, 14:54] = 255
    mask[60:63, 120:123] = 255
    asked = Options(start=Image(np.dstack([mask] * 3)), edges="plain")
    assert build(asked)(photo).alpha[61, 121] > 0.5


def test_scribbles_come_from_a_file_or_as_strokes(make: Make, photo: Image, tmp_path: Path) -> None:
    points = [(20, 60), (48, 60)]
    file = tmp_path / "strokes.json"
    file.write_text(json.dumps([{"kind": "erase", "points": points, "radius_px": 14}]))
    written = make(scribbles=str(file))(photo).alpha
    given = make(scribbles=[Stroke("erase", points, radius_px=14)])(photo).alpha
    assert (at(written, LEFT), at(written, RIGHT)) == (False, True)
    np.testing.assert_array_equal(written, given)


def test_scribbles_that_are_not_there_are_named(make: Make) -> None:
    with pytest.raises(InputNotFoundError, match=r"found none at nothing\.json"):
        make(scribbles="nothing.json")
