"""A prepared data set, opened: what ``nukki data prepare`` wrote and training reads.

    dataset/
      dataset.json      how it was made, and what it adds up to
      manifest.csv      a `Row` for each picture
      im/  gt/          photos, and their masks as 8-bit grey PNG; cut-outs carry their own alpha
      bg/train/ ...     backgrounds to lay cut-outs over, by split

`Dataset.open` takes the folder, or a folder of the ZIP shards that it was packed into.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from nukki import codecs
from nukki.core.arrays import Pixels
from nukki.core.errors import InputError, InputNotFoundError
from nukki.train.data.eight_bits import eight_bits, own_alpha
from nukki.train.data.row import Row, Sample, Split
from nukki.train.data.store import Store, open_store

MANIFEST = "manifest.csv"
FACTS = "dataset.json"
VERSION = 1
"""Of the files' meaning; another is refused."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Pictures to learn from, to choose by and to test on.

    Attributes:
        path: Its folder, or the folder of its shards.
        facts: How it was made, from ``dataset.json``.
        all_rows: Its pictures, in the manifest's order.
        store: Its files.
        digest: Hexadecimal; another data set has another.
    """

    path: Path
    facts: Mapping[str, Any]
    all_rows: tuple[Row, ...]
    store: Store
    digest: str

    @classmethod
    def open(cls, path: str | Path) -> Dataset:
        """The data set in a folder, in a folder of shards, or in one shard.

        Raises:
            InputNotFoundError: There is none.
            InputError: It was made by another version, or its manifest is broken.
        """
        root = Path(path)
        store = open_store(root)
        try:
            manifest, described = store.read(MANIFEST), store.read(FACTS)
        except InputNotFoundError as error:
            raise InputNotFoundError(
                f"{path}: not a prepared data set; make one with "
                "'nukki data prepare PHOTOS MASKS -o FOLDER'"
            ) from error
        facts = _facts(root, described)
        return cls(root, facts, _rows(root, manifest), store, _digest(manifest, facts))

    def rows(self, split: Split) -> tuple[Row, ...]:
        """The pictures of one split."""
        return self._by_split.get(split, ())

    def read(self, row: Row) -> Sample:
        """A picture's pixels; safe from many threads.

        Raises:
            InputError: Its files are gone or broken.
        """
        image = codecs.read(self.store.read(row.image))
        photo = eight_bits(image.pixels)
        if row.kind == "cutout":
            return Sample(photo, own_alpha(image), row.weight)
        return Sample(photo, self._truth(row, photo) if row.truth else None, row.weight)

    def backgrounds(self, split: Split) -> tuple[str, ...]:
        """Places of the backgrounds of one split."""
        return tuple(self.facts.get("backgrounds", {}).get(split, ()))

    def read_background(self, place: str) -> Pixels:
        """(H, W, 3) uint8, one background.

        Raises:
            InputError: It is gone or broken.
        """
        return eight_bits(codecs.read(self.store.read(place)).pixels)

    @cached_property
    def _by_split(self) -> Mapping[str, tuple[Row, ...]]:
        splits = dict.fromkeys(row.split for row in self.all_rows)
        return {split: tuple(r for r in self.all_rows if r.split == split) for split in splits}

    def _truth(self, row: Row, photo: Pixels) -> Pixels:
        truth = eight_bits(codecs.read(self.store.read(row.truth)).pixels)[..., 1]
        if truth.shape != photo.shape[:2]:
            raise InputError(f"{row.name}: its mask is not as large as its photo any more")
        return np.ascontiguousarray(truth)


def _facts(root: Path, described: bytes) -> Mapping[str, Any]:
    try:
        facts = json.loads(described)
        version = facts["version"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{root}/{FACTS}: expected what 'nukki data prepare' wrote") from error
    if version != VERSION:
        raise InputError(
            f"{root}: a data set of version {version}, expected {VERSION}; prepare it anew"
        )
    checked: Mapping[str, Any] = facts
    return checked


def _rows(root: Path, manifest: bytes) -> tuple[Row, ...]:
    try:
        lines = list(
            csv.DictReader(io.StringIO(manifest.decode("utf-8", "surrogateescape"), newline=""))
        )
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{root}/{MANIFEST}: expected a CSV file in UTF-8; {error}") from error
    return tuple(Row.from_text(line) for line in lines)


def _digest(manifest: bytes, facts: Mapping[str, Any]) -> str:
    """Of the manifest and of the files' own digest, so that a changed mask is another data set."""
    content = str(facts.get("content", ""))
    return hashlib.sha256(manifest + content.encode()).hexdigest()
