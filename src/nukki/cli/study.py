"""``nukki study``: how cut-outs change as photos get worse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nukki.cli.errors import EXIT_INTERRUPTED, debug_option
from nukki.cli.evaluate import MEANINGLESS
from nukki.cli.options import takes_options
from nukki.cli.settings import REPEATED, pipelines, takes_settings
from nukki.cli.text import printable
from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.core.presets import PresetName

if TYPE_CHECKING:
    from nukki.evaluate.study import Study

DEFAULT_OUTPUT = "study.html"

EPILOG = """\b
FOLDER holds photos; those with masks, laid out as for "nukki evaluate", are
measured against them, others against the model's own answer on the clean photo.

\b
Examples:
  nukki study photos/                           study.html and study.json
  nukki study photos/ -m u2netp -m u2net -o networks.html
  nukki study photos/ --preset fast --preset best
"""


@click.command("study", epilog=EPILOG)
@click.argument("folder", metavar="FOLDER")
@click.option("-o", "--output", metavar="FILE.html", default=DEFAULT_OUTPUT, show_default=True,
              help="The report; .json and .jsonl lie beside it, and a study that was stopped goes "
              "on from there.")  # fmt: skip
@takes_settings
@click.option("--limit", type=click.IntRange(min=1), default=12, show_default=True, metavar="N",
              help="At most N photos, evenly spread over the folder.")  # fmt: skip
@click.option("--fresh", is_flag=True, help="Measure everything anew.")
@takes_options(without=(*MEANINGLESS, *REPEATED))
@debug_option
def command(
    folder: str,
    output: str,
    models: tuple[str, ...],
    presets: tuple[PresetName, ...],
    limit: int,
    fresh: bool,
    options: Options,
) -> int:
    """See how cut-outs change as photos get worse, in one report.

    Changes brightness, contrast, blur, sharpening, noise, JPEG quality, subject size and
    resolution, step by step, and measures quality and time. Pictures that cannot be used are named
    and left out.
    """
    from nukki.cli.display import Display
    from nukki.cli.watcher import Watcher
    from nukki.evaluate import study as room

    target = _target(output)
    journal = target.with_suffix(".jsonl")
    if fresh:
        journal.unlink(missing_ok=True)
    with Display() as display:
        done = room.study(
            folder,
            pipelines(options, models, presets, progress=display),
            limit=limit,
            journal=journal,
            listener=Watcher(display),
            max_megapixels=options.max_megapixels,
        )
    if done.rows:
        _show(done, target)
    return EXIT_INTERRUPTED if done.interrupted else 0


def _target(output: str) -> Path:
    target = Path(output)
    if target.suffix not in (".html", ".htm"):
        raise OptionError(f"-o: expected a name that ends in .html, got {output!r}")
    return target


def _show(done: Study, target: Path) -> None:
    from nukki.evaluate import study as room

    room.write_json(target.with_suffix(".json"), done)
    room.write_html(target, done)
    for line in (*room.summary(done), *room.recommendations(done)):
        click.echo(printable(line))
    click.echo(printable(f"-> {target} and {target.with_suffix('.json').name}"), err=True)
