"""The table of ``docs/video.md``: how far mattes of clips are off, and how much they flicker.

    python benchmarks/video_quality.py DATA [--frames 12] [--publish]

DATA holds ``eval/video`` (a folder for each clip, with im/ and gt/), ``eval/dev`` (photos whose
alpha is known, for drawn clips) and ``train/bg`` (sceneries for them). Each model looks at each
frame once; all smoothings steady the same mattes, and what is measured is the finished cut-out's
alpha. Frames are consecutive, from the middle of each clip. ``--publish`` writes the table into the
page. The rows of rembg are by `nukki.rembg`, which gives what rembg 2.0.86 gives.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from moving import moving_clips
from tables import put_table

from nukki import Options
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.values import Frame, Image
from nukki.evaluate import CLIP_MEASURES, ClipMeter, TrueClip, open_clips
from nukki.evaluate.truth import read_truth
from nukki.pipeline import Remover, build
from nukki.rembg import new_session, remove
from nukki.video import SMOOTHERS
from nukki.video.steady.smoothing import Seen

PAGE = Path(__file__).parents[1] / "docs" / "video.md"
TABLE = "clips"

MODELS = ("nukki-lite", "u2netp", "selfie")
PEOPLE_ONLY = {"selfie": ("lucia", "breakdance-flare", "kite-walk")}
"""What a model for people is measured on: clips of people."""

DRAWN = ("lemur", "GT04", "wes_elves_druid")
REMBG = "u2netp"
"""The network that rembg's rows are of."""

RATE = Fraction(24)
MAX_MEGAPIXELS = 50

Shown = tuple[Pixels, FloatMap]


def filmed(clip: TrueClip, count: int) -> Iterator[Shown]:
    """Frames from the middle of a clip, with the truth about each."""
    start = max(0, (len(clip.frames) - count) // 2)
    for pair in clip.part(start=start, count=count).frames:
        truth = read_truth(pair, max_megapixels=MAX_MEGAPIXELS)
        yield truth.image.pixels, truth.alpha


def looked_at(frames: Sequence[Shown], remover: Remover) -> list[Seen]:
    """The frames with the mattes that the network finds."""
    found = []
    for number, (pixels, _) in enumerate(frames):
        frame = Frame(Image(pixels), number / RATE, 1 / RATE)
        found.append(Seen(frame, remover.look(frame.image)))
    return found


def measured(frames: Sequence[Shown], remover: Remover) -> dict[str, ClipMeter]:
    """Each smoothing's scores of one clip."""
    seen = looked_at(frames, remover.for_clip())
    meters = {}
    for smoother in SMOOTHERS.values():
        meter = meters[smoother.name] = ClipMeter()
        for now, (_, truth) in zip(smoother.steady(seen), frames, strict=True):
            meter.add(remover.cut_by(now.frame.image, now.matte).alpha, truth)
    return meters


Found = dict[tuple[str, str, str], dict[str, float]]
"""Scores by kind of clip, model and smoothing."""


def rembg_measured(frames: Sequence[Shown], session: object) -> ClipMeter:
    """The scores of rembg's mattes, of which each is made by itself."""
    meter = ClipMeter()
    for pixels, truth in frames:
        mask = remove(pixels, session=session, only_mask=True)
        meter.add(np.asarray(mask, np.float32) / np.float32(255), truth)
    return meter


def rembg_rows(kinds: dict[str, dict[str, list[Shown]]]) -> Found:
    """Means over the clips of each kind."""
    session = new_session(REMBG)
    found: Found = {}
    for kind, clips in kinds.items():
        each = [rembg_measured(frames, session).scores() for frames in clips.values()]
        means = {key: float(np.mean([one[key] for one in each])) for key in CLIP_MEASURES}
        found[kind, f"rembg, {REMBG}", ""] = means
    return found


def drawn_and_filmed(asked: argparse.Namespace) -> dict[str, dict[str, list[Shown]]]:
    """The frames of all clips, by kind and name."""
    clips = open_clips(asked.data / "eval/video")
    drawn = moving_clips(asked.data / "eval/dev", asked.data / "train/bg", DRAWN)
    return {
        "filmed": {clip.name: list(filmed(clip, asked.frames)) for clip in clips},
        "drawn": {clip.name: list(clip.frames(asked.frames)) for clip in drawn},
    }


def measure(asked: argparse.Namespace) -> Found:
    """All clips, models and smoothings; means over the clips of a kind."""
    kinds = drawn_and_filmed(asked)
    found = rembg_rows(kinds)
    for model in asked.models:
        remover = build(Options(model=model))
        for kind, clips in kinds.items():
            names = [name for name in clips if name in PEOPLE_ONLY.get(model, clips)]
            meters = []
            for name in names:
                meters.append(measured(clips[name], remover))
                print(model, name, dict(meters[-1]["none"].scores()), flush=True)
            for smoother in SMOOTHERS if names else ():
                each = [one[smoother].scores() for one in meters]
                means = {key: float(np.mean([one[key] for one in each])) for key in CLIP_MEASURES}
                found[kind, model, smoother] = means
    return found


def table(found: Found, frames: int) -> str:
    """A line for each kind, model and smoothing."""
    heads = [measure.title for measure in CLIP_MEASURES.values()]
    lines = [
        f"{frames} consecutive frames of each clip, 854×480, preset `balanced`.",
        "",
        f"| clips | model | `--smooth` | {' | '.join(heads)} |",
        f"|---|---|---|{'---|' * len(heads)}",
    ]
    for (kind, model, smoother), scores in found.items():
        cells = [f"{scores[key]:.{m.digits}f}" for key, m in CLIP_MEASURES.items()]
        smooth = f"`{smoother}`" if smoother else ""
        lines.append(f"| {kind} | {model} | {smooth} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, publish."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--models", nargs="*", default=MODELS)
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    made = table(measure(asked), asked.frames)
    print(made)
    if asked.publish:
        put_table(made, TABLE, page=PAGE)


if __name__ == "__main__":
    main()
