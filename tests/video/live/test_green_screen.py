"""A camera before a green screen: its light is taken off the subject, as it is in clips."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

import numpy as np
import pytest
from tests.video.conftest import soft_disc
from tests.video.live.conftest import Kept
from tests.video.test_green_screen import SILVER, SIZE_HW, shot

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.options import Options
from nukki.video.live import Show, broadcast
from nukki.video.live.shots import Shot
from nukki.video.live.staging import stage

GREEN_BY_NATURE = 4.0
"""Levels by which a rim may be greener than grey: noise, rounding, and what shines through it."""


@dataclass(frozen=True)
class Screened:
    """A camera that shows a silver disc with green on its rim, before a screen."""

    name: str = "before a green screen"

    def shots(self, stop: threading.Event) -> Iterator[Shot]:
        noise = np.random.default_rng(8)
        for _ in range(3):
            if stop.wait(0.2):
                return
            yield Shot(shot(soft_disc(0.3, SIZE_HW), noise), monotonic())


def shown(background: str, *parameters: str) -> Pixels:
    """The last picture, keyed live."""
    options = Options(model="chroma-key", background=background, parameters=parameters)
    kept = Kept()
    broadcast(Show(source=Screened(), sink=kept, stage=stage(options), every=1))
    return kept.pictures[-1]


def greenness(picture: Pixels, where: FloatMap) -> float:
    """Levels by which the green of some pixels is over their red and blue, in the mean."""
    red, green, blue = picture[where.astype(np.bool_)].astype(float).mean(axis=0)
    return float(green - max(red, blue))


@pytest.fixture
def rim() -> FloatMap:
    """Where the screen's light is on the subject, and nearly nothing but subject is."""
    truth = soft_disc(0.3, SIZE_HW)
    return np.asarray((truth > 0.9) & (truth < 0.98), np.float32)


@pytest.mark.parametrize("background", ["white", "blur"])
def test_the_screens_light_is_taken_off_live_subjects(background: str, rim: FloatMap) -> None:
    assert greenness(shown(background), rim) < GREEN_BY_NATURE


def test_it_stays_where_that_is_asked(rim: FloatMap) -> None:
    assert greenness(shown("white", "spill=0"), rim) > 5 * GREEN_BY_NATURE


def test_what_had_no_such_light_keeps_its_colour() -> None:
    inside = soft_disc(0.3, SIZE_HW) == 1
    np.testing.assert_allclose(shown("white")[inside].mean(axis=0), SILVER, atol=4)
