"""``nukki evaluate``: how good mattes are, measured against ground truth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from nukki.cli.errors import EXIT_INTERRUPTED, debug_option
from nukki.cli.evaluate_report import command as report_command
from nukki.cli.options import takes_options
from nukki.cli.settings import REPEATED, pipelines, takes_settings
from nukki.cli.text import printable
from nukki.core.errors import OptionError
from nukki.core.options import POINTING, Options
from nukki.core.presets import PresetName

if TYPE_CHECKING:
    from nukki.cli.display import Display
    from nukki.evaluate import Candidate, Dataset, Evaluation

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
              help="Only every N-th photo.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N photos.")
@click.option("--truth", type=click.Choice(["auto", "binary", "alpha", "labels"]), default="auto",
              show_default=True, help="What the masks' grey means, where the data do not say.",
              )  # fmt: skip
@click.option("--cases", type=click.IntRange(min=0), default=6, show_default=True, metavar="N",
              help="Show the N worst and the N best photos in the report.")  # fmt: skip
@click.option("--fresh", is_flag=True, help="Measure every photo anew.")
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
    chosen_data = _data(data, **part)
    with Display() as display:
        chosen: Sequence[Candidate] = (
            pipelines(options, models, presets, name=name, progress=display)
            if mattes is None
            else [evaluate.Mattes(Path(mattes), name, max_megapixels=options.max_megapixels)]
        )
        done = _measure(
            chosen_data,
            chosen,
            display,
            journal=_journal(target, fresh),
            cases=cases if target else 0,
            max_megapixels=options.max_megapixels,
        )
    measured = [one for one in done if one.rows]
    _write(target, measured, others, several=len(chosen) > 1)
    _show(measured, others)
    return EXIT_INTERRUPTED if done[-1].interrupted else 0


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


def _measure(
    data: Dataset, candidates: Sequence[Candidate], display: Display, **settings: Any
) -> list[Evaluation]:
    """Each candidate's evaluation, in order; an interrupt ends with the one it came in."""
    from nukki import evaluate
    from nukki.cli.scores import Watcher

    done: list[Evaluation] = []
    for candidate in candidates:
        done.append(evaluate.evaluate(data, candidate, listener=Watcher(display), **settings))
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
