"""The table of ``docs/video.md``: what mattes lose where the network does not look at every frame.

    python benchmarks/video_looks.py DATA [--frames 12] [--publish]

DATA holds ``eval/video``, as for ``video_quality.py``. Each model looks at each frame once; its
rows are made of the same mattes, of which they leave some out. Mattes are steadied as usual.
``--publish`` writes the table into the page.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from tables import put_table
from video_quality import PAGE, RATE, Shown, filmed, means

from nukki import Options
from nukki.core.presets import PresetName
from nukki.core.values import Frame, Image, Matte
from nukki.evaluate import CLIP_MEASURES, ClipMeter, open_clips
from nukki.pipeline import Remover, build
from nukki.video import SMOOTHERS, Clip
from nukki.video.steady.between import looked_at, parse_look_every
from nukki.video.steady.seen import Watched

TABLE = "looks"
MODELS = ("u2netp", "nukki-lite")
PRESET: PresetName = "fast"
"""Of those who want it fast."""

LOOKS = ("1", "2", "3", "auto")


@dataclass(frozen=True)
class Line:
    """What one setting reached on clips of one kind.

    Attributes:
        looks: Share of the frames that the network looked at.
        scores: Means over the clips.
    """

    looks: float
    scores: dict[str, float]


Found = dict[tuple[str, str], Line]
"""By model and setting."""


def measured(frames: Sequence[Shown], remover: Remover) -> dict[str, tuple[ClipMeter, float]]:
    """Each setting's scores of one clip, and the share of frames that were looked at."""
    watched = [
        Watched(Frame(Image(pixels), number / RATE, 1 / RATE))
        for number, (pixels, _) in enumerate(frames)
    ]
    found = cache(remover.look)
    steady = SMOOTHERS[Clip.smooth].steady
    rows = {}
    for setting in LOOKS:
        asked: list[Image] = []

        def look(image: Image, asked: list[Image] = asked) -> Matte:
            asked.append(image)
            return found(image)

        meter = ClipMeter()
        seen = steady(looked_at(watched, look, every=parse_look_every(setting)))
        for now, (_, truth) in zip(seen, frames, strict=True):
            meter.add(remover.cut_by(now.frame.image, now.matte).alpha, truth)
        rows[setting] = meter, len(asked) / len(frames)
    return rows


def measure(clips: Sequence[Sequence[Shown]]) -> Found:
    """All models, settings and clips; means over the clips."""
    found: Found = {}
    for model in MODELS:
        remover = build(Options(model=model, preset=PRESET))
        rows = [measured(frames, remover) for frames in clips]
        for setting in LOOKS:
            meters, shares = zip(*(row[setting] for row in rows), strict=True)
            found[model, setting] = Line(float(np.mean(shares)), means(meters))
            print(model, setting, found[model, setting], flush=True)
    return found


def table(found: Found, frames: int) -> str:
    """A line for each model and setting."""
    heads = [measure.title for measure in CLIP_MEASURES.values()]
    lines = [
        f"{frames} frames of each filmed clip, `--preset {PRESET} --smooth {Clip.smooth}`.",
        "",
        f"| model | `--look-every` | looked at | {' | '.join(heads)} |",
        f"|---|---|---|{'---|' * len(heads)}",
    ]
    for (model, setting), line in found.items():
        cells = [f"{line.scores[name]:.{m.digits}f}" for name, m in CLIP_MEASURES.items()]
        looks = f"{line.looks:.0%}"
        lines.append(f"| {model} | `{setting}` | {looks} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, publish."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    clips = open_clips(asked.data / "eval/video")
    made = table(measure([list(filmed(clip, asked.frames)) for clip in clips]), asked.frames)
    print(made)
    if asked.publish:
        put_table(made, TABLE, page=PAGE)


if __name__ == "__main__":
    main()
