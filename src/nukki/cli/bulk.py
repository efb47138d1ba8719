"""``nukki bulk``: a large set of photos, cut out overnight, resumed whenever it was stopped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nukki.cli.errors import EXIT_INTERRUPTED, debug_option
from nukki.cli.options import given_options, takes_options
from nukki.core.errors import OptionError
from nukki.core.options import POINTING, Options

if TYPE_CHECKING:
    from nukki.outlets import Recipe

EPILOG = """\b
Examples:
  nukki bulk photos/ out/                            every core busy; run it again to go on
  nukki bulk photos/ out/ --report report.html       what to look at first, what failed
  nukki bulk photos.csv out/ --recipe shop.yaml      a list of photos, several results of each
  nukki bulk s3://shop/raw s3://shop/cut             object stores: nukki[bulk]
  nukki bulk inbox/ out/ --watch                     until Ctrl-C
  nukki bulk s3://shop/raw s3://shop/cut --cluster auto

\b
What became of each photo is kept in OUT/.nukki: ledger/*.jsonl, failed.csv.
"""


@click.command("bulk", epilog=EPILOG)
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@takes_options(without=POINTING)
@click.option("--recipe", metavar="FILE", help="What is made of each photo; flags override it.")
@click.option(
    "--name",
    metavar="PATTERN",
    help="Names of results, of {folder} {stem} {name} {output}.  [default: {folder}/{stem}]",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Photos under way at once.  [default: what a few trials find best]",
)
@click.option("--retry-failed", is_flag=True, help="Also try again what failed by its own fault.")
@click.option("--report", metavar="FILE.html", help="Write a page: what to review, what failed.")
@click.option("--watch", is_flag=True, help="Keep looking for new photos until Ctrl-C.")
@click.option(
    "--cluster",
    metavar="auto|ADDRESS",
    help="Work on a Ray cluster: the one this machine is in (auto; else one of its own cores), or "
    "one by its address.",
)
@debug_option
@click.pass_context
def command(
    context: click.Context,
    source: str,
    target: str,
    options: Options,
    recipe: str | None,
    name: str | None,
    jobs: int | None,
    retry_failed: bool,
    report: str | None,
    watch: bool,
    cluster: str | None,
) -> int:
    """Cut out a large set of photos, and go on where it was stopped.

    IN is a folder, a prefix such as s3://bucket/photos, or a list: .csv, .jsonl or .parquet. OUT is
    a folder or a prefix. What is done already is left alone; photos of the same content are cut
    out once.
    """
    from nukki import bulk
    from nukki.bulk.page import write_page
    from nukki.cli.bulk_display import BulkDisplay, closing_line

    order = bulk.Order(source=source, target=target, recipe=_recipe(context, options, recipe, name))
    conduct = bulk.Conduct(jobs=jobs or 0, retry_failed=retry_failed)
    if watch and cluster:
        raise OptionError("a cluster works off what is there; drop --watch or --cluster")
    with BulkDisplay(each=watch) as display:
        if cluster:
            from nukki.bulk.on_ray import run_on_ray

            done = run_on_ray(order, conduct, address=cluster, listener=display)
        else:
            work = bulk.watch if watch else bulk.run
            done = work(order, conduct, listener=display, progress=display)
    click.echo(closing_line(done), err=True)
    if report:
        write_page(Path(report), order, done)
        click.echo(f"-> {report}", err=True)
    return EXIT_INTERRUPTED if done.interrupted and not watch else done.exit_code


def _recipe(context: click.Context, options: Options, path: str | None, name: str | None) -> Recipe:
    """The recipe of a file with the flags that were given, or one of flags alone."""
    from dataclasses import replace

    from nukki.outlets import Product, Recipe, read_recipe

    if path is None:
        return Recipe((Product("cutout", options),), name or "")
    chosen = read_recipe(path).overriding(given_options(context, options))
    return replace(chosen, name=name) if name else chosen
