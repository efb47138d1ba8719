"""``nukki evaluate``: how good mattes are, measured against ground truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nukki.cli.errors import EXIT_INTERRUPTED, debug_option
from nukki.cli.evaluate_report import command as report_command
from nukki.cli.options import takes_options
from nukki.cli.text import printable
from nukki.core.errors import OptionError
from nukki.core.options import Options

if TYPE_CHECKING:
    from nukki.evaluate import Candidate, Dataset, Evaluation

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
  nukki evaluate data/ --mattes others/ -o others.json --against u2net.json
  nukki evaluate report u2net.json others.json -o both.html
"""

MEANINGLESS = (
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
              help="Write the scores here, and as .csv and .html beside it; goes on where an "
              "earlier run stopped.")  # fmt: skip
@click.option("--mattes", metavar="FOLDER", help="Measure the mattes or cut-outs in this folder.")
@click.option("--against", multiple=True, metavar="OTHER.json",
              help="Say which differences are larger than chance; can be repeated.")  # fmt: skip
@click.option("--name", metavar="TEXT", help="What tables call it.  [default: its settings]")
@click.option("--category", "categories", multiple=True, metavar="NAME",
              help="Only this category; can be repeated.")  # fmt: skip
@click.option("--every", type=click.IntRange(min=1), default=1, metavar="N",
              help="Only every N-th photo.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N photos.")
@click.option("--truth", type=click.Choice(["auto", "binary", "alpha", "labels"]), default="auto",
              show_default=True, help="What the masks' grey means, where the data do not say.",
              )  # fmt: skip
@click.option("--cases", type=click.IntRange(min=0), default=6, show_default=True, metavar="N",
              help="Show the N worst and the N best photos in the report.")  # fmt: skip
@click.option("--fresh", is_flag=True, help="Measure every photo anew.")
@takes_options(without=MEANINGLESS)
@debug_option
def command(
    data: str,
    output: str | None,
    mattes: str | None,
    against: tuple[str, ...],
    name: str | None,
    options: Options,
    cases: int,
    fresh: bool,
    **part: Any,
) -> int:
    """Measure a model, a setting or a folder of mattes against ground truth.

    Prints a table by category; -o writes everything. Pairs that cannot be used are named and left
    out. "nukki evaluate report" puts several results into one page.
    """
    from nukki import evaluate
    from nukki.cli.display import Display
    from nukki.cli.scores import Watcher, show

    target = _target(output)
    others = [(evaluate.read_json(Path(path)), path) for path in against]
    chosen_data = _data(data, **part)
    with Display() as display:
        done = evaluate.evaluate(
            chosen_data,
            _candidate(options, mattes, name or "", display),
            journal=_journal(target, fresh),
            cases=cases if target else 0,
            listener=Watcher(display),
            max_megapixels=options.max_megapixels,
        )
    if done.rows:
        _write(target, done, others)
        show(evaluate.told_apart([(done, "now"), *others]))
    return EXIT_INTERRUPTED if done.interrupted else 0


def _data(
    path: str, *, categories: tuple[str, ...], every: int, limit: int | None, truth: Any
) -> Dataset:
    from nukki import evaluate

    whole = evaluate.open_dataset(path, truth=truth)
    return evaluate.select(whole, limit=limit or 0, every=every, categories=categories)


def _target(output: str | None) -> Path | None:
    if output is None:
        return None
    target = Path(output)
    if target.suffix != ".json":
        raise OptionError(f"-o: expected a name that ends in .json, got {output!r}")
    return target


def _candidate(options: Options, mattes: str | None, name: str, progress: Any) -> Candidate:
    from nukki import evaluate
    from nukki.pipeline import build

    if mattes is not None:
        limit = options.max_megapixels
        return evaluate.Mattes(Path(mattes), name, max_megapixels=limit)
    return evaluate.Pipeline(build(options, progress=progress), name)


def _journal(target: Path | None, fresh: bool) -> Path | None:
    if target is None:
        return None
    path = target.with_suffix(".jsonl")
    if fresh:
        path.unlink(missing_ok=True)
    return path


def _write(target: Path | None, done: Evaluation, others: list[tuple[Evaluation, str]]) -> None:
    from nukki import evaluate

    if target is None:
        return
    evaluate.write_json(target, done)
    evaluate.write_csv(target.with_suffix(".csv"), done)
    named = evaluate.told_apart([(done, target.name), *others])
    evaluate.write_html(target.with_suffix(".html"), named)
    click.echo(printable(f"-> {target.with_suffix('')}: .json, .csv, .html"), err=True)
