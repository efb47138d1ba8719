"""``nukki data prepare``: a data set of any layout made ready to train on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nukki.cli.data.source import DEFAULTS, LAYOUT_EPILOG, chosen, folder, takes_source
from nukki.cli.errors import debug_option
from nukki.cli.text import columns, printable

EPILOG = (
    LAYOUT_EPILOG
    + """
\b
Examples:
  nukki data prepare photos/ masks/ -o dataset/
  nukki data prepare list.csv --where category=person --group-by person_id -o people/
  nukki data prepare clips/ --group-by '^(clip[0-9]+)' --split 80,10,10 -o dataset/
  nukki data prepare cutouts/ --backgrounds rooms/ -o dataset/
"""
)


@click.command("prepare", epilog=EPILOG)
@takes_source
@click.option("-o", "--output", required=True, metavar="DATASET", help="The folder that is made.")
@click.option("--backgrounds", metavar="FOLDER", help="Pictures to lay cut-outs over.")
@click.option("--group-by", default=DEFAULTS.group_by, metavar="COLUMN|REGEX",
              help="Pictures alike in this column, or in this part of their name, are never on two "
              "sides of the split: one person, one clip.  [default: the column group]")  # fmt: skip
@click.option("--split", default=DEFAULTS.shares.as_text(), show_default=True, metavar="T,V,T",
              help="Shares for training, validation and test.")  # fmt: skip
@click.option("--seed", type=int, default=DEFAULTS.seed, show_default=True, metavar="N",
              help="Another seed, another split.")  # fmt: skip
@click.option("--long-side", "long_side_px", type=click.IntRange(min=32), metavar="PIXELS",
              default=DEFAULTS.long_side_px, show_default=True,
              help="Larger pictures are stored at this size.")  # fmt: skip
@click.option("--near", "near_bits", type=click.IntRange(-1, 128), default=DEFAULTS.near_bits,
              show_default=True, metavar="BITS",
              help="Pictures whose 128-bit fingerprints differ in no more are one picture's copies;"
              " -1 does not look.")  # fmt: skip
@click.option("--strict", is_flag=True, help="A picture that cannot be used is an error.")
@debug_option
def command(
    source: str, masks: str | None, output: str, backgrounds: str | None, **given: Any
) -> int:
    """Check, split and store photos with masks, to train on.

    Bad pairs are named and left out. Near copies and groups stay on one side of the split. Writes
    a manifest, statistics and a contact sheet; a run that was stopped goes on.
    """
    from nukki.cli.display import Display
    from nukki.cli.watcher import Watcher
    from nukki.train.data.prepare import Prepared, prepare

    with Display() as display:
        done: Prepared = prepare(
            Path(source),
            Path(output),
            chosen(**given),
            masks=folder(masks),
            backgrounds=folder(backgrounds),
            listener=Watcher(display),
        )
    _show(done)
    return 0


def _show(done: Any) -> None:
    from nukki.cli.data.left_out import by_reason
    from nukki.train.data.page import PAGE, SHEET
    from nukki.train.data.row import SPLITS

    facts = done.dataset.facts
    head = ("category", *SPLITS)
    rows = [
        (category, *(str(counts[split]) for split in SPLITS))
        for category, counts in facts["categories"].items()
    ]
    every = ("all", *(str(facts["pictures"][split]) for split in SPLITS))
    groups = ("groups", *(str(facts["groups"][split]) for split in SPLITS))
    click.echo(printable(columns([head, *rows, every, groups])))
    if done.left:
        click.echo(f"\n{len(done.left)} left out, each named in {PAGE}")
        click.echo(printable("\n".join(by_reason(done.left))))
    for split in SPLITS[1:]:
        if not facts["pictures"][split]:
            click.echo(f"nothing for {split}: the source gives none, or has too few groups")
    path = done.dataset.path
    click.echo(printable(f"-> {path} ({done.layout}); look at {SHEET} and {PAGE}"), err=True)
