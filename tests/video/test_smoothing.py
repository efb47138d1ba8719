"""Smoothers over whole clips."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from tests.video.conftest import moving_bar

from nukki.core.values import Frame, Image, Matte
from nukki.video.steady.seen import Seen, Watched
from nukki.video.steady.smoothing import SMOOTHERS


def clip(alphas: Sequence[float], greys: Sequence[int] = ()) -> list[Seen]:
    """Flat mattes over flat pictures, one each second."""
    greys = greys or [100] * len(alphas)
    return [
        Seen(
            Watched(Frame(Image(np.full((8, 8, 3), grey, np.uint8)), Fraction(time), Fraction(1))),
            Matte(np.full((8, 8), alpha, np.float32)),
        )
        for time, (alpha, grey) in enumerate(zip(alphas, greys, strict=True))
    ]


def steadied(name: str, frames: Sequence[Seen]) -> list[float]:
    return [float(seen.matte.alpha[0, 0]) for seen in SMOOTHERS[name].steady(frames)]


@pytest.mark.parametrize("name", SMOOTHERS)
@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_every_frame_comes_out_once_and_in_order(name: str, count: int) -> None:
    times = [seen.frame.time for seen in SMOOTHERS[name].steady(clip([0.5] * count))]
    assert times == list(range(count))


@pytest.mark.parametrize("name", SMOOTHERS)
def test_what_is_steady_stays_as_it_is(name: str) -> None:
    assert steadied(name, clip([0.5] * 4)) == pytest.approx([0.5] * 4)


def test_a_frame_that_drops_out_is_filled_in() -> None:
    assert steadied("ofd", clip([1, 1, 0, 1, 1])) == [1, 1, 1, 1, 1]


def test_a_subject_that_enters_does_not_lag() -> None:
    assert steadied("ofd", clip([0, 0, 1, 1, 1])) == [0, 0, 1, 1, 1]


def test_a_running_mean_follows_by_and_by() -> None:
    assert steadied("iir", clip([0, 1, 1])) == pytest.approx([0, 0.4, 0.64])


def test_nothing_is_carried_over_a_cut() -> None:
    greys = [20, 20, 220, 220]
    assert steadied("iir", clip([0, 0, 1, 1], greys)) == [0, 0, 1, 1]


def test_a_frame_beside_a_cut_is_left_alone() -> None:
    assert steadied("ofd", clip([1, 0, 1], [20, 20, 220])) == [1, 0, 1]


def share_kept(name: str, frames: Sequence[Seen]) -> float:
    """How much of the true matte the middle frame has, of what it should."""
    middle = list(SMOOTHERS[name].steady(frames))[len(frames) // 2]
    true = moving_bar(len(frames) // 2).matte.alpha
    return float((middle.matte.alpha * true).sum() / true.sum())


@pytest.mark.parametrize("name", ["median", "flow"])
def test_what_moves_fast_is_not_taken_for_flicker(name: str) -> None:
    frames = [moving_bar(number) for number in range(5)]
    assert share_kept(name, frames) > 0.8
    assert share_kept("ofd", frames) < 0.5  # where the bar was, it never was before or after


@pytest.mark.parametrize("name", ["median", "flow"])
def test_a_dropout_of_what_moves_is_filled_in(name: str) -> None:
    frames = [moving_bar(number, bar=float(number != 2)) for number in range(5)]
    assert share_kept("none", frames) == 0
    assert share_kept(name, frames) > 0.5


def test_a_matte_of_a_part_follows_that_part() -> None:
    frames = [moving_bar(number) for number in range(3)]
    halves = [
        Seen(
            Watched(seen.frame, Image(np.ascontiguousarray(seen.frame.image.pixels[:, :80]))),
            Matte(np.ascontiguousarray(seen.matte.alpha[:, :80])),
        )
        for seen in frames
    ]
    found = list(SMOOTHERS["flow"].steady(halves))[1].matte.alpha
    whole = list(SMOOTHERS["flow"].steady(frames))[1].matte.alpha[:, :80]
    assert np.abs(found - whole).mean() < 0.01
