"""The table of ``docs/video.md``: how far mattes of clips are off, and how much they flicker.

    python benchmarks/video_quality.py DATA [--frames 12] [--only NAME ...] [--publish]

DATA holds ``eval/video`` (a folder for each clip, with im/ and gt/), ``eval/dev`` (photos whose
alpha is known, for drawn clips) and ``train/bg`` (sceneries for them). Each model looks at each
frame once; all smoothings steady the same mattes, and what is measured is the finished cut-out's
alpha. Frames are consecutive, from the middle of each clip. ``--publish`` writes the table into the
page, where rows of what is not measured this time stay. The rows of rembg are by `nukki.rembg`,
which gives what rembg 2.0.86 gives; those of backgroundremover by itself, with the same weights,
from the matte that it writes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import backgroundremover
import numpy as np
from against_rembg import Bench
from moving import moving_clips
from tables import put_table

from nukki import Options, weights
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.values import Frame, Image
from nukki.evaluate import CLIP_MEASURES, ClipMeter, TrueClip, open_clips
from nukki.evaluate.truth import read_truth
from nukki.models import builtin
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
REMBG, OTHER = "rembg, u2netp", f"{backgroundremover.NAME}, u2netp"
"""Rows of what runs the network of our own row."""

RATE = Fraction(24)
MAX_MEGAPIXELS = 50

NAMES = (REMBG, OTHER, *MODELS)

Shown = tuple[Pixels, FloatMap]
Kinds = dict[str, dict[str, list[Shown]]]
"""Frames by kind of clip and name."""


def filmed(clip: TrueClip, count: int) -> Iterator[Shown]:
    """Frames from the middle of a clip, with the truth about each."""
    for pair in clip.middle(count).frames:
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


def rembg_rows(kinds: Kinds) -> Found:
    """Means over the clips of each kind."""
    session = new_session("u2netp")
    return {
        (kind, REMBG, ""): means(rembg_measured(frames, session) for frames in clips.values())
        for kind, clips in kinds.items()
    }


def other_rows(kinds: Kinds, work: Path) -> Found:
    """Means over the clips of each kind, by backgroundremover in ``work``."""
    bench = Bench(work)
    backgroundremover.prepare(bench, weights.locate(builtin()["u2netp"].weights[0]))
    folder = work / "clips"
    folder.mkdir(exist_ok=True)
    clips = {name: frames for each in kinds.values() for name, frames in each.items()}
    written = {
        write_clip(folder / f"{number}.mkv", frames): folder / f"{number}-matte.mp4"
        for number, frames in enumerate(clips.values())
    }
    sizes = [frames[0][1].shape for frames in clips.values()]
    pairs = zip(written.items(), sizes, strict=True)
    print(backgroundremover.write_mattes(bench, {c: (to, hw) for (c, to), hw in pairs}), flush=True)
    mattes = dict(zip(clips, map(read_matte_clip, written.values()), strict=True))
    return {
        (kind, OTHER, ""): means(metered(mattes[name], frames) for name, frames in clips_of.items())
        for kind, clips_of in kinds.items()
    }


def write_clip(path: Path, frames: Sequence[Shown]) -> Path:
    """A clip of these frames, nothing lost."""
    with av.open(str(path), "w") as clip:
        track = clip.add_stream("ffv1", rate=RATE)
        track.height, track.width = frames[0][1].shape
        track.pix_fmt = "bgr0"
        for pixels, _ in frames:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
            clip.mux(track.encode(picture.reformat(format="bgr0")))
        clip.mux(track.encode(None))
    return path


def read_matte_clip(path: Path) -> list[FloatMap]:
    """The mattes in a grey clip."""
    with av.open(str(path)) as clip:
        return [
            frame.to_ndarray(format="rgb24")[..., 1].astype(np.float32) / np.float32(255)
            for frame in clip.decode(video=0)
        ]


def metered(mattes: Sequence[FloatMap], frames: Sequence[Shown]) -> ClipMeter:
    """The scores of mattes."""
    meter = ClipMeter()
    for matte, (_, truth) in zip(mattes, frames, strict=True):
        meter.add(matte, truth)
    return meter


def means(meters: Iterable[ClipMeter]) -> dict[str, float]:
    """Over some clips."""
    each = [meter.scores() for meter in meters]
    return {key: float(np.mean([one[key] for one in each])) for key in CLIP_MEASURES}


def drawn_and_filmed(asked: argparse.Namespace) -> Kinds:
    """The frames of all clips, by kind and name."""
    clips = open_clips(asked.data / "eval/video")
    drawn = moving_clips(asked.data / "eval/dev", asked.data / "train/bg", DRAWN)
    return {
        "filmed": {clip.name: list(filmed(clip, asked.frames)) for clip in clips},
        "drawn": {clip.name: list(clip.frames(asked.frames)) for clip in drawn},
    }


def measure(asked: argparse.Namespace) -> Found:
    """All clips, models and smoothings that are asked for; means over the clips of a kind."""
    kinds = drawn_and_filmed(asked)
    found: Found = {}
    if REMBG in asked.only:
        found |= rembg_rows(kinds)
    if OTHER in asked.only:
        found |= other_rows(kinds, asked.work)
    for model in (name for name in MODELS if name in asked.only):
        found |= our_rows(kinds, model)
    return found


def our_rows(kinds: Kinds, model: str) -> Found:
    """Means over the clips of each kind, by smoothing."""
    remover, found = build(Options(model=model)), Found()
    for kind, clips in kinds.items():
        meters = []
        for name in (name for name in clips if name in PEOPLE_ONLY.get(model, clips)):
            meters.append(measured(clips[name], remover))
            print(model, name, dict(meters[-1]["none"].scores()), flush=True)
        for smoother in SMOOTHERS if meters else ():
            found[kind, model, smoother] = means(one[smoother] for one in meters)
    return found


def table(found: Found, frames: int) -> str:
    """A line for each kind, model and smoothing; the page's own for what was not measured."""
    heads = [measure.title for measure in CLIP_MEASURES.values()]
    lines = [
        f"{frames} consecutive frames of each clip, 854×480, preset `balanced`.",
        "",
        f"| clips | model | `--smooth` | {' | '.join(heads)} |",
        f"|---|---|---|{'---|' * len(heads)}",
    ]
    rows = page_rows() | {key: row(key, scores) for key, scores in found.items()}
    return "\n".join(lines + sorted(rows.values(), key=place)) + "\n"


def row(key: tuple[str, str, str], scores: dict[str, float]) -> str:
    """A line of the table."""
    cells = [f"{scores[name]:.{m.digits}f}" for name, m in CLIP_MEASURES.items()]
    smooth = f"`{key[2]}`" if key[2] else ""
    return f"| {key[0]} | {key[1]} | {smooth} | {' | '.join(cells)} |"


def place(line: str) -> tuple[int, bool]:
    """Where a line stands: by model, filmed before drawn."""
    _, kind, model, *_ = (cell.strip() for cell in line.split("|"))
    return NAMES.index(model), kind == "drawn"


def page_rows() -> dict[tuple[str, str, str], str]:
    """The lines that the page has now."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = {line: [cell.strip() for cell in line.split("|")] for line in lines}
    return {
        (found[1], found[2], found[3].strip("`")): line
        for line, found in cells.items()
        if len(found) > 3 and found[1] in {"filmed", "drawn"} and found[2] in NAMES
    }


def main() -> None:
    """Measure, print, publish."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--only", nargs="*", default=NAMES, choices=NAMES, metavar="NAME")
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "nukki-benchmarks")
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    made = table(measure(asked), asked.frames)
    print(made)
    if asked.publish:
        put_table(made, TABLE, page=PAGE)


if __name__ == "__main__":
    main()
