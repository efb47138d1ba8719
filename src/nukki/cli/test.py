"""``nukki test``: a trained network on pictures that it has never seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nukki.cli.errors import debug_option
from nukki.cli.text import columns, printable

if TYPE_CHECKING:
    from nukki.train.report.examined import Examination
    from nukki.train.run_folder import RunFolder

EPILOG = """\b
The test split is read once: choose by the validation pictures, test when
nothing is left to choose. The run records when it was tested and with which
weights; the same command again shows those numbers. Models named by --against
are measured on the same pictures, also later.

\b
Examples:
  nukki test run/
  nukki test run/ --against u2netp --against u2net   quality against time
  nukki test run/ --again                            recorded as a repeat
"""


@click.command("test", epilog=EPILOG)
@click.argument("run", metavar="RUN")
@click.option("--against", multiple=True, metavar="MODEL",
              help="Also measure this model of the shelf; can be repeated.")  # fmt: skip
@click.option("--again", is_flag=True,
              help="Measure once more; recorded, as the split is no longer unseen.")  # fmt: skip
@click.option("--data", metavar="DATASET", help="Where the data set lies now, if it was moved.")
@click.option("--device", default="auto", show_default=True, metavar="NAME",
              help="auto, cpu, cuda or mps; fails if not there.")  # fmt: skip
@click.option("--threads", type=click.IntRange(min=0), default=0, show_default=True, metavar="N",
              help="CPU threads that calculate; 0 takes one a core.")  # fmt: skip
@debug_option
def command(
    run: str, against: tuple[str, ...], again: bool, data: str | None, device: str, threads: int
) -> None:
    """Measure a trained network on the untouched test split, once.

    Prints measures with intervals, for all pictures and by kind of picture, and keeps them in
    test.json, the mattes in test/. "nukki report" makes a page of them.
    """
    from nukki.train.report.files import read_test
    from nukki.train.run_folder import RunFolder

    folder = RunFolder.open(run)
    known = None if again else read_test(folder.path)
    if known is None or against:
        known = _measured(folder, known, again, against, data, device=device, threads=threads)
    else:
        _say_known(folder, known)
    _show(known)
    click.echo(printable(f"-> {folder.path / 'test.json'}; next: nukki report {run}"), err=True)


def _measured(
    run: RunFolder,
    known: Examination | None,
    again: bool,
    against: tuple[str, ...],
    data: str | None,
    *,
    device: str,
    threads: int,
) -> Examination:
    from nukki.train.requirements import need_training

    need_training()
    from nukki.cli.display import Display
    from nukki.cli.watcher import Watcher
    from nukki.train.examination import examine, known_models, measure_models, open_test_split

    known_models(against)
    _check_unread(run, known, again)
    dataset = open_test_split(run, Path(data) if data else None)
    if known is not None:
        _say_known(run, known)
    with Display() as display:
        watcher = Watcher(display)
        test = known or examine(run, dataset, device=device, threads=threads, listener=watcher)
        return measure_models(
            run, test, dataset, against, device=device, threads=threads, listener=watcher,
            progress=display,
        )  # fmt: skip


def _check_unread(run: RunFolder, known: Examination | None, again: bool) -> None:
    """Refuse to read the split once more by accident, when the file with its numbers is lost."""
    from nukki.core.errors import OptionError

    if known is None and run.record.tests and not again:
        last = run.record.tests[-1]
        raise OptionError(
            f"{run.path}: was tested on {last['when']} (IoU {last['iou']:.4f}), but its test.json "
            "is gone; --again measures once more, and is recorded as a repeat"
        )


def _say_known(run: RunFolder, known: Examination) -> None:
    from nukki.train.report.files import weights_digest

    done = known.occasion
    click.echo(
        f"tested on {done.when} with weights {done.weights[:12]}; these are the numbers recorded "
        "then (--again measures once more)",
        err=True,
    )
    if weights_digest(run) != done.weights:
        click.echo("nukki: note: the weights have changed since", err=True)


def _show(test: Examination) -> None:
    from nukki.train.report import words

    repeated = f"; {words.repeat_text(test)}" if test.earlier else ""
    groups = f" of {test.groups} groups" if test.groups < len(test.pictures) else ""
    click.echo(f"{len(test.pictures)} test pictures{groups}{repeated}")
    click.echo(printable(columns(list(words.measure_rows(test)))))
    click.echo()
    if len(parts := list(words.slice_rows(test))) > 1:
        click.echo(printable(columns(parts)))
        click.echo()
    if test.others:
        click.echo(printable(columns(list(words.other_rows(test)))))
        click.echo()
    for name, why in test.skipped.items():
        click.echo(printable(f"{name} was left out: {why}"))
    click.echo(words.sweep_line(test))
    click.echo(printable(words.time_line(test)))
    if test.left_out:
        click.echo(f"{len(test.left_out)} pictures could not be read")
