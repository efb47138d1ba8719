"""Clips whose true mattes are known, and how far mattes of their frames are off and flicker.

clips/talk/im/00000.jpg   clips/talk/gt/00000.png     one folder for each clip,
clips/talk/im/00001.jpg   clips/talk/gt/00001.png     frames in order of their names
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nukki.core.arrays import FloatMap
from nukki.core.errors import InputNotFoundError, OptionError
from nukki.core.registry import Registry
from nukki.evaluate.dataset import open_dataset
from nukki.evaluate.layouts import recognise
from nukki.evaluate.pairs import Pair
from nukki.evaluate.score import Measure, Scores
from nukki.ops.metrics_matting import gradient_error
from nukki.ops.metrics_video import dtssd, mad, mse

CLIP_MEASURES: Registry[Measure] = Registry(
    "measure of clips",
    (
        Measure("mad", "MAD", "mean absolute difference over the frame, × 1000", False, 2),
        Measure("mse", "MSE", "mean squared difference over the frame, × 1000", False, 2),
        Measure("grad", "Grad", "gradient error over the frame, thousands", False, 2),
        Measure("dtssd", "dtSSD", "difference of the changes from frame to frame, × 100", False, 2),
    ),
)
"""As tables of video matting print them (Lin et al. 2022, Robust High-Resolution Video Matting)."""


@dataclass(frozen=True)
class TrueClip:
    """A clip and the truth about it.

    Attributes:
        name: Of its folder.
        frames: Frames with their true mattes, in order.
    """

    name: str
    frames: tuple[Pair, ...]

    def part(self, *, start: int = 0, count: int | None = None, every: int = 1) -> TrueClip:
        """Some of its frames: ``count`` at most, each ``every``-th from ``start`` on.

        Raises:
            OptionError: A number is out of range, or nothing is left.
        """
        if start < 0 or every < 1:
            raise OptionError(f"start and every: expected 0.. and 1.., got {start} and {every}")
        kept = self.frames[start::every][:count]
        if not kept:
            raise OptionError(
                f"{self.name}: expected a start before frame {len(self.frames)}, got {start}"
            )
        return replace(self, frames=kept)


def open_clips(root: Path) -> tuple[TrueClip, ...]:
    """The clips in the folders below ``root``, by name; folders of another layout are left out.

    Raises:
        InputNotFoundError: There is none.
    """
    folders = sorted(root.iterdir()) if root.is_dir() else []
    clips = [
        TrueClip(folder.name, tuple(sorted(open_dataset(folder).pairs, key=lambda p: p.name)))
        for folder in folders
        if folder.is_dir() and recognise(folder)
    ]
    if not any(clip.frames for clip in clips):
        raise InputNotFoundError(
            f"{root}: expected a folder for each clip, with im/ and gt/ in it; found none"
        )
    return tuple(clip for clip in clips if clip.frames)


class ClipMeter:
    """Measures mattes frame by frame, in order; two frames are held at a time."""

    def __init__(self) -> None:
        self._sums = dict.fromkeys(CLIP_MEASURES, 0.0)
        self._before: tuple[FloatMap, FloatMap] | None = None
        self._frames = 0

    def add(self, matte: FloatMap, truth: FloatMap) -> None:
        """Measure the next frame: two arrays (H, W) float32 [0, 1] of one size."""
        everywhere = np.ones(truth.shape, np.bool_)
        self._sums["mad"] += mad(matte, truth)
        self._sums["mse"] += mse(matte, truth)
        self._sums["grad"] += gradient_error(matte, truth, everywhere)
        if self._before is not None:
            before, true_before = self._before
            self._sums["dtssd"] += dtssd(before, matte, true_before, truth)
        self._before = matte, truth
        self._frames += 1

    def scores(self) -> Scores:
        """Means over the frames, and over the steps between them; those without any are left out.

        >>> ClipMeter().scores()
        {}
        """
        steps = self._frames - 1
        counts: Mapping[str, int] = dict.fromkeys(self._sums, self._frames) | {"dtssd": steps}
        return {name: self._sums[name] / count for name, count in counts.items() if count > 0}
