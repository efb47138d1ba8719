"""``nukki sprites``: several cut-outs on one sheet, with a description for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nukki.cli.errors import about, debug_option
from nukki.cli.options import takes_options
from nukki.core.errors import OptionError
from nukki.core.options import POINTING, Options

if TYPE_CHECKING:
    from nukki.core.values import Cutout

EPILOG = """\b
Examples:
  nukki sprites walk/*.png -o walk.png             walk.png, and walk.json beside it
  nukki sprites things/ -o things.webp --size 256  each within 256 pixels
  nukki sprites *.jpg -o stickers.png --outline '3% white' --gap 8

\b
The description is TexturePacker's "JSON (Hash)", which Phaser, PixiJS, Godot and others read.
"""

MEANINGLESS = (
    *POINTING, "trim", "margin", "canvas", "head", "matte_only", "background", "background_zoom",
    "background_position", "light_wrap", "match_colours", "sheet", "clipping_path",
    "path_tolerance", "instance",
)  # fmt: skip
"""Options that say something of one picture, or leave nothing transparent."""


@click.command("sprites", epilog=EPILOG)
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option("-o", "--output", required=True, metavar="FILE", help="The sheet.")
@click.option("--gap", type=click.IntRange(0, 1000), default=2, show_default=True,
              metavar="PIXELS", help="What stays clear between two.")  # fmt: skip
@click.option("--most", type=click.IntRange(16, 32768), default=8192, show_default=True,
              metavar="PIXELS", help="The longest side that the sheet may have.")  # fmt: skip
@takes_options(without=MEANINGLESS)
@debug_option
def command(inputs: tuple[str, ...], output: str, gap: int, most: int, options: Options) -> None:
    """Pack the subjects of several pictures onto one sheet.

    Where each lies is written beside it as JSON.
    """
    import json

    from nukki import __version__, codecs
    from nukki.batch import result_format, write_whole
    from nukki.stages.sprites import sprite_sheet

    target = Path(output)
    format_name = result_format(target, options)
    if not codecs.FORMATS[format_name].alpha:
        raise OptionError(f"{format_name} holds no transparency; choose png, webp or avif")
    sheet = sprite_sheet(_cut(inputs, target, options), gap_px=gap, most_px=most)
    told = sheet.described(target.name, app="nukki", version=__version__)
    write_whole(target, codecs.write(sheet.picture, format_name, quality=options.quality))
    write_whole(target.with_suffix(".json"), (json.dumps(told, indent=1) + "\n").encode())
    height, width = sheet.picture.size_hw
    click.echo(f"{len(sheet.sprites)} sprites, {width} x {height} -> {target}", err=True)


def _cut(inputs: tuple[str, ...], target: Path, options: Options) -> dict[str, Cutout]:
    """The cut-out of each picture, by its file's name; of two of one name by the path."""
    from nukki import batch
    from nukki.cli.display import Display
    from nukki.pipeline import build

    cutouts: dict[str, Cutout] = {}
    with Display() as display:
        remover = build(options, progress=display)
        for entry in batch.discover(inputs):
            if isinstance(entry, batch.Problem):
                with about(entry.path):
                    raise entry.error
            if entry.path.resolve() == target.resolve():
                continue  # the sheet of an earlier run
            with about(str(entry.path)):
                opened = remover.read(entry.path)
                refined = remover.refined(remover.still(opened), input_hw=opened.size_hw)
                name = entry.path.name
                cutouts[name if name not in cutouts else entry.path.as_posix()] = remover.compose(
                    refined
                )
    return cutouts
