"""``nukki report``: what a trained network does well, where it fails, what to try."""

from __future__ import annotations

from pathlib import Path

import click

from nukki.cli.errors import debug_option
from nukki.cli.text import printable

EPILOG = """\b
Needs no PyTorch. Before "nukki test" it tells of the training alone.

\b
Examples:
  nukki report run/                     run/report.html
  nukki report run/ -o people.html
  nukki report run/ --data dataset/     the data set was moved
"""


@click.command("report", epilog=EPILOG)
@click.argument("run", metavar="RUN")
@click.option("-o", "--output", metavar="FILE.html", help="The page.  [default: RUN/report.html]")
@click.option("--data", metavar="DATASET", help="Where the data set lies now, if it was moved.")
@debug_option
def command(run: str, output: str | None, data: str | None) -> None:
    """Put a training run and its test on one page, with findings in plain words.

    Shows curves, measures, kinds of pictures, thresholds, quality against time, and the best and
    the worst cases. Prints what was found, and what to try.
    """
    from nukki.train.report.cases import Cases, draw_cases
    from nukki.train.report.evidence import find_dataset, gather
    from nukki.train.report.findings import findings
    from nukki.train.report.page import REPORT, write_report
    from nukki.train.report.words import finding_lines
    from nukki.train.run_folder import RunFolder

    folder = RunFolder.open(run)
    dataset = find_dataset(folder, Path(data) if data else None)
    evidence = gather(folder, dataset)
    test = evidence.test
    cases = draw_cases(test, dataset, folder.path) if test and dataset else Cases()
    page = Path(output) if output else folder.path / REPORT
    write_report(page, evidence, cases)
    click.echo(printable("\n".join(finding_lines(findings(evidence)))))
    click.echo(printable(f"-> {page}"), err=True)
