"""``nukki video``: cut the subject out of clips."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nukki.cli.errors import debug_option, fail
from nukki.cli.laying import Laying, takes_laying
from nukki.cli.options import takes_options
from nukki.cli.text import printable
from nukki.core.errors import OptionError
from nukki.core.options import POINTING, Options

if TYPE_CHECKING:
    from nukki.video import Clip
    from nukki.video.span import Span

EPILOG = """\b
Formats, by the ending of OUT or by --format:
  .webm  vp9           transparent, for web pages
  .mov   prores        transparent, for editing programs; also qtrle, png-mov, hevc
  .mkv   ffv1          transparent, nothing lost
  .mp4   h264          plays everywhere; needs --background or --over; also stacked
  .gif .webp .apng .avif   animated pictures
  (none) png-sequence  a folder of pictures; also tiff-sequence, exr-sequence

\b
Examples:
  nukki video talk.mp4 -o talk.webm
  nukki video talk.mp4 -o talk.mp4 --background blur
  nukki video talk.mp4 -o talk.mov --start 1:30 --end 2:00
  nukki video talk.mp4 --background beach.mp4 --light-wrap 40 --match-colours 40
  nukki video cam.mp4 --over screen.mp4 --at bottom-right --scale 25%
  nukki video cam.mp4 --over screen.mp4 --shape circle --shadow drop
  nukki video *.mp4 -o cutouts/ --smooth none
  nukki video talk.mp4 -o talk.webm --preset fast --look-every 2
  nukki video talk.mp4 --still 120                  then, with what the studio gave back:
  nukki video talk.mp4 -o talk.webm --keyframe 120=fixed.png
"""

MEANINGLESS = (
    *POINTING, "trim", "margin", "scale", "position", "head", "sheet", "dpi", "format",
    "keep_metadata",
)  # fmt: skip
"""Options that would make frames jump, or that are said otherwise here."""


@click.command("video", epilog=EPILOG)
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option("-o", "--output", metavar="OUT",
              help="File for one clip, folder for several.  [default: <name>.cutout.webm, or .mp4 "
              "over a background]")  # fmt: skip
@click.option("--format", "format_name", metavar="NAME", help="How it is stored; see below.")
@click.option("--smooth", metavar="NAME",
              help="none; median or flow (the mean) of three frames along what moves; ofd drops "
              "what only one says; iir is a running mean.  [default: median]")  # fmt: skip
@click.option("--look-every", metavar="N|auto",
              help="The network looks only at every N-th frame, and where much has changed; mattes "
              "between follow what moves. Faster, less exact.  [default: 1]")  # fmt: skip
@click.option("--keyframe", "keyframes", multiple=True, metavar="N=FILE",
              help="The matte of frame N of the result, counted from 0, as you fixed it, or the "
              "studio's strokes (.json); the frames round it follow. Can be repeated.")  # fmt: skip
@click.option("--still", type=click.IntRange(min=0), metavar="N",
              help="Only write frame N as it is in the clip, as a PNG, to fix its matte by hand.",
              )  # fmt: skip
@click.option("--every", type=click.IntRange(min=1), default=1, metavar="N",
              help="Only every N-th frame.")  # fmt: skip
@click.option("--start", default="0", metavar="TIME", help="From here on: 12.5 or 1:02:03.")
@click.option("--end", metavar="TIME", help="Up to here.")
@click.option("--sound/--no-sound", default=True, help="Keep the sound, which is the default.")
@click.option("--verify/--no-verify", default=True,
              help="Read the result again and compare, which is the default.")  # fmt: skip
@click.option("--resume/--no-resume", default=True,
              help="Go on where a run of the same that was stopped ended, which is the default.",
              )  # fmt: skip
@click.option("--jobs", type=click.IntRange(min=1), default=1, metavar="N",
              help="So many clips at once.")  # fmt: skip
@takes_laying
@takes_options(without=MEANINGLESS)
@debug_option
def command(
    inputs: tuple[str, ...],
    output: str | None,
    format_name: str | None,
    smooth: str | None,
    look_every: str | None,
    keyframes: tuple[str, ...],
    every: int,
    start: str,
    end: str | None,
    sound: bool,
    verify: bool,
    resume: bool,
    jobs: int,
    still: int | None,
    laying: Laying,
    options: Options,
) -> int:
    """Cut the subject out of clips.

    Every frame keeps its exact time, and the sound is kept. Needs pip install 'nukki[video]'.
    """
    from nukki.video import SMOOTHERS, Clip
    from nukki.video.files.targets import targets
    from nukki.video.span import parse_span
    from nukki.video.steady.between import parse_look_every
    from nukki.video.steady.keyframes import parse_keyframes

    taken = parse_span(start, end, every=every)
    if still is not None:
        return _write_still(inputs, still, taken, output, options)
    below, options = laying.below(options)
    opaque = below is not None or options.background is not None or options.matte_only
    fixed = parse_keyframes(keyframes)
    if fixed and len(inputs) > 1:
        raise OptionError("keyframe: its frame is one clip's; call clips one by one")
    sources = [Path(name) for name in inputs]
    found = targets(sources, output, format_name=format_name, opaque=opaque)
    clips = [
        Clip(
            source,
            target,
            entry,
            smooth=SMOOTHERS[smooth or Clip.smooth].name,
            look_every=Clip.look_every if look_every is None else parse_look_every(look_every),
            span=taken,
            overlay=below,
            sound=sound,
            verify=verify,
            keyframes=fixed,
            resume=resume,
        )
        for source, (target, entry) in zip(sources, found, strict=True)
    ]
    return _convert(clips, options, jobs)


def _write_still(
    inputs: tuple[str, ...], number: int, taken: Span, output: str | None, options: Options
) -> int:
    """Write one frame of one clip; the exit code."""
    from nukki.video.still import SUFFIX, still_of, write_still

    if len(inputs) > 1:
        raise OptionError("still: it is of one clip; call clips one by one")
    source = Path(inputs[0])
    target = Path(output or source.with_name(f"{source.stem}.frame-{number:06d}{SUFFIX}"))
    write_still(still_of(source, number, taken, max_megapixels=options.max_megapixels), target)
    click.echo(printable(f"{source}: frame {number} -> {target}"), err=True)
    return 0


def _convert(clips: list[Clip], options: Options, jobs: int) -> int:
    """Convert each; one that fails costs only itself. The exit code."""
    from nukki.cli.display import Display
    from nukki.cli.video_display import VideoDisplay
    from nukki.pipeline import build
    from nukki.video import convert_several

    codes: set[int] = set()
    with Display() as downloads, VideoDisplay() as display:
        remover = build(options, progress=downloads)
        with display.told_what_is_kept(clips):
            for outcome in convert_several(clips, remover, display.listener, jobs=jobs):
                display.ended(outcome)
                if outcome.error is not None:
                    if len(clips) == 1:
                        raise outcome.error
                    fail(str(outcome.error))
                    codes.add(outcome.error.exit_code)
    return next(iter(codes), 0) if len(codes) < 2 else 1
