"""``nukki evaluate``: how good mattes are, measured against ground truth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from nukki.cli.errors import EXIT_INTERRUPTED, debug_option
from nukki.cli.evaluate_report import command as report_command
from nukki.cli.evaluate_runs import Given, Run, runs_of
from nukki.cli.options import takes_options
from nukki.cli.settings import REPEATED, takes_settings
from nukki.cli.text import printable
from nukki.core.errors import OptionError
from nukki.core.options import POINTING, Options
from nukki.core.presets import PresetName

if TYPE_CHECKING:
    from nukki.evaluate import Evaluation

    Labelled: TypeAlias = tuple[Evaluation, str]

EPILOG = """\b
DATA is a folder or a CSV file:
  images/ + masks/, im/ + gt/      plain folders, paired by name
  manifest.csv                     columns stem, or image and mask; category,
                                   alpha_or_binary and trimap when there
  DIS5K, DUTS, P3M, AIM, PPM, DAVIS as they are published

\b
Examples:
  nukki evaluate data/ -m u2net                    a table
  nukki evaluate data/ -m u2net -o u2net.json      and u2net.csv, u2net.html
  nukki evaluate data/ -m u2net -m u2netp -o networks.json   one page for both
  nukki evaluate data/ --mattes others/ -o others.json --against u2net.json
  nukki evaluate davis/ --clips -m u2net -o clips.json       how much mattes flicker
  nukki evaluate report u2net.json others.json -o both.html
"""

MEANINGLESS = (
    *POINTING,
    "matte_only",
    "background",
    "trim",
    "margin",
    "size",
    "format",
    "quality",
    "keep_metadata",
)
"""Options that change the result's shape or file, not its matte."""


class WithReport(click.Command):
    """A command whose first word may be ``report``: then it is that command."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """The context of what was asked for."""
        if args[:1] == ["report"]:
            return report_command.make_context(f"{info_name} report", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command("evaluate", cls=WithReport, epilog=EPILOG)
@click.argument("data", metavar="DATA")
@click.option("-o", "--output", metavar="FILE.json",
              help="Write the scores here, and as .csv and .html beside it; several settings "
              "get a file each and one page. Goes on where an earlier run stopped.")  # fmt: skip
@click.option("--mattes", metavar="FOLDER", help="Measure the mattes or cut-outs in this folder.")
@click.option("--against", multiple=True, metavar="OTHER.json",
              help="Say which differences are larger than chance; can be repeated.")  # fmt: skip
@click.option(
    "--name", default="", metavar="TEXT", help="What tables call it.  [default: its settings]"
)
@click.option("--category", "categories", multiple=True, metavar="NAME",
              help="Only this category; can be repeated.")  # fmt: skip
@click.option("--every", type=click.IntRange(min=1), default=1, metavar="N",
              help="Only every N-th photo or clip.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N",
              help="At most N photos or clips.")  # fmt: skip
@click.option("--clips", is_flag=True,
              help="DATA holds clips, a folder of frames each: MAD, MSE, Grad and dtSSD of each.",
              )  # fmt: skip
@click.option("--frames", type=click.IntRange(min=1), metavar="N",
              help="Of each clip only N frames, from its middle.")  # fmt: skip
@click.option("--smooth", metavar="NAME",
              help="How mattes of clips are steadied, as in nukki video.  [default: median]",
              )  # fmt: skip
@click.option("--look-every", metavar="N|auto",
              help="At which frames of clips the network looks, as in nukki video.  [default: 1]",
              )  # fmt: skip
@click.option("--truth", type=click.Choice(["auto", "binary", "alpha", "labels"]), default="auto",
              show_default=True, help="What the masks' grey means, where the data do not say.",
              )  # fmt: skip
@click.option("--cases", type=click.IntRange(min=0), default=6, show_default=True, metavar="N",
              help="Show the N worst and the N best photos, or clips, in the report.")  # fmt: skip
@click.option("--fresh", is_flag=True, help="Measure everything anew.")
@takes_settings
@takes_options(without=(*MEANINGLESS, *REPEATED))
@debug_option
def command(
    data: str,
    output: str | None,
    mattes: str | None,
    against: tuple[str, ...],
    name: str,
    models: tuple[str, ...],
    presets: tuple[PresetName, ...],
    options: Options,
    cases: int,
    fresh: bool,
    **part: Any,
) -> int:
    """Measure models, settings or a folder of mattes against ground truth.

    Prints a table by category; -o writes everything. Several models and presets are compared with
    the first. Pairs that cannot be used are named and left out. "nukki evaluate report" puts
    earlier results into one page.
    """
    from nukki import evaluate
    from nukki.cli.display import Display

    target = _target(output)
    others = [(evaluate.read_json(Path(path)), path) for path in against]
    given = Given(Path(data), mattes, options, models, presets, name, **part)
    with Display() as display:
        kept = {"journal": _journal(target, fresh), "cases": cases if target else 0}
        runs = runs_of(given, display, kept)
        done = _measure(runs)
    measured = [one for one in done if one.rows]
    _write(target, measured, others, several=len(runs) > 1)
    _show(measured, others)
    return EXIT_INTERRUPTED if done[-1].interrupted else 0


def _target(output: str | None) -> Path | None:
    if output is None:
        return None
    target = Path(output)
    if target.suffix != ".json":
        raise OptionError(f"-o: expected a name that ends in .json, got {output!r}")
    return target


def _measure(runs: Sequence[Run]) -> list[Evaluation]:
    """Each candidate's evaluation, in order; an interrupt ends with the one it came in."""
    done: list[Evaluation] = []
    for run in runs:
        done.append(run())
        if done[-1].interrupted:
            break
    return done


def _journal(target: Path | None, fresh: bool) -> Path | None:
    if target is None:
        return None
    path = target.with_suffix(".jsonl")
    if fresh:
        path.unlink(missing_ok=True)
    return path


def _write(
    target: Path | None, done: Sequence[Evaluation], others: Sequence[Labelled], *, several: bool
) -> None:
    """Each evaluation's JSON and CSV, and one page with all of them and the others."""
    from nukki import evaluate

    if target is None or not done:
        return
    files = [_file(target, one) if several else target for one in done]
    for path, one in zip(files, done, strict=True):
        evaluate.write_json(path, one)
        evaluate.write_csv(path.with_suffix(".csv"), one)
    labels = [path.name for path in files]
    page = target.with_suffix(".html")
    evaluate.write_html(page, evaluate.told_apart([*zip(done, labels, strict=True), *others]))
    names = ", ".join(path.stem for path in files)
    click.echo(printable(f"-> {page}; beside it {names}: .json, .csv"), err=True)


def _file(target: Path, done: Evaluation) -> Path:
    """Where one of several is written: ``scores-u2net-best.json``."""
    return target.with_name(
        f"{target.stem}-{done.settings['model']}-{done.settings['preset']}.json"
    )


def _show(done: Sequence[Evaluation], others: Sequence[Labelled]) -> None:
    """Each evaluation's table; all after the first are compared with it, too."""
    from nukki import evaluate
    from nukki.cli.scores import show

    for number, one in enumerate(done):
        first = [(done[0], "first")] if number else []
        show(evaluate.told_apart([(one, "now"), *first, *others]))
        if one is not done[-1]:
            click.echo()
