"""``nukki evaluate report``: several results on one page."""

from __future__ import annotations

from pathlib import Path

import click

from nukki.cli.errors import debug_option
from nukki.cli.text import printable

EPILOG = """\b
Examples:
  nukki evaluate report u2net.json -o u2net.html
  nukki evaluate report fast.json best.json -o presets.html
"""


@click.command("report", epilog=EPILOG)
@click.argument("results", nargs=-1, required=True, metavar="FILE.json...")
@click.option("-o", "--output", required=True, metavar="FILE.html", help="The page.")
@debug_option
def command(results: tuple[str, ...], output: str) -> None:
    """Put results of "nukki evaluate" on one page, the first compared with the others."""
    from nukki import evaluate

    held = [(evaluate.read_json(Path(path)), path) for path in results]
    evaluate.write_html(Path(output), evaluate.told_apart(held))
    click.echo(printable(f"{len(results)} results -> {output}"), err=True)
