"""What every entry of the table of degradations keeps to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nukki.core.arrays import Pixels
from nukki.evaluate.study import DEGRADATIONS
from nukki.evaluate.study.degradations import UNTOUCHED, reencoded

from .drawing import Alpha, square

PAGE = Path(__file__).parents[2] / "docs" / "study.md"


def matte() -> Alpha:
    """(480, 480), 1 in a square: large enough for the slightest blur to show."""
    return np.kron(square(), np.ones((10, 10), np.float32))


def photo() -> Pixels:
    """(480, 480, 3): that square, bright on a dark ramp."""
    ramp = np.arange(480)[None, :, None] // 10
    pixels: Pixels = np.where(matte()[:, :, None] > 0, 200, ramp).repeat(3, 2).astype(np.uint8)
    return pixels


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_the_neutral_level_leaves_photo_and_matte_alone(name: str) -> None:
    entry = DEGRADATIONS[name]
    pixels, alpha = entry.apply(photo(), matte(), entry.neutral)
    assert (pixels == photo()).all()
    assert (alpha == matte()).all()


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_every_other_level_changes_the_photo(name: str) -> None:
    entry = DEGRADATIONS[name]
    changed = [entry.apply(photo(), matte(), level)[0] for level in entry.changes]
    assert all(not np.array_equal(pixels, photo()) for pixels in changed)


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_photo_and_matte_stay_of_one_size(name: str) -> None:
    entry = DEGRADATIONS[name]
    sizes = [[a.shape[:2] for a in entry.apply(photo(), matte(), x)] for x in entry.levels]
    assert all(pixels == alpha for pixels, alpha in sizes)


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_levels_are_few_ordered_and_told_apart_by_their_labels(name: str) -> None:
    entry = DEGRADATIONS[name]
    assert 4 <= len(entry.levels) <= 5
    assert list(entry.levels) in (sorted(entry.levels), sorted(entry.levels, reverse=True))
    assert len({entry.label(level) for level in entry.levels}) == len(entry.levels)


def test_lower_jpeg_quality_is_further_from_the_photo() -> None:
    away = [np.abs(reencoded(photo(), q).astype(float) - photo()).mean() for q in (50, 20, 5)]
    assert 0 < away[0] < away[1] < away[2]


def test_a_jpeg_as_it_is_is_not_encoded_again() -> None:
    original = photo()
    assert reencoded(original, UNTOUCHED) is original


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_the_page_tells_the_steps(name: str) -> None:
    entry = DEGRADATIONS[name]
    steps = ", ".join(map(entry.label, entry.levels))
    assert f"| {entry.title} | {steps} | {entry.says} |\n" in PAGE.read_text(encoding="utf-8")
