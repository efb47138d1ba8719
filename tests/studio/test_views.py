"""What the board shows of a picture: over each ground, as a matte, and beside the original."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.server.conftest import opened
from tests.studio.conftest import Studio, drawn, picture

pytestmark = pytest.mark.browser

INSIDE, OUTSIDE = (400, 300), (100, 300)
"""Of the drawn photo: x and y in the square, and left of it."""


def cut(studio: Studio) -> None:
    studio.drop(picture())
    studio.wait_until_cut()


def seen(studio: Studio, place: tuple[int, int]) -> NDArray[np.uint8]:
    """The colour on the screen at a pixel of the photo."""
    studio.page.wait_for_timeout(200)  # until the board has been painted
    screen = np.asarray(opened(studio.page.screenshot()).convert("RGB"))
    x, y = studio.at(*place)
    colour: NDArray[np.uint8] = screen[round(y), round(x)]
    return colour


def of_the_photo(place: tuple[int, int]) -> NDArray[np.uint8]:
    colour: NDArray[np.uint8] = drawn()[place[1], place[0]]
    return colour


def near(colour: NDArray[np.uint8], other: NDArray[np.uint8] | tuple[int, int, int]) -> bool:
    return bool(abs(colour.astype(int) - np.asarray(other, int)).max() <= 24)


@pytest.mark.parametrize(
    ("mode", "ground"), [("white", (255, 255, 255)), ("black", (0, 0, 0)), ("green", None)]
)
def test_the_subject_stands_over_a_plain_ground(
    studio: Studio, mode: str, ground: tuple[int, int, int] | None
) -> None:
    cut(studio)
    studio.choose("mode", mode)
    beside = seen(studio, OUTSIDE)
    assert near(beside, ground) if ground else beside[1] > max(beside[0], beside[2]) + 60
    assert near(seen(studio, INSIDE), of_the_photo(INSIDE))


def test_the_matte_is_white_where_the_subject_is(studio: Studio) -> None:
    cut(studio)
    studio.choose("mode", "matte")
    assert near(seen(studio, INSIDE), (255, 255, 255))
    assert near(seen(studio, OUTSIDE), (0, 0, 0))


def test_a_divider_shows_the_photo_on_its_left(studio: Studio) -> None:
    cut(studio)
    studio.choose("mode", "white")
    studio.page.check("#compare")
    for at, shown in ((1000, of_the_photo(OUTSIDE)), (0, (255, 255, 255))):
        studio.page.fill("#split", str(at))
        assert near(seen(studio, OUTSIDE), shown)
