"""Objects that a person points at, on drawn pictures whose parts are known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.stages.conftest import Floats

from nukki.core.errors import NukkiError, OptionError
from nukki.core.prompts import Prompt, read_prompt
from nukki.stages.objects import pick

SIZE_HW = (300, 400)
RED, YELLOW, CUP = (90.0, 150.0), (300.0, 90.0), (290.0, 220.0)


def disc(place: tuple[float, float], radius: float) -> Floats:
    """(300, 400) alpha of a disc whose edge is 2 pixels soft."""
    rows, columns = np.mgrid[: SIZE_HW[0], : SIZE_HW[1]] + 0.5
    away = np.hypot(columns - place[0], rows - place[1])
    return np.asarray(np.clip((radius - away) / 2 + 0.5, 0, 1), np.float32)


RED_DISC, YELLOW_DISC, CUP_DISC = disc(RED, 60), disc(YELLOW, 45), disc(CUP, 50)
FOUND = np.maximum(RED_DISC, YELLOW_DISC)
"""What the network found: two of the three."""


@pytest.fixture(scope="module")
def photo() -> NDArray[np.uint8]:
    """A red, a yellow and a white disc on a ground of blues, with a camera's noise."""
    rows = np.mgrid[: SIZE_HW[0], : SIZE_HW[1]][0][..., np.newaxis] / SIZE_HW[0]
    clean = (1 - rows) * (40, 70, 120) + rows * (60, 110, 150)
    for alpha, colour in ((RED_DISC, (190, 40, 40)), (YELLOW_DISC, (220, 190, 40)),
                          (CUP_DISC, (235, 235, 230))):  # fmt: skip
        clean = alpha[..., np.newaxis] * colour + (1 - alpha[..., np.newaxis]) * clean
    noise = np.random.default_rng(0).normal(0, 4, clean.shape)
    return np.asarray(np.clip(np.rint(clean + noise), 0, 255), np.uint8)


def overlap(alpha: Floats, truth: Floats) -> float:
    """Intersection over union of what is mostly subject."""
    one, other = alpha >= 0.5, truth >= 0.5
    return float((one & other).sum() / (one | other).sum())


def test_a_click_chooses_one_of_two_subjects(photo: NDArray[np.uint8]) -> None:
    found = pick(photo, FOUND, Prompt("choose", points=[RED]))
    assert overlap(found.alpha, RED_DISC) > 0.98
    assert found.finder == "grabcut"


def test_a_click_adds_what_the_network_left_out(photo: NDArray[np.uint8]) -> None:
    found = pick(photo, FOUND, Prompt("add", points=[CUP])).alpha
    assert overlap(found, np.maximum(FOUND, CUP_DISC)) > 0.98


def test_a_click_removes_one_subject_and_leaves_the_other(photo: NDArray[np.uint8]) -> None:
    found = pick(photo, FOUND, Prompt("remove", points=[YELLOW])).alpha
    assert overlap(found, RED_DISC) > 0.98


def test_a_click_on_an_empty_matte_chooses_an_object(photo: NDArray[np.uint8]) -> None:
    found = pick(photo, np.zeros(SIZE_HW, np.float32), Prompt("choose", points=[CUP])).alpha
    assert overlap(found, CUP_DISC) > 0.98


def test_a_click_parts_what_touches(photo: NDArray[np.uint8]) -> None:
    touching = photo.copy()
    touching[100:200, 150:230] = (40, 150, 60)
    both = RED_DISC.copy()
    both[100:200, 90:230] = 1
    left = both * (np.arange(SIZE_HW[1]) < 150)
    found = pick(touching, both, Prompt("remove", points=[(200.0, 150.0)])).alpha
    assert overlap(found, left) > 0.98


@pytest.mark.parametrize("action", ["add", "choose"])
def test_a_box_finds_what_is_in_it(photo: NDArray[np.uint8], action: str) -> None:
    asked = read_prompt(f'{{"action": "{action}", "box": [225, 155, 355, 285]}}')
    found = pick(photo, FOUND, asked).alpha
    truth = CUP_DISC if action == "choose" else np.maximum(FOUND, CUP_DISC)
    assert overlap(found, truth) > 0.98


def test_an_outline_finds_what_is_in_it(photo: NDArray[np.uint8]) -> None:
    turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    way = [(CUP[0] + 64 * np.cos(turn), CUP[1] + 60 * np.sin(turn)) for turn in turns]
    found = pick(photo, np.zeros(SIZE_HW, np.float32), Prompt("choose", outline=way)).alpha
    assert overlap(found, CUP_DISC) > 0.98


def test_outside_a_box_nothing_changes(photo: NDArray[np.uint8]) -> None:
    found = pick(photo, FOUND, Prompt("remove", box=(240.0, 30.0, 360.0, 150.0)))
    outside = np.ones(SIZE_HW, np.bool_)
    outside[found.window.slices] = False
    np.testing.assert_array_equal(found.alpha[outside], FOUND[outside])
    assert overlap(found.alpha, RED_DISC) > 0.98


def test_a_removed_object_leaves_no_rim_behind(photo: NDArray[np.uint8]) -> None:
    wide = np.maximum(RED_DISC, disc(YELLOW, 48))
    found = pick(photo, wide, Prompt("remove", box=(240.0, 30.0, 360.0, 150.0))).alpha
    assert float(found[:, 200:].max()) < 0.05


def test_a_click_beside_the_picture_is_refused(photo: NDArray[np.uint8]) -> None:
    with pytest.raises(OptionError, match="beside the picture"):
        pick(photo, FOUND, Prompt("add", points=[(500.0, 20.0)]))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"points": 3}', '{"points": [[1, "a"]]}', '{"box": [4, 4, 2, 8]}',
     '{"box": [1, 2]}', '{"action": "paint", "points": [[1, 2]]}', '{"point": [[1, 2]]}',
     '{"outline": [[1, 2], [3, 4]]}', '{"points": [[1e999, 2]]}'],
)  # fmt: skip
def test_a_prompt_that_points_at_nothing_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(NukkiError) as caught:
        read_prompt(text)
    assert "\n" not in str(caught.value)


def test_a_click_on_a_subject_keeps_the_network_s_matte_of_it(photo: NDArray[np.uint8]) -> None:
    striped = photo.copy()
    striped[100:130, 60:120] = (180, 90, 40)  # something in its middle, hardly of another colour
    found = pick(striped, FOUND, Prompt("choose", points=[(90.0, 170.0)])).alpha
    assert overlap(found, RED_DISC) > 0.98


def test_a_further_click_adds_what_was_missed(photo: NDArray[np.uint8]) -> None:
    found = pick(photo, FOUND, Prompt("choose", points=[RED, CUP])).alpha
    assert overlap(found, np.maximum(RED_DISC, CUP_DISC)) > 0.9


def test_a_place_that_is_not_part_of_it_stays_out(photo: NDArray[np.uint8]) -> None:
    wide = np.maximum(RED_DISC, disc((160.0, 150.0), 40))
    found = pick(photo, wide, Prompt("choose", points=[RED], others=[(180.0, 150.0)])).alpha
    assert float(found[146:154, 176:184].max()) < 0.2
    assert float(found[150, 90]) == 1.0
