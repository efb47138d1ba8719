"""Every measure by name, and all of them for one matte."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from nukki.core.arrays import FloatMap, Mask
from nukki.core.registry import Registry
from nukki.ops import metrics, metrics_matting, metrics_saliency


@dataclass(frozen=True)
class Measure:
    """One way to compare a matte with the truth.

    Attributes:
        name: What it is called in files.
        title: What it is called in tables.
        says: What it tells, in a few words.
        more_is_better: Whether high values are good.
        digits: Decimal places that mean something.
        alpha_only: Whether it needs a true matte, not just a mask.
    """

    name: str
    title: str
    says: str
    more_is_better: bool
    digits: int = 4
    alpha_only: bool = False

    @property
    def heading(self) -> str:
        """Its title, and which way is better.

        >>> MEASURES["mae"].heading
        'MAE ↓'
        """
        return f"{self.title} {'↑' if self.more_is_better else '↓'}"


MEASURES: Registry[Measure] = Registry(
    "measure",
    (
        Measure("mae", "MAE", "mean absolute error over the picture", False),
        Measure("iou", "IoU", "overlap of the masks at 0.5", True),
        Measure("max_f", "max F", "F-measure (β² = 0.3) at the best threshold", True),
        Measure("weighted_f", "wF", "F-measure with errors weighed by place (Margolin)", True),
        Measure("s_measure", "S", "structural similarity", True),
        Measure("mean_e", "mean E", "enhanced alignment, mean over thresholds", True),
        Measure("max_e", "max E", "enhanced alignment at the best threshold", True),
        Measure("boundary_f", "bound. F", "outlines met within 0.5 % of the diagonal", True),
        Measure("soft_mae", "soft MAE", "mean absolute error where the truth is soft", False,
                alpha_only=True),
        Measure("band_mae", "band MAE", "mean absolute error in the band round soft edges", False,
                alpha_only=True),
        Measure("sad", "SAD", "sum of absolute differences in the band, thousands", False, 2,
                alpha_only=True),
        Measure("mse", "MSE", "mean squared error in the band", False, alpha_only=True),
        Measure("gradient", "Grad", "gradient error in the band, thousands", False, 2,
                alpha_only=True),
        Measure("connectivity", "Conn", "connectivity error in the band, thousands", False, 2,
                alpha_only=True),
    ),
)  # fmt: skip

Scores = Mapping[str, float]
"""Values by measure; without those that do not apply to the truth."""


def score(matte: FloatMap, truth: FloatMap, unknown: Mask | None = None) -> Scores:
    """All measures of one matte.

    Args:
        matte: (H, W) float32 [0, 1].
        truth: (H, W) float32 [0, 1].
        unknown: (H, W) bool, the band that matting is measured in; None when the truth is a mask.
    """
    counts = metrics_saliency.ThresholdCounts.of(matte, truth)
    values = {
        "mae": metrics.mean_absolute_error(matte, truth),
        "iou": metrics.intersection_over_union(matte, truth),
        "max_f": metrics_saliency.max_f_measure(counts),
        "weighted_f": metrics_saliency.weighted_f_measure(matte, truth),
        "s_measure": metrics_saliency.s_measure(matte, truth),
        "mean_e": metrics_saliency.mean_e_measure(counts),
        "max_e": metrics_saliency.max_e_measure(counts),
        "boundary_f": metrics.boundary_f_measure(matte, truth),
    }
    if unknown is not None:
        values |= {
            "soft_mae": metrics.soft_edge_error(matte, truth),
            "band_mae": metrics_matting.band_error(matte, truth, unknown),
            "sad": metrics_matting.sum_of_absolute_differences(matte, truth, unknown),
            "mse": metrics_matting.mean_squared_error(matte, truth, unknown),
            "gradient": metrics_matting.gradient_error(matte, truth, unknown),
            "connectivity": metrics_matting.connectivity_error(matte, truth, unknown),
        }
    return {name: value for name, value in values.items() if not math.isnan(value)}
