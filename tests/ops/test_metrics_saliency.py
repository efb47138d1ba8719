"""Saliency measures: the values of PySODMetrics 1.6.2, recorded, and live where it is installed."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from nukki.core.arrays import FloatMap
from nukki.ops.metrics_saliency import (
    ThresholdCounts,
    max_e_measure,
    max_f_measure,
    mean_e_measure,
    s_measure,
    weighted_f_measure,
)

Pair = tuple[FloatMap, FloatMap]

CLOSE = 1e-5
"""The reference computes in float64; distances and errors here are float32."""


def waves(height: int, width: int, phase: float) -> FloatMap:
    """A matte of hills with clipped tops and flat ground, as its 8-bit file would hold it."""
    rows, columns = np.mgrid[:height, :width]
    hills = np.sin(rows / 7 + phase) * np.cos(columns / 9 - phase) + 0.3 * np.sin(columns / 2)
    return np.asarray(np.rint(np.clip(hills + 0.4, 0, 1) * 255) / 255, np.float32)


def noise(height: int, width: int, seed: int) -> FloatMap:
    """A matte without any neighbourhood."""
    levels = np.random.default_rng(seed).integers(0, 256, (height, width))
    return np.asarray(levels / 255, np.float32)


PAIRS: Mapping[str, Pair] = {
    "alike": (waves(60, 80, 0.3), waves(60, 80, 0.0)),
    "unlike": (waves(61, 83, 2.0), waves(61, 83, 0.0)),
    "elsewhere": (waves(40, 40, 1.6), waves(40, 40, 0.0)),
}

RECORDED: Mapping[str, tuple[float, ...]] = {
    "alike": (0.877662, 0.790015, 0.816614, 0.748750, 0.864765),
    "unlike": (0.562726, 0.510276, 0.402188, 0.509545, 0.562033),
    "elsewhere": (0.548740, 0.474163, 0.337880, 0.455552, 0.514207),
}
"""Max F, weighted F, S, mean E and max E."""


def ours(matte: FloatMap, truth: FloatMap) -> tuple[float, ...]:
    counts = ThresholdCounts.of(matte, truth)
    return (
        max_f_measure(counts),
        weighted_f_measure(matte, truth),
        s_measure(matte, truth),
        mean_e_measure(counts),
        max_e_measure(counts),
    )


def theirs(matte: FloatMap, truth: FloatMap, library: Any) -> tuple[float, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it announces the end of a class
        names = ("Fmeasure", "WeightedFmeasure", "Smeasure", "Emeasure")
        f, weighted, s, e = (getattr(library, name)() for name in names)
        for measure in (f, weighted, s, e):
            measure.step(matte.astype(np.float64), truth >= 0.5, normalize=False)
        curve = e.get_results()["em"]["curve"]
        f_max = f.get_results()["fm"]["curve"].max()
        return (
            f_max,
            weighted.get_results()["wfm"],
            s.get_results()["sm"],
            curve.mean(),
            curve.max(),
        )


@pytest.mark.parametrize("name", PAIRS)
def test_the_measures_are_those_recorded_from_the_reference_library(name: str) -> None:
    assert ours(*PAIRS[name]) == pytest.approx(RECORDED[name], abs=CLOSE)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("draw", [noise, waves])
def test_the_measures_are_those_of_the_reference_library(draw: Any, seed: int) -> None:
    library = pytest.importorskip("py_sod_metrics", reason="pysodmetrics is not installed")
    matte, truth = draw(50 + seed, 70, seed), draw(50 + seed, 70, seed + 10)
    assert ours(matte, truth) == pytest.approx(theirs(matte, truth, library), abs=CLOSE)


def test_a_perfect_mask_gets_full_marks() -> None:
    truth = (waves(60, 80, 0.0) >= 0.5).astype(np.float32)
    n = truth.size
    # E divides by n - 1, as its authors do; threshold 0 takes the whole picture for the subject.
    assert ours(truth, truth)[:3] == pytest.approx((1, 1, 1))
    assert ours(truth, truth)[4] == pytest.approx(n / (n - 1))


def test_an_empty_matte_hits_nothing() -> None:
    truth = np.zeros((40, 40), np.float32)
    truth[15:25, 15:25] = 1.0
    assert weighted_f_measure(np.zeros_like(truth), truth) == pytest.approx(0.0, abs=1e-6)


def test_an_empty_truth_wants_an_empty_matte() -> None:
    nothing = np.zeros((9, 9), np.float32)
    assert s_measure(nothing, nothing) == 1.0
    assert weighted_f_measure(nothing, nothing) == 0.0
    assert s_measure(nothing + np.float32(0.25), nothing) == pytest.approx(0.75)


def test_a_full_truth_wants_a_full_matte() -> None:
    full = np.ones((9, 9), np.float32)
    assert s_measure(full * np.float32(0.25), full) == pytest.approx(0.25)


def test_f_counts_precision_more_than_recall() -> None:
    truth = np.zeros((10, 10), np.float32)
    truth[:, :4] = 1.0
    half = np.zeros_like(truth)
    half[:, :2] = 1.0
    counts = ThresholdCounts.of(half, truth)
    assert max_f_measure(counts) == pytest.approx(1.3 * 1 * 0.5 / (0.3 * 1 + 0.5))


def test_an_error_far_outside_weighs_more_than_one_beside_the_mask() -> None:
    truth = np.zeros((40, 40), np.float32)
    truth[15:25, 15:25] = 1.0
    near, far = truth.copy(), truth.copy()
    near[15:25, 26], far[15:25, 38] = 1.0, 1.0
    assert weighted_f_measure(near, truth) > weighted_f_measure(far, truth)
