"""How long nukki-lite takes: its network beside u2netp's, in turn, the whole command, and a clip.

    python benchmarks/nukki_lite_speed.py [--rounds 30] [--publish]

``--publish`` writes the table into docs/nukki-lite.md. u2netp's weights are fetched where they are
not here yet. The clip is read, cut out and laid over white, and not encoded; ``nukki[video]`` must
be installed for it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from against_rembg import MAKE_PHOTOS, ROOT
from tables import put_table
from video_speed import MAKE_CLIP
from whole_command import measure, median

from nukki import weights
from nukki.core.options import Options
from nukki.core.values import CutoutFrame
from nukki.engines import Session, SessionOptions, open_session
from nukki.pipeline import build, find_model
from nukki.video import VIDEO_FORMATS, Clip, convert
from nukki.video.files.format import Order

PAGE = ROOT / "docs" / "nukki-lite.md"
TABLE = "speed"

AGAINST = "u2netp"
AGAINST_PX = 320
SIZES = (256, 320, 384, 512)
COMMANDS = 7
FRAMES = 120
CLIPS = 3
CLIP_SIZES = (320, 384)


@dataclass(frozen=True)
class Runner:
    """A network and a picture of one size for it."""

    session: Session
    inputs: Mapping[str, np.ndarray]

    @classmethod
    def of(cls, model: str, side: int) -> Runner:
        """A model's, loaded."""
        session = open_session(weights.locate(find_model(model).weights[0]), SessionOptions())
        picture = np.full((1, 3, side, side), 0.5, np.float32)
        return cls(session, {next(iter(session.inputs)): picture})

    def seconds(self) -> float:
        """What one run takes."""
        begun = time.perf_counter()
        self.session.run(self.inputs, outputs=[0])
        return time.perf_counter() - begun


def in_turn(runners: Sequence[Runner], rounds: int) -> list[list[float]]:
    """Seconds of each runner's runs; the first round is not counted."""
    times = [[runner.seconds() for runner in runners] for _ in range(rounds + 1)][1:]
    return [list(column) for column in zip(*times, strict=True)]


def table(rounds: int) -> list[str]:
    """The networks' rows."""
    times = in_turn(
        [Runner.of("nukki-lite", side) for side in SIZES] + [Runner.of(AGAINST, AGAINST_PX)], rounds
    )
    *ours, theirs = times
    lines = ["| network | ms | of u2netp's |", "|---|---|---|"]
    for side, column in zip(SIZES, ours, strict=True):
        share = statistics.median(a / b for a, b in zip(column, theirs, strict=True))
        lines.append(
            f"| nukki-lite, {side} px | {1000 * statistics.median(column):.0f} | {share:.2f} |"
        )
    lines.append(f"| {AGAINST}, {AGAINST_PX} px | {1000 * statistics.median(theirs):.0f} | |")
    return lines


def whole_command(folder: Path) -> str:
    """The command with a photo of a megapixel, and an empty home."""
    examples = str(ROOT / "examples")
    subprocess.run([sys.executable, "-c", MAKE_PHOTOS, str(folder), examples], check=True)
    result = str(folder / "cut.png")
    words = ["remove", str(folder / "1mp.jpg"), "-m", "nukki-lite", "-o", result]
    environment = os.environ | {"NUKKI_HOME": str(folder / "home")}
    command = [sys.executable, "-m", "nukki", *words]
    costs = [measure(command, environment) for _ in range(COMMANDS + 1)][1:]
    return (
        f"The whole command with a photo of a megapixel, `--preset balanced`: "
        f"{median(costs, 'wall_s'):.2f} s, {median(costs, 'peak_mib'):.0f} MiB."
    )


def frames_a_second(folder: Path) -> str:
    """Of a clip of 720p, `--preset fast`, once it goes."""
    photo, clip = str(ROOT / "examples" / "astronaut.jpg"), folder / "clip.mp4"
    subprocess.run([sys.executable, "-c", MAKE_CLIP, str(clip), photo, str(FRAMES)], check=True)
    rates = [[_rate(clip, side) for side in CLIP_SIZES] for _ in range(CLIPS)]
    shown = " and ".join(f"{statistics.median(rate):.0f}" for rate in zip(*rates, strict=True))
    sides = " and ".join(map(str, CLIP_SIZES))
    return (
        "A clip of 720p over white, read, cut out and not encoded, `--preset fast` at "
        f"{sides} px: {shown} frames a second."
    )


def _rate(clip: Path, side: int) -> float:
    options = Options(model="nukki-lite", preset="fast", background="white", input_size=side)
    target = clip.with_name("unwritten.mp4")
    times: list[float] = []

    def note(draft: Path, frames: Iterable[CutoutFrame], order: Order) -> None:
        times.extend(time.perf_counter() for _ in frames)
        draft.touch()

    unwritten = replace(VIDEO_FORMATS["h264"], write=note)
    convert(Clip(clip, target, unwritten, verify=False, resume=False), build(options))
    return (len(times) - 1) / (times[-1] - times[0])


def main() -> None:
    """Measure, print, and write the page when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    cores = os.cpu_count()
    with tempfile.TemporaryDirectory() as folder:
        # first: a process counts the memory of the one that it was forked from
        command = whole_command(Path(folder))
        clip = frames_a_second(Path(folder))
    lines = [f"Medians of {asked.rounds} runs in turn, {cores} cores, onnxruntime.", ""]
    lines += [*table(asked.rounds), "", command, "", clip]
    text = "\n".join(lines) + "\n"
    print(text)
    if asked.publish:
        put_table(text, TABLE, page=PAGE)


if __name__ == "__main__":
    main()
