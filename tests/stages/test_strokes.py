"""Strokes that correct a matte, on drawn pictures whose alpha is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.stages.conftest import BLUES, REDS, Floats

from nukki.core.errors import OptionError
from nukki.core.strokes import Stroke
from nukki.core.values import Cutout, Image
from nukki.stages.correct import correct, cut_by
from nukki.stages.strokes import retouch

HEIGHT, WIDTH = 240, 320
MIDDLE = (WIDTH / 2, HEIGHT / 2)
RADIUS = 70.0
ACROSS_THE_BITE = Stroke("keep", ((196.0, 104.0), (212.0, 140.0)), radius_px=17)
OVER_THE_BLOB = Stroke("erase", ((262.0, 42.0), (278.0, 58.0)), radius_px=11)


def disc(x: float, y: float, radius: float) -> Floats:
    """(240, 320) alpha of a disc whose edge is 3 pixels soft."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    away = np.hypot(columns - x, rows - y)
    return np.asarray(np.clip((radius - away) / 3 + 0.5, 0, 1), np.float32)


TRUTH = disc(*MIDDLE, RADIUS)
BITTEN = TRUTH * (disc(225, 120, 40) < 0.5)
"""The disc, and a piece of its right side missing."""

BLOBBED = np.maximum(TRUTH, disc(270, 50, 24))
"""The disc, and another where there is only ground."""


def texture(line: tuple[tuple[int, ...], tuple[int, ...]], phase: float) -> Floats:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    share = (np.sin(rows / 15 + phase) * np.cos(columns / 21 - phase) + 1)[..., np.newaxis] / 2
    return np.asarray((1 - share) * line[0] + share * line[1], np.float32)


@pytest.fixture(scope="module")
def photo() -> NDArray[np.uint8]:
    """A red disc on blue ground, with a camera's noise."""
    share = TRUTH[..., np.newaxis]
    clean = share * texture(REDS, 0.0) + (1 - share) * texture(BLUES, 1.0)
    noise = np.random.default_rng(0).normal(0, 4, clean.shape)
    return np.asarray(np.clip(np.rint(clean + noise), 0, 255), np.uint8)


def overlap(alpha: Floats, truth: Floats = TRUTH) -> float:
    """Intersection over union of what is mostly subject."""
    one, other = alpha >= 0.5, truth >= 0.5
    return float((one & other).sum() / (one | other).sum())


def test_one_rough_stroke_brings_a_missing_piece_back(photo: NDArray[np.uint8]) -> None:
    assert overlap(BITTEN) < 0.87
    found = retouch(photo, BITTEN, [ACROSS_THE_BITE]).alpha
    assert overlap(found) > 0.99
    assert float(abs(found - TRUTH).max()) < 0.25  # its soft edge, too; noise is 4 of 255


def test_one_rough_stroke_takes_a_false_piece_away(photo: NDArray[np.uint8]) -> None:
    assert overlap(BLOBBED) < 0.91
    assert overlap(retouch(photo, BLOBBED, [OVER_THE_BLOB]).alpha) > 0.999


def test_a_false_piece_beside_the_subject_goes_and_the_subject_stays(
    photo: NDArray[np.uint8],
) -> None:
    matte = np.maximum(TRUTH, disc(242, 120, 24))
    stroke = Stroke("erase", ((246.0, 116.0), (250.0, 124.0)), radius_px=11)
    assert overlap(retouch(photo, matte, [stroke]).alpha) > 0.99


def test_a_click_is_enough_for_a_small_hole(photo: NDArray[np.uint8]) -> None:
    matte = TRUTH * (1 - disc(150, 130, 9))
    found = retouch(photo, matte, [Stroke("keep", ((150.0, 130.0),), radius_px=6)]).alpha
    np.testing.assert_allclose(found, TRUTH, atol=0.01)


def test_nothing_changes_outside_the_windows_by_a_bit(photo: NDArray[np.uint8]) -> None:
    doubted = BITTEN * np.float32(0.9) + np.float32(0.03)
    dab = Stroke("erase", ((20.0, 220.0),), radius_px=5)
    found = retouch(photo, doubted, [ACROSS_THE_BITE, dab])
    outside = np.ones((HEIGHT, WIDTH), np.bool_)
    for window in found.windows:
        outside[window.slices] = False
    assert len(found.windows) == 2
    assert outside.mean() > 0.5
    assert np.array_equal(found.alpha[outside], doubted[outside])


@pytest.mark.parametrize("kind", ["keep", "erase"])
def test_keep_only_adds_and_erase_only_takes(kind: str, photo: NDArray[np.uint8]) -> None:
    matte = np.clip(TRUTH * np.float32(0.7) + np.float32(0.1), 0, 1)
    keeps = kind == "keep"
    stroke = Stroke("keep" if keeps else "erase", ((225.0, 60.0), (235.0, 190.0)), radius_px=15)
    change = retouch(photo, matte, [stroke]).alpha - matte
    assert bool((change >= 0 if keeps else change <= 0).all())
    assert bool(change.any())


@pytest.mark.parametrize(("kind", "value"), [("keep", 1.0), ("erase", 0.0)])
def test_a_hard_stroke_sets_alpha_as_it_is_drawn(
    kind: str, value: float, photo: NDArray[np.uint8]
) -> None:
    way = ((20.0, 200.5), (300.0, 200.5))
    hard = Stroke("keep" if value else "erase", way, radius_px=5, hardness=1.0, hard=True)
    matte = np.full_like(TRUTH, 0.5)
    found = retouch(photo, matte, [hard]).alpha
    assert bool((found[196:205, 20:300] == value).all())
    assert bool((found[:194] == 0.5).all())
    assert bool((found[207:] == 0.5).all())


def test_unsure_asks_the_photo_where_the_matte_was_sure(photo: NDArray[np.uint8]) -> None:
    """A matte whose edge is cut off as with scissors, 4 pixels too far inside."""
    matte = (disc(*MIDDLE, RADIUS - 4) > 0.5).astype(np.float32)
    angles = np.linspace(0, 2 * np.pi, 60)
    way = tuple((MIDDLE[0] + 70 * np.cos(a), MIDDLE[1] + 70 * np.sin(a)) for a in angles)
    found = retouch(photo, matte, [Stroke("unsure", way, radius_px=9)]).alpha
    assert float(abs(found - TRUTH).mean()) < float(abs(matte - TRUTH).mean()) / 10


def test_a_later_stroke_goes_over_an_earlier_one(photo: NDArray[np.uint8]) -> None:
    way = ((40.0, 40.0), (60.0, 40.0))
    strokes = [Stroke(kind, way, radius_px=6, hard=True) for kind in ("keep", "erase")]
    assert not retouch(photo, TRUTH, strokes).alpha[38:42, 42:58].any()
    assert retouch(photo, TRUTH, strokes[::-1]).alpha[38:42, 42:58].all()


OFF: Sequence[tuple[tuple[float, float], ...]] = (
    ((-5000.0, -5000.0),),
    ((0.0, 0.0),),
    ((-100.0, 120.0), (500.0, 120.0)),
    ((320.0, 240.0), (900_000.0, 240.0)),
)


@pytest.mark.parametrize("way", OFF)
@pytest.mark.parametrize("kind", ["keep", "erase", "unsure"])
def test_a_way_may_leave_the_picture(
    kind: str, way: tuple[tuple[float, float], ...], photo: NDArray[np.uint8]
) -> None:
    found = retouch(photo, TRUTH, [Stroke(kind, way, radius_px=20)]).alpha  # type: ignore[arg-type]
    assert found.shape == TRUTH.shape
    assert 0.0 <= float(found.min()) <= float(found.max()) <= 1.0


def test_paint_without_measure_is_refused(photo: NDArray[np.uint8]) -> None:
    one = Stroke("keep", ((0.0, 0.0), (320.0, 240.0)), radius_px=1000)
    with pytest.raises(OptionError, match="cover too much"):
        retouch(photo, TRUTH, [one] * 20_000)


def test_the_subject_s_colours_come_back_with_it(photo: NDArray[np.uint8]) -> None:
    before = cut_by(Image(photo), BITTEN)
    after = correct(before, [ACROSS_THE_BITE])
    back = (BITTEN == 0) & (after.alpha == 1)
    assert back.sum() > 1000
    assert np.array_equal(after.foreground[back], photo[back])
    assert not after.foreground[after.alpha == 0].any()
    same = after.alpha == before.alpha
    assert np.array_equal(after.foreground[same], before.foreground[same])


def test_what_the_file_has_transparent_stays_so(photo: NDArray[np.uint8]) -> None:
    own = np.full(TRUTH.shape, 100, np.uint8)
    cutout = cut_by(Image(photo, own), BITTEN * np.float32(100 / 255))
    found = correct(cutout, [ACROSS_THE_BITE])
    assert float(found.alpha.max()) == pytest.approx(100 / 255)


def test_a_cropped_cutout_is_not_refined(photo: NDArray[np.uint8]) -> None:
    cropped = Cutout(photo[:100], TRUTH[:100], Image(photo))
    with pytest.raises(OptionError, match="refine first, then trim"):
        correct(cropped, [ACROSS_THE_BITE])
