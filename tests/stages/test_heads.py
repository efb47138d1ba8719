"""Heads: measured from a face and an outline, and brought to their place on a canvas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nukki.core.errors import OptionError
from nukki.core.grammar import parse_head
from nukki.core.heads import Face, Head
from nukki.core.options import Options
from nukki.core.values import Cutout, Image
from nukki.ops.blaze_face import SIDE_PX, _anchors, best_face, seen_square
from nukki.pipeline import build
from nukki.stages.arrange import Place
from nukki.stages.heads import CHIN, PlaceHead, head_of

FACE = Face(eyes=((80.0, 100.0), (120.0, 100.0)), mouth=(100.0, 140.0), score=0.9)
HEAD = Head(crown_px=50, eyes_px=100, chin_px=150, centre_px=100)


@pytest.fixture
def bust() -> Cutout:
    """A head of 60 by 100 pixels on shoulders that reach the lower edge; 300 pixels high."""
    y, x = np.mgrid[:300, :200] + 0.5
    head = np.hypot((x - 100.5) / 30, (y - 100) / 50) < 1
    body = (abs(x - 100.5) < 70) & (y > 160) | (abs(x - 100.5) < 15) & (y > 120)
    alpha = (head | body).astype(np.float32)
    pixels = np.where(alpha[..., None] > 0, np.uint8(90), np.uint8(0)).repeat(3, axis=2)
    return Cutout(pixels, alpha, Image(pixels))


def placed(
    bust: Cutout, found: Head | str = HEAD, canvas_hw: tuple[int, int] = (450, 350)
) -> Cutout:
    place = PlaceHead(canvas_hw, 0.75, 0.09, lambda *_: found, Place(0.9, (0.5, 1.0), canvas_hw))
    return place(bust)


def test_a_crown_is_the_outlines_top_and_a_chin_lies_below_the_mouth(bust: Cutout) -> None:
    found = head_of(FACE, bust.alpha)
    assert found is not None
    assert found.crown_px == pytest.approx(50, abs=3)
    assert found.eyes_px == 100
    assert found.chin_px == 100 + CHIN * 40


def test_a_single_hair_is_no_crown(bust: Cutout) -> None:
    bust.alpha[:60, 99:101] = 1
    found = head_of(FACE, bust.alpha)
    assert found is not None
    assert found.crown_px > 45


def test_a_head_that_is_cut_off_above_the_eyes_has_no_crown(bust: Cutout) -> None:
    empty = np.zeros_like(bust.alpha)
    assert head_of(FACE, empty) is None


def test_a_tilted_head_is_not_measured(bust: Cutout) -> None:
    tilted = replace(FACE, eyes=((80.0, 90.0), (120.0, 110.0)))
    assert head_of(tilted, bust.alpha) is None


def test_a_head_comes_to_fill_its_share_at_its_place(bust: Cutout) -> None:
    rows = np.flatnonzero(placed(bust).alpha[:, 175] > 0.5)
    columns = np.flatnonzero(placed(bust).alpha[:300].max(axis=0) > 0.5)
    assert rows[0] == pytest.approx(0.09 * 450, abs=2)
    assert (columns[0] + columns[-1]) / 2 == pytest.approx(174.5, abs=2)


def test_shoulders_go_on_to_the_lower_edge(bust: Cutout) -> None:
    assert placed(bust).alpha[-1, 175] == 1
    assert not any("ends" in note for note in placed(bust).notes)


def test_a_photo_that_ends_too_early_is_told(bust: Cutout) -> None:
    short = Cutout(bust.foreground[:155], bust.alpha[:155], Image(bust.foreground[:155]))
    assert "the photo ends 12 % above the lower edge" in placed(short).notes[-1]


def test_a_head_that_touches_the_upper_edge_is_told(bust: Cutout) -> None:
    touching = placed(bust, replace(HEAD, crown_px=0))
    assert any("touches the photo's upper edge" in note for note in touching.notes)
    assert not any("upper edge" in note for note in placed(bust).notes)


def test_without_a_face_the_outline_is_placed_and_that_is_told(bust: Cutout) -> None:
    fallback = placed(bust, "no face was found")
    assert fallback.notes[-1] == "no face was found: check the head by hand"
    assert fallback.size_hw == (450, 350)
    assert fallback.box is not None


def test_an_enlarged_head_is_told(bust: Cutout) -> None:
    assert any("enlarged 3.4 times" in note for note in placed(bust).notes)


def test_legs_off_the_canvas_are_not_enlarged_first(bust: Cutout) -> None:
    tiny = Head(crown_px=50, eyes_px=50.5, chin_px=51, centre_px=100)
    assert placed(bust, tiny).size_hw == (450, 350)  # the whole would be 101,250 pixels high


def test_an_empty_cut_out_stays_empty(bust: Cutout) -> None:
    nothing = replace(bust, alpha=np.zeros_like(bust.alpha))
    assert placed(nothing).box is None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"head": "70%"}, "say how large that is with canvas"),
        ({"head": "70%", "canvas": "35x45", "scale": "80%"}, "drop scale and position"),
    ],
)
def test_a_head_needs_a_canvas_and_nothing_else(values: dict[str, str], told: str) -> None:
    with pytest.raises(OptionError, match=told):
        Options(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "70", "70px", "5% 5%", "80% 30%", "70% 5% 5%", "large"])
def test_a_head_is_one_or_two_shares_that_fit(text: str) -> None:
    with pytest.raises(OptionError, match="head: expected"):
        parse_head(text)


def test_a_wrong_head_is_refused_before_anything_is_loaded() -> None:
    with pytest.raises(OptionError, match="head: expected"):
        build(Options(head="large", canvas="35x45"))


def test_a_network_sees_the_square_it_is_asked_to() -> None:
    photo = np.zeros((200, 300, 3), np.uint8)
    photo[60:140, 110:190] = 255
    square = seen_square(photo, centre=(150, 100), side_px=160)
    assert square.shape == (1, SIDE_PX, SIDE_PX, 3)
    assert square[0, 64, 64, 0] == pytest.approx(1, abs=0.02)
    assert square[0, 5, 5, 0] == pytest.approx(-1, abs=0.02)
    assert (square[0, :, :, 0] > 0).mean() == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("size", [1, 3, 7])
def test_what_a_network_sees_of_a_larger_photo_is_the_same(size: int) -> None:
    photo = np.zeros((64, 96, 3), np.uint8)
    photo[20:50, 30:70] = 250
    large = photo.repeat(size, axis=0).repeat(size, axis=1)
    # A pixel's middle, of a photo that many times as large.
    centre = (45 * size + (size - 1) / 2, 33 * size + (size - 1) / 2)
    seen = seen_square(large, centre=centre, side_px=128 * size)
    same = seen_square(photo, centre=(45, 33), side_px=128)
    assert np.abs(seen - same).mean() < 0.02


def test_a_square_beside_the_photo_is_grey() -> None:
    square = seen_square(np.zeros((20, 20, 3), np.uint8), centre=(500, 500), side_px=50)
    assert not square.any()


def test_codes_become_places_in_the_photo() -> None:
    codes, logits = np.zeros((896, 16), np.float32), np.full(896, -9.0, np.float32)
    number = int(np.argmin(np.abs(_anchors() - 68).sum(axis=1)))
    codes[number, 2:4] = 60
    codes[number, 4:12] = -20, -10, 20, -10, 0, 5, 0, 15  # eyes, nose, mouth
    logits[number] = 4
    face = best_face(codes, logits, centre=(500, 400), side_px=256)
    assert face.eyes[0] == pytest.approx((500 + 2 * (68 - 20 - 64) - 0.5, 400 + 2 * -6 - 0.5))
    assert face.mouth[1] - face.middle[1] == pytest.approx(50)
    assert face.score == pytest.approx(0.982, abs=1e-3)
