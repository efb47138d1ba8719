"""Segmenters that look twice, and at the mirror image."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.arrays import Pixels
from nukki.core.values import Matte
from nukki.ops.resize import resize
from nukki.stages.looks import DOUBT, Mirrored, SecondLook, with_looks

SEES_PX = 32


class BrightThings:
    """Sees any picture at 32 x 32 and takes what is bright as subject; remembers what it saw."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, ...]] = []

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte at 32 x 32."""
        self.seen.append(pixels.shape[:2])
        small = resize(pixels[:, :, 0], (SEES_PX, SEES_PX), "area")
        return Matte(small.astype(np.float32) / np.float32(255))


def photo_with(*boxes: tuple[slice, slice]) -> NDArray[np.uint8]:
    """(256, 256, 3): white boxes on black."""
    photo = np.zeros((256, 256, 3), np.uint8)
    for box in boxes:
        photo[box] = 255
    return photo


SMALL = (slice(100, 140), slice(120, 150))


def error(matte: Matte, photo: NDArray[np.uint8]) -> float:
    truth = photo[:, :, 0].astype(np.float32) / 255
    found = resize(matte.alpha, (256, 256), "bilinear")
    return float(abs(found - truth).mean())


def test_a_small_subject_is_seen_again_from_nearer() -> None:
    sees = BrightThings()
    SecondLook(sees)(photo_with(SMALL))
    assert sees.seen[0] == (256, 256)
    height, width = sees.seen[1]
    assert 40 < height < 90
    assert 30 < width < 80


def test_the_second_look_is_finer() -> None:
    photo = photo_with(SMALL)
    # 8 photo pixels a matte pixel become fewer than 3: at least half of the error is gone.
    assert error(SecondLook(BrightThings())(photo), photo) < 0.5 * error(
        BrightThings()(photo), photo
    )


def test_every_part_that_was_found_is_inside_the_second_look() -> None:
    photo = photo_with((slice(20, 50), slice(30, 60)), (slice(90, 130), slice(100, 140)))
    found = resize(SecondLook(BrightThings())(photo).alpha, (256, 256), "bilinear")
    assert found[35, 45] > 0.9
    assert found[110, 120] > 0.9


@pytest.mark.parametrize(
    "photo",
    [
        pytest.param(photo_with(), id="nothing is there"),
        pytest.param(photo_with((slice(5, 250), slice(5, 250))), id="the subject fills the photo"),
        pytest.param(photo_with(SMALL)[98:142, 112:156], id="the photo is small already"),
    ],
)
def test_there_is_no_second_look_when(photo: NDArray[np.uint8]) -> None:
    sees = BrightThings()
    SecondLook(sees)(photo)
    assert len(sees.seen) == 1


def test_what_only_one_of_two_looks_saw_stays_in_doubt() -> None:
    answers = iter((np.ones((32, 32), np.float32), np.zeros((32, 32), np.float32)))

    def changes_its_mind(pixels: Pixels) -> Matte:
        answer = next(answers)
        answer[:12] = answer[20:] = answer[:, :12] = answer[:, 20:] = 0
        return Matte(answer)

    alpha = SecondLook(changes_its_mind)(photo_with(SMALL)).alpha
    assert alpha.max() == pytest.approx(DOUBT)


def test_a_mirrored_picture_gives_the_mirrored_matte() -> None:
    def leans_left(pixels: Pixels) -> Matte:
        ramp = np.linspace(1, 0, pixels.shape[1], dtype=np.float32)
        return Matte(np.tile(ramp, (pixels.shape[0], 1)))

    photo = photo_with(SMALL)
    alpha = Mirrored(leans_left)(photo).alpha
    np.testing.assert_allclose(alpha, alpha[:, ::-1], atol=1e-6)


@pytest.mark.parametrize(
    ("looks", "mirror", "runs"), [(1, False, 1), (1, True, 2), (2, False, 2), (2, True, 4)]
)
def test_so_many_runs_for_so_many_looks(looks: int, mirror: bool, runs: int) -> None:
    sees = BrightThings()
    wrap: Callable[[Pixels], Matte] = with_looks(sees, looks, mirror=mirror)
    wrap(photo_with(SMALL))
    assert len(sees.seen) == runs


def test_a_look_that_missed_nothing_needs_no_mirror_image_unless_asked_for() -> None:
    small = photo_with(SMALL)[98:142, 112:156]
    left, asked = BrightThings(), BrightThings()
    with_looks(left, 1, mirror=True, always=False)(small)
    with_looks(asked, 1, mirror=True)(small)
    assert (len(left.seen), len(asked.seen)) == (1, 2)
