"""How well clicks choose an object, by a person who is simulated.

    python benchmarks/clicks.py ../shared/eval/dev --every 24 --clicks 5
    python benchmarks/clicks.py ../shared/eval/dev --every 24 --clicks 5 --finder my-clicks

--finder names a network that was trained by `nukki train --prompts clicks` and exported.

The first click is in the middle of the true object; each next one in the middle of what is most
wrong, on the object or beside it, as in Sofiiuk et al., "Reviving Iterative Training with Mask
Guidance" (2022). Overlap is intersection over union with the truth, both from a half on. NoC@90 is
how many clicks an overlap of 90 % takes, the most there are where it is not reached.

Prints the table of docs/choosing.md: with a network's matte to start from, without one, and for
objects that are pasted beside the subject (`pasted`), which is added to what was found.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pasted import pasted

from nukki import codecs
from nukki.core.arrays import FloatMap, Mask, Pixels
from nukki.core.errors import InputError
from nukki.core.options import Options
from nukki.core.prompts import Action, Prompt
from nukki.core.values import Box, Image, box_of
from nukki.ops.boxes import meet
from nukki.ops.clicks import deepest
from nukki.ops.resize import fit_within, resize
from nukki.pipeline import Remover, build, find_model
from nukki.pipeline.objects import object_finder
from nukki.pipeline.segmenters import at_size
from nukki.stages.objects import Finder, in_box, pick

SHOWN = (1, 3, 5)
GOAL = 0.9
DRAWN = 0.02
"""How far a box's sides are off, as a share of its longer side: one standard deviation."""

SHARES = (0.25, 0.45)
"""Longer side of what is pasted, over the photo's."""

SIDE_PX = 512
"""Photos are measured at this size, which is finer than what clicks are judged on."""


@dataclass(frozen=True)
class Case:
    """A photo, its true object, and what the network made of it."""

    name: str
    pixels: Pixels
    truth: Mask
    matte: FloatMap


def cases(folder: Path, remover: Remover, *, every: int) -> Iterator[Case]:
    for path in sorted((folder / "im").iterdir())[::every]:
        photo = codecs.read(path)
        truth_file = next((folder / "gt").glob(f"{path.stem}.*"))
        size_hw = fit_within(photo.size_hw, (SIDE_PX, SIDE_PX))
        pixels = resize(photo.pixels, size_hw, "area")
        truth = resize(codecs.read(truth_file).pixels[..., 0], size_hw, "area") >= 128
        if truth.any():
            yield Case(path.stem, pixels, truth, remover(Image(pixels)).alpha)


def overlap(found: Mask, truth: Mask) -> float:
    return float((found & truth).sum() / max(1, (found | truth).sum()))


def clicked(
    case: Case, start: FloatMap, finder: Finder, *, clicks: int, action: Action = "choose"
) -> list[float]:
    """Overlap after each click; of what is added, what was there before does not count."""
    before = (start >= 0.5) & ~case.truth if action == "add" else np.zeros_like(case.truth)
    on: list[tuple[float, float]] = []
    beside: list[tuple[float, float]] = []
    found: NDArray[np.bool_] = np.zeros_like(case.truth)
    overlaps: list[float] = []
    for _ in range(clicks):
        missed, missed_depth = deepest(case.truth & ~found)
        extra, extra_depth = deepest(found & ~case.truth)
        (on if missed_depth >= extra_depth else beside).append(
            missed if missed_depth >= extra_depth else extra
        )
        try:
            alpha = pick(case.pixels, start, Prompt(action, on, beside), finder).alpha
            found = (alpha >= 0.5) & ~before
        except InputError:
            found = np.zeros_like(case.truth)
        overlaps.append(overlap(found, case.truth))
    return overlaps


def boxed(case: Case, finder: Finder, *, seed: int) -> float:
    """Overlap of what is found in a box whose sides are drawn a little beside the object's."""
    random, around = np.random.default_rng(seed), box_of(case.truth)
    assert around is not None
    off = [round(DRAWN * max(around.size_hw) * random.normal()) for _ in range(4)]
    drawn = Box(
        around.left + off[0], around.top + off[1], around.right + off[2], around.bottom + off[3]
    )
    box = meet(drawn, Box(0, 0, case.truth.shape[1], case.truth.shape[0]))
    return overlap(in_box(case.pixels, case.matte, box, finder) >= 0.5, case.truth)


def with_pasted(found: list[Case], remover: Remover) -> Iterator[Case]:
    """Each photo's object on another photo, small and smaller, beside its subject."""
    for number, case in enumerate(found):
        host = found[(number + 5) % len(found)]
        for share in SHARES:
            made = pasted(
                host.pixels, host.truth, case.pixels, case.truth, share=share, seed=number
            )
            if made is not None:
                pixels, truth = made
                matte = remover(Image(pixels)).alpha
                yield Case(f"{case.name} on {host.name}, {share}", pixels, truth, matte)


def row(name: str, runs: list[list[float]]) -> str:
    after = [statistics.fmean(run[count - 1] for run in runs) for count in SHOWN]
    needed = [next((i + 1 for i, one in enumerate(run) if one >= GOAL), len(run)) for run in runs]
    share = statistics.fmean(max(run) >= GOAL for run in runs)
    cells = " | ".join(f"{value:.3f}" for value in after)
    return f"| {name} | {cells} | {statistics.fmean(needed):.2f} | {100 * share:.0f} % |"


def _finder(name: str | None, side_px: int | None) -> Finder:
    if name is None:
        return object_finder()
    spec = find_model(name)
    return object_finder(*(at_size((spec,), side_px) if side_px else (spec,)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every so many-th photo")
    parser.add_argument("--clicks", type=int, default=10, help="on each photo; 5 at least")
    parser.add_argument("--model", default=Options.model)
    parser.add_argument("--finder", help="a network that takes clicks; else the best that is here")
    parser.add_argument("--json", type=Path, help="also write each photo's overlaps")
    parser.add_argument("--input-size", type=int, help="what that network sees, in pixels")
    asked = parser.parse_args()
    finder = _finder(asked.finder, asked.input_size)
    alone: list[float] = []
    with_matte: dict[str, list[float]] = {}
    without: dict[str, list[float]] = {}
    remover = build(Options(model=asked.model))
    photos = list(cases(asked.folder, remover, every=asked.every))
    for case in photos:
        alone.append(overlap(case.matte >= 0.5, case.truth))
        with_matte[case.name] = clicked(case, case.matte, finder, clicks=asked.clicks)
        without[case.name] = clicked(case, np.zeros_like(case.matte), finder, clicks=asked.clicks)
    others = list(with_pasted(photos, remover))
    added = {
        case.name: clicked(case, case.matte, finder, clicks=asked.clicks, action="add")
        for case in others
    }
    if asked.json:
        runs = {"matte": with_matte, "without": without, "beside": added}
        asked.json.write_text(json.dumps(runs, indent=1))
    print(f"{len(alone)} photos; {asked.model} alone: {statistics.fmean(alone):.3f}\n")
    print("| | 1 click | 3 clicks | 5 clicks | NoC@90 | reached |\n|---|---|---|---|---|---|")
    print(row(f"{finder.name}, on {asked.model}'s matte", list(with_matte.values())))
    print(row(f"{finder.name}, on nothing", list(without.values())))
    print(row(f"{finder.name}, {len(added)} objects beside the subject", list(added.values())))
    for name, found in (("the subject", photos), ("an object beside it", others)):
        mean = statistics.fmean(boxed(case, finder, seed=i) for i, case in enumerate(found))
        print(f"in a box round {name}: {mean:.3f}")


if __name__ == "__main__":
    main()
