"""What every technique without a network promises, and what each of them finds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from nukki import models
from nukki.core.arrays import FloatMap, Mask, Pixels
from nukki.core.errors import MissingExtraError, OptionError
from nukki.core.parameters import describe_parameters, read_parameters
from nukki.core.values import Image, Matte
from nukki.ops.resize import resize, resize_alpha
from nukki.stages.segment import Segmenter
from nukki.stages.techniques import TECHNIQUES
from nukki.stages.techniques.grabcut import GrabCut

NEEDS_EXTRA = {"multi-otsu", "slic"}
SIZE_HW = (120, 160)
ROWS, COLUMNS = np.mgrid[: SIZE_HW[0], : SIZE_HW[1]]
DISC: Mask = np.hypot(ROWS - 60, COLUMNS - 80) < 35


@pytest.fixture(params=TECHNIQUES)
def name(request: pytest.FixtureRequest) -> str:
    """Each technique in turn, if what it needs is installed."""
    if request.param in NEEDS_EXTRA:
        pytest.importorskip("skimage", reason="needs the extra 'classic'")
    return str(request.param)


def noisy(colours: NDArray[np.float64]) -> NDArray[np.uint8]:
    """A picture with the noise of a camera, the same at every call."""
    grain = np.random.default_rng(0).normal(0.0, 3.0, colours.shape)
    return np.clip(np.rint(colours + grain), 0, 255).astype(np.uint8)


def product() -> NDArray[np.uint8]:
    """A red disc on a light ground."""
    return noisy(np.where(DISC[:, :, None], (190.0, 50.0, 40.0), (226.0, 225.0, 220.0)))


def blank() -> NDArray[np.uint8]:
    """A white page, photographed."""
    return noisy(np.full((*SIZE_HW, 3), 245.0))


def run(name: str, pixels: Pixels, **parameters: object) -> FloatMap:
    technique = read_parameters(TECHNIQUES[name], parameters)
    return resize_alpha(technique(pixels).alpha, pixels.shape)


def overlap(alpha: FloatMap, truth: Mask) -> float:
    """Intersection over union."""
    found = alpha > 0.5
    return float((found & truth).sum() / (found | truth).sum())


def test_each_model_without_weights_is_a_technique_and_the_other_way_round() -> None:
    without = [spec.name for spec in models.builtin().values() if not spec.weights]
    assert sorted(without) == sorted(TECHNIQUES)


def test_a_technique_says_what_it_does_and_which_parameters_it_has(name: str) -> None:
    kind = TECHNIQUES[name]
    assert kind.__doc__
    assert all(told.help and told.reader.form for _, told in describe_parameters(kind).values())


def test_a_blank_page_has_no_subject(name: str) -> None:
    assert run(name, blank()).mean() < 0.01


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_one_colour_has_no_subject(name: str, grey: int) -> None:
    assert not run(name, np.full((50, 40, 3), grey, np.uint8)).any()


@pytest.mark.parametrize("size_hw", [(1, 1), (1, 7), (7, 1), (2, 2), (3, 5), (9, 300)])
def test_the_smallest_pictures_are_no_error(name: str, size_hw: tuple[int, int]) -> None:
    alpha = run(name, resize(product(), size_hw, "area"))
    assert alpha.shape == size_hw
    assert alpha.dtype == np.float32


def test_the_same_picture_gives_the_same_matte_in_any_thread(name: str) -> None:
    first = run(name, product())
    cv2.setRNGSeed(7)
    with ThreadPoolExecutor(2) as pool:
        others = list(pool.map(lambda _: run(name, product()), range(4)))
    assert all(np.array_equal(first, other) for other in others)


def test_sixteen_bits_give_what_eight_give(name: str) -> None:
    wide = product().astype(np.uint16) * np.uint16(257)
    # A chroma key solves in 16 bits: rounding to 8 moves its edge by less than a level or two.
    assert abs(run(name, wide) - run(name, product())).max() < 0.02


def test_the_picture_that_came_is_left_as_it_was(name: str) -> None:
    photo = product()
    run(name, photo)
    assert np.array_equal(photo, product())


@pytest.mark.parametrize("other", sorted(set(TECHNIQUES) - {"adaptive-threshold"}))
def test_a_product_on_a_plain_ground_is_found(other: str) -> None:
    if other in NEEDS_EXTRA:
        pytest.importorskip("skimage", reason="needs the extra 'classic'")
    # An outline one pixel off is 0.94: techniques that smooth or close may be that far off.
    assert overlap(run(other, product()), DISC) > 0.94


def test_a_subject_darker_than_its_ground_is_found_as_well_as_a_brighter_one() -> None:
    bright = 255 - product()
    assert overlap(run("otsu", bright), DISC) > 0.98


def test_ink_is_found_on_paper_that_is_lit_from_one_side() -> None:
    light = 100.0 + 0.9 * COLUMNS[:, :, None] * np.ones(3)
    ink = ((ROWS + 15) % 30 < 3) & (COLUMNS > 10) & (COLUMNS < 150)
    page = noisy(np.where(ink[:, :, None], light - 60.0, light))
    # Lines of 3 pixels lose or gain some of their rims to the smooth mean.
    assert overlap(run("adaptive-threshold", page, window=10), ink) > 0.9
    assert overlap(run("otsu", page), ink) < 0.5


def test_saturation_tells_apart_what_lightness_does_not() -> None:
    grey = np.where(DISC[:, :, None], (190.0, 110.0, 110.0), (132.0, 132.0, 132.0))
    assert overlap(run("otsu", noisy(grey), channel="saturation"), DISC) > 0.94
    assert overlap(run("otsu", noisy(grey)), DISC) < 0.5


def test_an_outline_that_runs_out_of_the_picture_is_closed_along_its_rim() -> None:
    body = (np.abs(COLUMNS - 80) < 30) & (ROWS > 40)
    photo = noisy(np.where(body[:, :, None], (60.0, 60.0, 120.0), (226.0, 225.0, 220.0)))
    assert overlap(run("canny", photo), body) > 0.94


def test_two_classes_of_three_are_found_on_a_two_tone_thing() -> None:
    pytest.importorskip("skimage", reason="needs the extra 'classic'")
    tones = np.where(ROWS < 60, 20.0, 120.0)[:, :, None] * np.ones(3)
    photo = noisy(np.where(DISC[:, :, None], tones, 230.0))
    assert overlap(run("multi-otsu", photo), DISC) > 0.98


class Inner:
    """A model that finds the disc too small, and coarsely."""

    def __call__(self, pixels: Pixels) -> Matte:
        """A small matte."""
        small = np.hypot(ROWS - 60, COLUMNS - 80) < 31
        return Matte(resize(small.astype(np.float32), (30, 40), "area"))


class Left:
    """A model that finds the left one of two discs, and is sure of it."""

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte at the picture's size."""
        return Matte(two_discs()[1].astype(np.float32))


def two_discs() -> tuple[NDArray[np.uint8], Mask, Mask]:
    """Two red discs on a light ground, with each one's truth."""
    left, right = (np.hypot(ROWS - 60, COLUMNS - x) < 25 for x in (40, 120))
    red = (left | right)[:, :, None]
    return noisy(np.where(red, (190.0, 50.0, 40.0), (226.0, 225.0, 220.0))), left, right


@pytest.mark.parametrize("box", ["5,20,75,100", "3%,10%,47%,90%", (5, 20, 75, 100)], ids=str)
def test_grabcut_finds_what_is_in_the_box(box: object) -> None:
    photo, left, _ = two_discs()
    assert overlap(run("grabcut", photo, box=box), left) > 0.97


def test_grabcut_keeps_to_strokes() -> None:
    photo, *_ = two_discs()
    strokes = np.full((*SIZE_HW, 3), 128, np.uint8)
    strokes[55:65, 30:50], strokes[55:65, 110:130] = 255, 0
    strokes[:, 76:84] = 0
    alpha = resize_alpha(GrabCut(strokes=Image(strokes))(photo).alpha, SIZE_HW)
    assert alpha[55:65, 30:50].all()
    assert not alpha[55:65, 110:130].any()


def test_grabcut_finishes_another_models_matte() -> None:
    photo, prior = product(), Inner()
    before = overlap(resize_alpha(prior(photo).alpha, SIZE_HW), DISC)
    after = overlap(resize_alpha(GrabCut(prior=prior)(photo).alpha, SIZE_HW), DISC)
    assert before < 0.85
    assert after > 0.98


def test_grabcut_adds_nothing_that_another_model_is_sure_is_not_there() -> None:
    photo, _, right = two_discs()
    alpha = resize_alpha(GrabCut(prior=Left())(photo).alpha, SIZE_HW)
    assert not alpha[right].any()


@pytest.mark.parametrize("box", ["50,10,40,60", "200,10,300,60"])
def test_a_box_with_nothing_of_the_picture_in_it_is_refused(box: str) -> None:
    with pytest.raises(OptionError, match="some of the picture inside, which is 160 x 120 pixels"):
        run("grabcut", product(), box=box)


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "-1,0,5,5", "1,2,3,4,5", ""])
def test_what_is_no_box_is_refused(box: str) -> None:
    with pytest.raises(OptionError, match=r"parameter box: expected auto, or left,top"):
        run("grabcut", product(), box=box)


@pytest.mark.parametrize("wanting", sorted(NEEDS_EXTRA))
def test_without_scikit_image_the_extra_to_install_is_named(
    wanting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    for module in ("skimage", "skimage.filters", "skimage.graph", "skimage.segmentation"):
        monkeypatch.setitem(sys.modules, module, None)
    technique: Segmenter = TECHNIQUES[wanting]()
    with pytest.raises(MissingExtraError, match=r"pip install 'nukki\[classic\]'"):
        technique(product())
