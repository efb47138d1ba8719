"""How fast and how late live pictures are: 720p from a file at its own pace, with a background.

    pip install '.[video,litert]' && nukki models pull selfie
    python benchmarks/webcam_speed.py [--seconds 20] [--publish]

A clip of 30 frames a second stands in for the camera. Blurred behind, it goes through the code of
`nukki webcam` into nothing, and into a file as H.264, by ``selfie`` and by ``nukki-lite``. Frames a
second and lateness are by the clock, and so of the machine and of what else it does; processor time
for a frame is of the whole process (decoding, network, edges, composite, and what the sink does),
which a busy machine hardly changes. ``--publish`` writes the table into ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from tables import put_table

from nukki import codecs
from nukki.core.options import Options
from nukki.ops.resize import resize
from nukki.video import video_format
from nukki.video.live import Reading, Recording, Show, broadcast, stage, usual_model
from nukki.video.live.shots import ClipSource
from nukki.video.live.sink import Output, Shown, Sink

ROOT = Path(__file__).parents[1]
TABLE = "webcam table"

HEIGHT, WIDTH, RATE = 720, 1280, 30


@dataclass(frozen=True)
class Row:
    """What was measured of one network and one sink."""

    model: str
    sink: str
    reading: Reading
    cpu_ms: float


class Nothing:
    """A sink that takes every picture at once."""

    where = "nothing"

    @contextmanager
    def open(self, size_hw: tuple[int, int], rate: Fraction) -> Iterator[Output]:
        """Itself."""
        yield self

    def watched(self) -> bool:
        """Always."""
        return True

    def take(self, pictures: Iterable[Shown]) -> None:
        """Drop them."""
        for _ in pictures:
            pass


def person_moving(path: Path, seconds: float) -> None:
    """A clip of the examples' astronaut, who sways in front of a wall."""
    photo = codecs.read(ROOT / "examples" / "astronaut.jpg").pixels
    large = resize(photo, (960, 960), "bicubic")
    wall = resize(codecs.read(ROOT / "examples" / "coffee.jpg").pixels, (HEIGHT, WIDTH), "bilinear")
    with av.open(str(path), "w") as clip:
        track = clip.add_stream("libx264", rate=RATE, options={"preset": "veryfast"})
        track.width, track.height, track.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(round(seconds * RATE)):
            left = round(160 + 120 * np.sin(number / 20))
            picture = wall.copy()
            picture[:, left : left + 960] = large[:HEIGHT]
            clip.mux(track.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        clip.mux(track.encode(None))


def measured(model: str, clip: Path, name: str, sink: Sink, seconds: float) -> Row:
    """One run, after a short one that warms everything."""
    staged = stage(Options(model=model, background="blur"))
    broadcast(Show(source=ClipSource(clip), sink=Nothing(), stage=staged, seconds=1))
    before_s = time.process_time()
    source = ClipSource(clip, loop=True)
    reading = broadcast(Show(source=source, sink=sink, stage=staged, rate=RATE, seconds=seconds))
    cpu_ms = (time.process_time() - before_s) * 1000 / max(1, reading.frames)
    return Row(model, name, reading, cpu_ms)


def rows(seconds: float) -> Iterator[Row]:
    models = ["selfie"] if usual_model() == "selfie" else []
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "camera.mp4"
        person_moving(clip, min(seconds, 10))
        for model in (*models, "nukki-lite"):
            yield measured(model, clip, "nothing", Nothing(), seconds)
            target = Path(folder) / f"{model}.mp4"
            sink = Recording(target, video_format(target))
            yield measured(model, clip, "H.264 file", sink, seconds)


def table(found: list[Row], seconds: float) -> str:
    """The README's table."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    head = (
        "| network | into | frames a second | late, half / 95 of 100 | dropped | CPU ms a frame "
        "| one core for it alone |"
    )
    lines = [
        f"{seconds:g} s each on {machine}, at a load of {os.getloadavg()[0]:.0f} when it ended.",
        "",
        head,
        "|---|---|---|---|---|---|---|",
    ]
    for row in found:
        reading = row.reading
        lines.append(
            f"| `{row.model}` | {row.sink} | {reading.fps:.1f} | {reading.p50_ms} / "
            f"{reading.p95_ms} ms | {reading.dropped} | {row.cpu_ms:.1f} | "
            f"{1000 / row.cpu_ms:.0f} a second |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    made = table(list(rows(asked.seconds)), asked.seconds)
    print(made)
    if asked.publish:
        put_table(made, TABLE)


if __name__ == "__main__":
    main()
