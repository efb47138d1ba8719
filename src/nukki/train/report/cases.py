"""Test pictures worth looking at, drawn: photo, truth, matte, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from nukki import codecs
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import InputError
from nukki.evaluate.truth import read_matte
from nukki.ops.depth import EIGHT, to_depth
from nukki.ops.resize import fit_within, resize
from nukki.train.data.dataset import Dataset
from nukki.train.questions import question
from nukki.train.report.examined import Examination, Examined, group_of

WORST, BEST = 8, 4
"""How many of each are shown."""

OF_A_GROUP = 2
"""Pictures of one group that are shown among the worst, or among the best."""

PANEL_HW = (260, 300)
QUALITY = 82
MISSED, TAKEN = (214, 60, 40), (40, 100, 214)
"""Red: subject that was left out. Blue: ground that was taken along."""

FAINT = 0.35
"""How much of the photo is left to see under the differences."""

LARGEST_MEGAPIXELS = 500


@dataclass(frozen=True)
class Case:
    """One picture to look at.

    Attributes:
        name: What the data set calls it.
        note: Its measures.
        panels: JPEG files: photo, truth, matte, difference.
    """

    name: str
    note: str
    panels: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True)
class Cases:
    """What is shown of a test.

    Attributes:
        worst: The worst first.
        best: The best first; none that is among the worst.
    """

    worst: tuple[Case, ...] = ()
    best: tuple[Case, ...] = ()


PANELS = ("photo", "truth", "matte", "difference")


def draw_cases(test: Examination, dataset: Dataset, run: Path) -> Cases:
    """The worst and the best, few of any one group; those whose files are gone are left out."""
    ranked = _varied(test.by_iou)
    worst = ranked[: min(WORST, (len(ranked) + 1) // 2)]
    best = ranked[len(worst) :][::-1][:BEST]
    return Cases(*(_drawn(some, dataset, run) for some in (worst, best)))


def _varied(ranked: Sequence[Examined]) -> list[Examined]:
    """At most `OF_A_GROUP` from either end of each group: frames of one clip look alike."""
    groups: dict[str, list[Examined]] = {}
    for picture in ranked:
        groups.setdefault(group_of(picture), []).append(picture)
    kept = {p.name for g in groups.values() for p in (*g[:OF_A_GROUP], *g[-OF_A_GROUP:])}
    return [picture for picture in ranked if picture.name in kept]


def _drawn(pictures: Sequence[Examined], dataset: Dataset, run: Path) -> tuple[Case, ...]:
    cases = (_case(picture, dataset, run) for picture in pictures)
    return tuple(case for case in cases if case is not None)


def _case(picture: Examined, dataset: Dataset, run: Path) -> Case | None:
    try:
        asked = question(dataset, picture.row, "test")
        matte = read_matte(run / picture.matte, max_megapixels=LARGEST_MEGAPIXELS)
    except InputError:
        return None
    note = (
        f"IoU {picture.iou:.3f}, boundary F {picture.scores['boundary_f']:.3f}, subject "
        f"{picture.row.subject_share:.0%} of the picture"
    )
    drawn = _panels(asked.photo, asked.truth, matte)
    panels = tuple(codecs.write_flat(panel, "jpeg", quality=QUALITY) for panel in drawn)
    return Case(picture.name, note, panels)


def _panels(photo: Pixels, truth: FloatMap, matte: FloatMap) -> tuple[Pixels, ...]:
    """Each (h, w, 3) uint8 within `PANEL_HW`."""
    size_hw = fit_within(photo.shape[:2], PANEL_HW)
    small = resize(to_depth(photo, EIGHT), size_hw, "area")
    true, found = (resize(alpha, size_hw, "area") for alpha in (truth, matte))
    return small, _grey(true), _grey(found), difference(small, true, found)


def difference(photo: Pixels, truth: FloatMap, matte: FloatMap) -> Pixels:
    """(H, W, 3) uint8: the photo faint and grey, what was missed in red, what was added in blue."""
    grey = photo.mean(axis=2, keepdims=True) * FAINT + 255 * (1 - FAINT)
    missed = np.clip(truth - matte, 0, 1)[..., None]
    taken = np.clip(matte - truth, 0, 1)[..., None]
    mixed = grey * (1 - missed - taken) + missed * np.array(MISSED) + taken * np.array(TAKEN)
    return np.rint(mixed).astype(np.uint8)


def _grey(alpha: FloatMap) -> Pixels:
    return np.repeat(np.rint(alpha * 255).astype(np.uint8)[:, :, None], 3, axis=2)
