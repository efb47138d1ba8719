"""Losses by hand: four pixels whose answer is 0.5, and a few cases that can be drawn."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from nukki.train.losses import LOSSES

HALF = math.log(2)
"""The cross-entropy of an answer of 0.5."""


def cost(name: str, logits: Tensor, target: Tensor, **given: Tensor) -> float:
    weight = given.get("weight", torch.ones(len(target), 1, 1, 1))
    photo = given.get("photo", torch.zeros(len(target), 3, *target.shape[-2:]))
    return float(LOSSES[name].function(logits, target, weight, photo))


def row(*values: float) -> Tensor:
    return torch.tensor(values, dtype=torch.float32).view(1, 1, 1, -1)


UNSURE, ONE_OF_FOUR = row(0, 0, 0, 0), row(1, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "by_hand"),
    [
        ("bce", HALF),
        ("ce", HALF),
        ("balanced", HALF),
        ("focal", 0.25 * HALF),  # 0.5 squared of it
        ("edge", HALF),
        ("l1", 0.5),
        # 1 added above and below: p^2 sums to 1, t^2 to 1, pt to 0.5
        ("dice", 1 - (2 * 0.5 + 1) / (1 + 1 + 1)),
        # min sums to 0.5, max to 1 + 3 * 0.5
        ("iou", 1 - (0.5 + 1) / (2.5 + 1)),
    ],
)
def test_an_answer_of_a_half_to_one_pixel_of_four(name: str, by_hand: float) -> None:
    assert cost(name, UNSURE, ONE_OF_FOUR) == pytest.approx(by_hand)


def test_cross_entropy_of_a_sure_and_wrong_answer_is_its_logit() -> None:
    assert cost("bce", row(-50), row(1)) == pytest.approx(50)


def test_two_classes_cut_a_soft_truth_at_a_half() -> None:
    assert cost("ce", row(3, -3), row(0.6, 0.4)) == pytest.approx(math.log1p(math.exp(-3)))


def test_a_soft_truth_is_best_met_by_its_own_value() -> None:
    logits, target = row(math.log(0.3 / 0.7)), row(0.3)
    entropy = -(0.3 * math.log(0.3) + 0.7 * math.log(0.7))
    assert cost("bce", logits, target) == pytest.approx(entropy)


def test_balanced_counts_one_pixel_of_subject_as_much_as_three_of_background() -> None:
    wrong, right = math.log1p(math.exp(2)), math.log1p(math.exp(-2))
    answer = row(-2, -2, -2, -2)
    assert cost("balanced", answer, ONE_OF_FOUR) == pytest.approx((wrong + right) / 2)


def test_focal_hardly_counts_what_is_right() -> None:
    far = 1 / (1 + math.exp(3))
    assert cost("focal", row(3), row(1)) == pytest.approx(far**2 * math.log1p(math.exp(-3)))


def test_edge_counts_five_times_within_two_pixels_of_the_outline() -> None:
    target = row(1, 1, 1, 1, 0, 0, 0, 0)
    wrong, right = math.log1p(math.exp(1)), math.log1p(math.exp(-1))
    answer = row(1, 1, 1, 1, 1, 1, -1, -1)  # wrong at two of the four pixels of the band
    assert cost("edge", answer, target) == pytest.approx(
        (5 * (2 * wrong + 2 * right) + 4 * right) / (5 * 4 + 4)
    )


def test_weights_choose_pixels() -> None:
    weight = row(0, 1, 0, 1)
    answer, target = row(9, 2, 9, 2), row(0, 1, 0, 1)
    found = cost("bce", answer, target, weight=weight)
    assert found == pytest.approx(math.log1p(math.exp(-2)))


@pytest.mark.parametrize("name", ["iou", "dice"])
def test_an_empty_answer_to_an_empty_truth_is_perfect(name: str) -> None:
    assert cost(name, row(-99, -99), row(0, 0)) == pytest.approx(0)


def test_structure_is_cross_entropy_and_iou_where_all_is_subject() -> None:
    # an even truth away from the border: no pixel differs from its surroundings there
    target = torch.ones(1, 1, 64, 64)
    around = torch.nn.functional.avg_pool2d(target, 31, stride=1, padding=15)
    weight = 1 + 5 * (around - target).abs()
    logits = torch.full_like(target, 0.0)
    share = 64 * 64  # relative weights sum to the number of pixels
    by_hand = HALF + 1 - (0.5 * share + 1) / (share + 1)
    assert float(weight.max()) > 1  # beyond the border lies background
    assert cost("structure", logits, target) == pytest.approx(by_hand, rel=1e-5)


def test_structure_counts_thin_parts_more() -> None:
    target = torch.zeros(1, 1, 64, 64)
    target[..., 32] = 1  # a line: 1/31 of its surroundings
    missed = torch.full_like(target, -8.0)
    assert cost("structure", missed, target) > 3 * cost("bce", missed, target)


def test_ssim_of_two_even_surfaces_compares_their_means() -> None:
    # in the middle of 41 pixels no window of 11 reaches the border
    target = torch.full((1, 1, 41, 41), 0.8)
    logits = torch.full_like(target, math.log(0.4 / 0.6))
    middle = torch.zeros_like(target)
    middle[..., 20, 20] = 1
    by_hand = 1 - (2 * 0.8 * 0.4 + 1e-4) / (0.8**2 + 0.4**2 + 1e-4)
    assert cost("ssim", logits, target, weight=middle) == pytest.approx(by_hand, rel=1e-4)


def test_ssim_of_opposite_stripes_is_nearly_two() -> None:
    target = torch.zeros(1, 1, 32, 32)
    target[..., ::2] = 1
    logits = (1 - 2 * target) * 20
    assert cost("ssim", logits, target) > 1.5


def test_the_pyramid_of_an_even_difference_is_that_difference_in_its_last_level() -> None:
    target = torch.zeros(1, 1, 256, 256)
    assert cost("laplacian", torch.zeros_like(target), target) == pytest.approx(2**5 * 0.5)


def test_the_pyramid_of_stripes_is_half_in_its_first_level_and_their_mean_in_its_last() -> None:
    target = torch.zeros(1, 1, 256, 256)
    target[..., ::2] = 1  # the binomial taps make exactly a half of it
    missed = torch.full_like(target, -50)
    assert cost("laplacian", missed, target) == pytest.approx(0.5 + 2**5 * 0.5)


def test_a_photo_too_small_for_a_pyramid_is_compared_as_it_is() -> None:
    assert cost("laplacian", UNSURE, row(0, 0, 0, 0)) == pytest.approx(2**5 * 0.5)


def two_colours(first: float, second: float) -> tuple[Tensor, Tensor]:
    target = torch.zeros(1, 1, 40, 40)
    target[..., :20] = 1
    photo = torch.where(target > 0, first, second).expand(1, 3, 40, 40)
    return target, photo


def test_composition_counts_an_error_by_the_contrast_of_both_colours() -> None:
    target, photo = two_colours(0.9, 0.2)
    band = torch.zeros_like(target)
    band[..., 18:22] = 1  # both colours are near
    found = cost("composition", torch.zeros_like(target), target, photo=photo, weight=band)
    assert found == pytest.approx(0.5 * (0.9 - 0.2), rel=1e-4)


def test_composition_forgives_what_nobody_sees() -> None:
    target, photo = two_colours(0.5, 0.5)
    band = torch.zeros_like(target)
    band[..., 18:22] = 1
    found = cost("composition", torch.zeros_like(target), target, photo=photo, weight=band)
    assert found == pytest.approx(0, abs=1e-5)


def test_composition_counts_in_full_far_from_the_outline() -> None:
    target, photo = two_colours(0.5, 0.5)
    far = torch.zeros_like(target)
    far[..., 0] = 1
    found = cost("composition", torch.zeros_like(target), target, photo=photo, weight=far)
    assert found == pytest.approx(0.5)
