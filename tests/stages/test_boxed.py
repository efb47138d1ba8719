"""Things that are known by their boxes, told from what else is in them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from tests.stages.conftest import Floats

from nukki.core.prompts import Prompt
from nukki.stages.boxed import outlined
from nukki.stages.by_colour import ByColour
from nukki.stages.things import Thing

NOTHING = np.zeros((40, 80), np.float32)


def boxed(name: str, left: int, right: int) -> Thing:
    """A thing known by a box over rows 5 to 35, at half the photo's size."""
    alpha = np.zeros((40, 80), np.float32)
    alpha[5:35, left:right] = 1
    return Thing(name, 0.9, alpha, boxed=True)


def photo() -> NDArray[np.uint8]:
    """(80, 160, 3): two discs, red at 40 and blue at 120 across, on grey."""
    rows, columns = np.mgrid[:80, :160] + 0.5
    pixels = np.full((80, 160, 3), 90, np.uint8)
    pixels[np.hypot(columns - 40, rows - 40) < 22] = (220, 30, 30)
    pixels[np.hypot(columns - 120, rows - 40) < 22] = (30, 40, 220)
    return pixels


@dataclass
class Recording:
    """Finds all that is in a box; remembers where it was asked to look."""

    side_px: int = 60
    name: str = "recording"
    asked: list[Prompt] = field(default_factory=list)

    def __call__(self, photo: NDArray[np.uint8], prompt: Prompt, alpha: Floats) -> Floats:
        self.asked.append(prompt)
        found = np.zeros(photo.shape[:2], np.float32)
        assert prompt.box is not None
        left, top, right, bottom = (round(side) for side in prompt.box)
        found[top:bottom, left:right] = 1
        return found


def test_what_a_box_holds_is_found_by_the_photos_colours() -> None:
    (thing,) = outlined(
        [boxed("plate", 7, 33)], ["plate"], pixels=photo(), subject=NOTHING, find=ByColour
    )
    assert not thing.boxed
    rows, columns = np.mgrid[: thing.alpha.shape[0], : thing.alpha.shape[1]] + 0.5
    scale = thing.alpha.shape[0] / 80
    disc = np.hypot(columns - 40 * scale, rows - 40 * scale) < 22 * scale
    both = (thing.alpha >= 0.5) & disc
    assert both.sum() / ((thing.alpha >= 0.5) | disc).sum() > 0.9


def test_a_box_is_asked_for_where_it_lies() -> None:
    finder = Recording()
    (thing,) = outlined(
        [boxed("cup", 20, 30)], ["cup"], pixels=photo(), subject=NOTHING, find=lambda: finder
    )
    inside = np.argwhere(thing.alpha >= 0.5) / thing.alpha.shape
    np.testing.assert_allclose(inside.min(axis=0), (5 / 40, 20 / 80), atol=0.04)
    np.testing.assert_allclose(inside.max(axis=0), (35 / 40, 30 / 80), atol=0.04)


def test_only_what_is_named_and_what_meets_it_is_looked_for() -> None:
    finder = Recording()
    things = [boxed("cup", 0, 20), boxed("spoon", 15, 30), boxed("table", 50, 80)]
    found = outlined(things, ["cup"], pixels=photo(), subject=NOTHING, find=lambda: finder)
    assert [thing.name for thing in found] == ["cup", "spoon"]


def test_where_nothing_that_is_named_is_there_what_is_there_stays() -> None:
    finder = Recording()
    things = [boxed("cup", 0, 20)]
    found = outlined(things, ["fork"], pixels=photo(), subject=NOTHING, find=lambda: finder)
    assert found == things
    assert not finder.asked


def test_masks_stay_as_they_are_and_nothing_is_searched() -> None:
    mask = Thing("cat", 0.8, np.ones((4, 4), np.float32))

    def refuse() -> ByColour:
        raise AssertionError("a finder was asked for")

    found = outlined([mask], ["cat"], pixels=photo(), subject=NOTHING, find=refuse)
    assert found == [mask]
