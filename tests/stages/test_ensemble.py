"""The mean of several segmenters, and how far they agree."""

from __future__ import annotations

import numpy as np
import pytest

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.values import Matte
from nukki.stages.ensemble import Ensemble, agreement

PHOTO = np.zeros((16, 16, 3), np.uint8)


class Says:
    """A segmenter that always gives the same matte."""

    def __init__(self, alpha: FloatMap) -> None:
        self.alpha = alpha

    def __call__(self, pixels: Pixels) -> Matte:
        """That matte."""
        return Matte(self.alpha)


def flat(value: float, side: int = 8) -> FloatMap:
    return np.full((side, side), value, np.float32)


def half(side: int = 8, *, left: bool = True) -> FloatMap:
    alpha = np.zeros((side, side), np.float32)
    alpha[:, : side // 2] = 1.0
    return alpha if left else np.ascontiguousarray(alpha[:, ::-1])


def asked(*alphas: FloatMap) -> Matte:
    return Ensemble(tuple(Says(alpha) for alpha in alphas))(PHOTO)


def test_of_equally_sure_mattes_it_is_the_mean() -> None:
    # 0.2 and 0.8 are as far from undecided, to the two sides.
    assert np.allclose(asked(flat(0.2), flat(0.8)).alpha, 0.5)


def test_a_matte_that_is_sure_counts_for_more() -> None:
    # decided to 0.98 and to 0.2: 0.85 and 0.000003 to the eighth power
    assert np.allclose(asked(flat(0.99), flat(0.6)).alpha, 0.99, atol=1e-4)


def test_hard_masks_count_like_the_others() -> None:
    assert np.allclose(asked(half(), flat(0.9)).alpha[:, 0], 0.95)
    assert np.allclose(asked(half(), half(left=False)).alpha, 0.5)


def test_mattes_that_are_all_undecided_count_the_same() -> None:
    assert np.allclose(asked(flat(0.5), flat(0.5), half()).alpha[:, 0], 2 / 3)
    assert not asked(flat(0.0), flat(0.0)).alpha.any()


def test_the_matte_is_as_large_as_the_largest() -> None:
    assert asked(flat(1.0, 4), flat(1.0, 8), flat(1.0, 6)).size_hw == (8, 8)


def test_one_voice_is_heard_as_it_is() -> None:
    assert np.array_equal(asked(half()).alpha, half())


def test_one_that_found_nothing_looks_again_at_what_the_others_found() -> None:
    seen: list[tuple[int, ...]] = []

    def small_and_blind(pixels: Pixels) -> Matte:
        seen.append(pixels.shape[:2])
        return Matte(flat(0.0))

    finds = Says(np.pad(flat(1.0), 28))
    Ensemble((finds, small_and_blind), again=(small_and_blind,))(np.zeros((64, 64, 3), np.uint8))
    assert seen[0] == (64, 64)
    assert max(seen[1]) < 20


def test_nobody_looks_again_at_nothing() -> None:
    says = Says(flat(0.0))
    assert not Ensemble((says,), again=(says,))(np.zeros((64, 64, 3), np.uint8)).alpha.any()


def test_those_who_agree_and_are_decided_are_sure() -> None:
    assert asked(half(), half()).confidence == 1.0


def test_those_who_contradict_each_other_are_not_sure_at_all() -> None:
    assert asked(half(), half(left=False)).confidence == 0.0


def test_confidence_is_the_geometric_mean_of_agreement_and_decidedness() -> None:
    assert asked(flat(0.9), flat(0.9)).confidence == pytest.approx((1.0 * 0.8) ** 0.5)
    assert asked(flat(1.0), flat(0.8)).confidence == pytest.approx((0.8 * 0.8) ** 0.5)


def test_those_who_agree_that_they_do_not_know_are_not_sure() -> None:
    assert asked(flat(0.5), flat(0.5)).confidence == 0.0


@pytest.mark.parametrize(
    ("alphas", "expected"),
    [
        ([flat(0.0), flat(0.0)], 1.0),
        ([flat(0.2), flat(0.6)], 0.6),
        ([half(), half()], 1.0),
        ([half(), flat(0.0)], 0.0),
        ([flat(0.9), flat(0.5), flat(0.7)], 0.6),
    ],
    ids=["nothing", "near", "same", "only one", "three"],
)
def test_agreement_is_one_less_the_span_where_any_finds_something(
    alphas: list[FloatMap], expected: float
) -> None:
    assert agreement(np.stack(alphas)) == pytest.approx(expected)
