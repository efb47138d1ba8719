"""``nukki compare``: original, cut-out and matte side by side."""

from __future__ import annotations

from pathlib import Path

import click

from nukki.cli.errors import about, debug_option
from nukki.cli.options import takes_options
from nukki.core.options import Options

EPILOG = """\b
Examples:
  nukki compare cat.jpg                     cat.compare.png beside it
  nukki compare cat.jpg -m u2net --edges fine -o cat-u2net-fine.jpg
"""

MEANINGLESS = (
    "matte_only", "background", "background_zoom", "background_position", "turn", "trim", "margin",
    "canvas", "head", "light_wrap", "match_colours", "sheet", "size", "keep_metadata",
)  # fmt: skip
"""Options that change what the figure is there to show."""


@click.command("compare", epilog=EPILOG)
@click.argument("picture", metavar="IN")
@click.option("-o", "--output", metavar="FILE", help="The figure.  [default: <name>.compare.png]")
@takes_options(without=MEANINGLESS)
@debug_option
def command(picture: str, output: str | None, options: Options) -> None:
    """Draw original, cut-out and matte side by side.

    The cut-out lies on a checkerboard.
    """
    from nukki import codecs
    from nukki.batch import check_apart, result_format, write_whole
    from nukki.cli.display import Display
    from nukki.core.options import DEFAULT_FORMAT
    from nukki.pipeline import build
    from nukki.stages.compare import side_by_side

    chosen = codecs.output_format(options.format or DEFAULT_FORMAT)
    target = Path(output or Path(picture).with_suffix(f".compare{chosen.suffixes[0]}"))
    format_name = result_format(target, options)
    check_apart(Path(picture), target)
    with about(picture):
        image = codecs.read(picture, max_megapixels=options.max_megapixels)
    with Display() as display:
        cutout = build(options, warm=False, progress=display)(image)
    figure = codecs.write(side_by_side(cutout), format_name, quality=options.quality)
    write_whole(target, figure)
    click.echo(f"{picture} -> {target}", err=True)
