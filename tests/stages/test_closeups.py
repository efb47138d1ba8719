"""Objects beside the subject, by a closer look; what is red is a subject to the network here."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import Pixels
from nukki.core.prompts import Prompt
from nukki.core.values import Matte
from nukki.stages.by_colour import ByColour
from nukki.stages.closeups import Closeups

Photo = NDArray[np.uint8]


@dataclass
class RedIsSubject:
    """Finds red where it takes no more than half of what is seen; remembers what it saw."""

    seen: list[tuple[int, ...]] = field(default_factory=list)

    def __call__(self, pixels: Pixels) -> Matte:
        self.seen.append(pixels.shape)
        red = (pixels[..., 0] > 150).astype(np.float32)
        return Matte(red if red.mean() <= 0.5 else np.zeros_like(red))


def disc(x: float, radius: float) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[:200, :300] + 0.5
    return np.asarray(np.hypot(columns - x, rows - 100) < radius)


def photo(*discs: NDArray[np.bool_]) -> Photo:
    pixels = np.full((200, 300, 3), 60, np.uint8)
    for one in discs:
        pixels[one] = (220, 40, 40)
    return pixels


def test_an_object_is_seen_whole_at_the_size_that_holds_it() -> None:
    look = Closeups(RedIsSubject).at
    for radius in (12, 35, 70):
        found = look(photo(disc(150, radius)), (150, 100))
        assert found is not None
        np.testing.assert_array_equal(found, disc(150, radius))


def test_what_lies_apart_from_the_place_is_not_meant() -> None:
    found = Closeups(RedIsSubject).at(photo(disc(100, 20), disc(160, 20)), (100, 100))
    assert found is not None
    np.testing.assert_array_equal(found, disc(100, 20))


def test_where_nothing_is_seen_there_is_none() -> None:
    assert Closeups(RedIsSubject).at(photo(), (150, 100)) is None


def test_at_the_photos_rim_the_squares_end_with_it() -> None:
    network = RedIsSubject()
    found = Closeups(lambda: network).at(photo(disc(0, 30)), (3, 100))
    assert found is not None
    np.testing.assert_array_equal(found, disc(0, 30))
    assert all(size[0] <= 200 and size[1] <= 300 for size in network.seen)


def test_only_a_first_click_beside_the_matte_is_looked_at() -> None:
    network = RedIsSubject()
    finder = ByColour(closely=Closeups(lambda: network))
    matte = disc(80, 30).astype(np.float32)
    both = photo(disc(80, 30), disc(220, 30))
    on = finder(both, Prompt(points=[(80, 100)]), matte)
    assert not network.seen
    np.testing.assert_array_equal(on >= 0.5, disc(80, 30))
    beside = finder(both, Prompt("add", points=[(220, 100)]), matte)
    assert network.seen
    assert float((beside >= 0.5)[disc(220, 29)].mean()) == 1.0
    assert not (beside[:, :150] >= 0.5).any()


def test_in_a_box_the_matte_and_a_look_at_it_agree() -> None:
    finder = ByColour(closely=Closeups(RedIsSubject))
    both, matte = photo(disc(80, 30), disc(220, 30)), disc(80, 30).astype(np.float32)
    boxed = Prompt(box=(45, 65, 115, 135))
    np.testing.assert_array_equal(finder(both, boxed, matte) >= 0.5, disc(80, 30))
    missed = Prompt("add", box=(185, 65, 255, 135))
    np.testing.assert_array_equal(finder(both, missed, matte) >= 0.5, disc(220, 30))


def test_a_box_in_which_nothing_is_seen_is_cut_by_its_colours() -> None:
    finder = ByColour(closely=Closeups(RedIsSubject))
    blue = np.full((200, 300, 3), 200, np.uint8)
    blue[disc(150, 30)] = (20, 30, 160)
    found = finder(blue, Prompt(box=(115, 65, 185, 135)), np.zeros((200, 300), np.float32)) >= 0.5
    assert (found & disc(150, 30)).sum() / (found | disc(150, 30)).sum() > 0.95


def test_a_place_that_is_not_part_of_it_is_left_out_of_a_box() -> None:
    finder = ByColour(closely=Closeups(RedIsSubject))
    prompt = Prompt(box=(45, 65, 115, 135), others=[(95, 100)])
    found = finder(photo(disc(80, 30)), prompt, disc(80, 30).astype(np.float32))
    assert found[100, 80] >= 0.5
    assert found[100, 95] < 0.5


def test_a_box_round_a_part_of_the_subject_is_cut_by_its_colours() -> None:
    both = np.full((200, 300, 3), 90, np.uint8)
    both[20:140, 60:240], both[60:140, 150:240] = (220, 40, 40), (20, 40, 200)
    matte = np.zeros((200, 300), np.float32)
    matte[20:140, 60:240] = 1
    finder = ByColour(
        closely=Closeups(lambda: lambda pixels: Matte(np.ones(pixels.shape[:2], np.float32)))
    )
    found = finder(both, Prompt(box=(130, 50, 250, 150)), matte) >= 0.5
    blue = np.zeros((200, 300), np.bool_)
    blue[60:140, 150:240] = True
    assert (found & blue).sum() / (found | blue).sum() > 0.9
