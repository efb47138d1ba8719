"""``nukki data pack``: a prepared data set in ZIP shards of limited size."""

from __future__ import annotations

from pathlib import Path

import click

from nukki.cli.errors import debug_option
from nukki.cli.text import file_size, printable


@click.command("pack")
@click.argument("dataset", metavar="DATASET")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where the shards go.")
@click.option("--limit", default="60MB", show_default=True, metavar="SIZE",
              help="No shard is larger.")  # fmt: skip
@debug_option
def command(dataset: str, output: str, limit: str) -> int:
    """Pack a prepared data set into ZIP shards, to take it elsewhere.

    "nukki train" reads the folder of shards as it is.
    """
    from nukki.train.data.dataset import Dataset
    from nukki.train.data.pack import pack, parse_bytes

    shards = pack(Dataset.open(dataset), Path(output), limit_bytes=parse_bytes(limit))
    total = sum(path.stat().st_size for path in shards)
    click.echo(printable(f"-> {output}: {len(shards)} shards, {file_size(total)}"), err=True)
    return 0
