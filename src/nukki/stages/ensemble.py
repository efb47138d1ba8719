"""Several segmenters asked about one picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.values import Matte
from nukki.ops.confidence import decidedness
from nukki.ops.resize import resize_alpha
from nukki.stages.looks import look_closer, subject_window
from nukki.stages.segment import Segmenter

FOUND = 0.05
"""Alpha from which a pixel is at all subject to somebody."""

EMPHASIS = 8
"""How much more those count who are sure: a matte's weight is its confidence to this power."""


@dataclass(frozen=True)
class Ensemble:
    """The mean of what several segmenters say; those who are sure of this picture count more.

    A network that does not know a subject answers with wide greys, and drags the others down. A
    matte without any grey says nothing of how sure it is and counts as much as the others on
    average.

    Its confidence is the geometric mean of their agreement and of how decided they are on average:
    on the scale of one network's, so that one threshold holds for both. That the mean is grey where
    they contradict each other is so counted once, and not twice.

    Attributes:
        segmenters: All that are asked.
        again: Those among them that look again, closer, at what all together found: one that took
            something else for the subject, or nothing, has a second chance.
    """

    segmenters: tuple[Segmenter, ...]
    again: tuple[Segmenter, ...] = ()

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte of ``pixels`` (H, W, 3), at the size of the largest of theirs."""
        mattes = [segmenter(pixels) for segmenter in self.segmenters]
        window = subject_window(_mean(mattes).alpha, pixels.shape[:2]) if self.again else None
        if window is None:
            return _mean(mattes)
        pairs = zip(self.segmenters, mattes, strict=True)
        return _mean(
            [look_closer(s, m, pixels, window) if s in self.again else m for s, m in pairs]
        )


def _mean(mattes: Sequence[Matte]) -> Matte:
    """The weighted mean, at the size of the largest."""
    size_hw = max((matte.size_hw for matte in mattes), key=lambda size: size[0] * size[1])
    alphas = np.stack([resize_alpha(matte.alpha, size_hw) for matte in mattes])
    sure = [_own_confidence(matte) for matte in mattes]
    mean = np.average(alphas, axis=0, weights=_weights(mattes, sure))
    alpha = np.clip(mean, 0.0, 1.0).astype(np.float32)
    return Matte(alpha, confidence=math.sqrt(float(np.mean(sure)) * agreement(alphas)))


def agreement(alphas: FloatMap) -> float:
    """How far mattes agree, in [0, 1]: 1 less their mean span where any of them finds something.

    Args:
        alphas: (n, H, W) float32 [0, 1]. The span of a pixel is its largest less its smallest
            alpha; of two mattes it is |a - b|.

    Returns:
        1 as well when none finds anything.
    """
    found = (alphas > FOUND).any(axis=0)
    if not found.any():
        return 1.0
    return 1.0 - float(np.ptp(alphas[:, found], axis=0).mean())


def _weights(mattes: Sequence[Matte], sure: Sequence[float]) -> list[float]:
    """What each matte counts; all the same when nobody is sure of anything."""
    telling = [s**EMPHASIS for s, m in zip(sure, mattes, strict=True) if _is_soft(m)]
    usual = float(np.mean(telling)) if telling else 1.0
    if usual == 0.0:
        return [1.0] * len(mattes)
    return [s**EMPHASIS if _is_soft(m) else usual for s, m in zip(sure, mattes, strict=True)]


def _is_soft(matte: Matte) -> bool:
    """Whether there is any grey in a matte."""
    return bool(((matte.alpha > 0.0) & (matte.alpha < 1.0)).any())


def _own_confidence(matte: Matte) -> float:
    return decidedness(matte.alpha) if matte.confidence is None else matte.confidence
