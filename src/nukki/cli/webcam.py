"""``nukki webcam``: the camera without its room, live."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nukki.cli.errors import debug_option
from nukki.cli.laying import Laying, takes_laying
from nukki.cli.options import complete_models, takes_options
from nukki.core.fields import describe
from nukki.core.grammar import parse_size
from nukki.core.options import Options

if TYPE_CHECKING:
    from nukki.video.live import Page
    from nukki.video.live.sink import Sink

EPILOG = """\b
Examples:
  nukki webcam                                        your room blurred, in a window
  nukki webcam --background beach.jpg --to camera     for meetings: a camera to other programs
  nukki webcam --background waves.mp4 --to http       for OBS, VLC: http://127.0.0.1:8765/live.mjpg
  nukki webcam --over slides.mp4 --shape circle       yourself on a screen recording
  nukki webcam --camera 1 --background green -o me.mp4
  nukki webcam --camera talk.mp4 --seconds 10         a clip stands in for the camera

\b
Ctrl-C ends it. Without a camera: --camera lavfi:testsrc2 draws a test pattern.
"""

KEPT = (
    "parameters", "weights", "device", "input_size", "background", "background_zoom",
    "background_position", "light_wrap", "match_colours", "shadow", "shadow_opacity", "quality",
    "max_megapixels", "offline", "commercial_only",
)  # fmt: skip
"""Options that mean something for live pictures; the model's default is another one here."""

TO = ("window", "camera", "http")


@click.command("webcam", epilog=EPILOG)
@click.option("--camera", default="0", show_default=True, metavar="N|CLIP|lavfi:...",
              help="Number of the camera, or a clip in place of one.")  # fmt: skip
@click.option("--to", "target", type=click.Choice(TO), default="window", show_default=True,
              help="window: a page in the browser; camera: a virtual camera; http: the page alone.",
              )  # fmt: skip
@click.option("-o", "--output", metavar="FILE", help="Record into a file instead.")
@click.option("-m", "--model", metavar="NAME", shell_complete=complete_models,
              help="[default: selfie where its engine and weights are, else nukki-lite]",
              )  # fmt: skip
@click.option("--size", default="1280x720", show_default=True, metavar="WIDTHxHEIGHT",
              help="Asked of the camera.")  # fmt: skip
@click.option("--fps", type=click.IntRange(1, 240), default=30, show_default=True, metavar="N",
              help="Frames per second at most.")  # fmt: skip
@click.option("--flip", is_flag=True, help="Mirror what the camera sees.")
@click.option("--every", type=click.IntRange(min=1), metavar="N",
              help="Find the subject anew in every N-th frame.  [default: as time allows]",
              )  # fmt: skip
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), metavar="N",
              help="End after so long.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Where the page listens; others than this machine only if you say so.",
              )  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True,
              metavar="N", help="Likewise; 0 takes one that is free.")  # fmt: skip
@takes_laying
@takes_options(without=[name for name in describe(Options) if name not in KEPT])
@debug_option
def command(
    camera: str,
    target: str,
    output: str | None,
    model: str | None,
    size: str,
    fps: int,
    flip: bool,
    every: int | None,
    seconds: float | None,
    host: str,
    port: int,
    laying: Laying,
    options: Options,
) -> int:
    """Show the camera's picture live with another background.

    Needs pip install 'nukki[video]'; nukki[litert] makes it quicker.
    """
    from nukki.cli.display import Display
    from nukki.cli.webcam_display import WebcamDisplay
    from nukki.video.live import Page, Show, broadcast, source_of, stage, usual_model
    from nukki.video.scene.harmony import taken_apart

    name, inset = model or usual_model(), laying.inset()
    source = source_of(
        camera, size_hw=parse_size(size), rate=fps, max_megapixels=options.max_megapixels
    )
    sink = _sink(output, target, Page(host, port, target == "window", options.quality))
    with Display() as downloads, WebcamDisplay(name) as display:
        harmony, rest = taken_apart(options)
        staged = stage(
            replace(rest, model=name),
            over=laying.path,
            inset=inset,
            harmony=harmony,
            progress=downloads,
        )
        show = Show(
            source=source,
            sink=sink,
            stage=staged,
            rate=fps,
            flip=flip,
            every=every,
            seconds=seconds,
        )
        display.ended(broadcast(show, display))
    return 0


def _sink(output: str | None, target: str, page: Page) -> Sink:
    """A recording where a file is named, else what ``--to`` says."""
    from nukki.video import video_format
    from nukki.video.live import Recording, VirtualCamera

    if output is not None:
        return Recording(Path(output), video_format(Path(output)), page.quality)
    return VirtualCamera() if target == "camera" else page
