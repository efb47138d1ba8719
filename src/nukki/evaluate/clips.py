"""Clips whose true mattes are known, and how far mattes of their frames are off and flicker.

clips/talk/im/00000.jpg           clips/talk/gt/00000.png          one folder for each clip,
JPEGImages/480p/talk/00000.jpg    Annotations/480p/talk/00000.png  or one below each of these;
                                                                   frames in order of their names
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nukki.core.arrays import FloatMap
from nukki.core.errors import InputNotFoundError, OptionError
from nukki.core.registry import Registry
from nukki.evaluate.dataset import open_dataset
from nukki.evaluate.layouts import TruthKind, recognise
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

    def middle(self, count: int) -> TrueClip:
        """``count`` consecutive frames from its middle; all where it has no more."""
        return self.part(start=max(0, (len(self.frames) - count) // 2), count=count)

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


def open_clips(root: Path, *, truth: TruthKind = "auto") -> tuple[TrueClip, ...]:
    """The clips in a folder, by name; folders of another layout are left out.

    Each has a folder below ``root`` with a layout of photos, or ``root`` itself has such a layout
    (DAVIS among them) whose photos lie in a folder for each clip.

    Args:
        root: The folder.
        truth: What the masks' grey means, where the layout does not say so.

    Raises:
        InputNotFoundError: There is none.
    """
    found = _by_their_folders if recognise(root) else _with_folders_of_their_own
    clips = found(root, truth)
    if not clips:
        raise InputNotFoundError(
            f"{root}: expected a folder for each clip, with im/ and gt/ in it, or clips as DAVIS "
            "lays them out; found none"
        )
    return clips


def _with_folders_of_their_own(root: Path, truth: TruthKind) -> tuple[TrueClip, ...]:
    folders = sorted(root.iterdir()) if root.is_dir() else []
    opened = (
        (folder.name, open_dataset(folder, truth=truth).pairs)
        for folder in folders
        if folder.is_dir() and recognise(folder)
    )
    return tuple(TrueClip(name, _in_order(pairs)) for name, pairs in opened if pairs)


def _by_their_folders(root: Path, truth: TruthKind) -> tuple[TrueClip, ...]:
    """Clips of one layout: the frames of each lie in a folder; those in none are left out."""
    by_folder: dict[str, list[Pair]] = {}
    for pair in open_dataset(root, truth=truth).pairs:
        by_folder.setdefault(pair.name.rpartition("/")[0], []).append(pair)
    return tuple(TrueClip(name, _in_order(by_folder[name])) for name in sorted(by_folder) if name)


def _in_order(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda pair: pair.name))


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
