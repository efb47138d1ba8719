"""A prepared data set in a few ZIP files of limited size, as machines elsewhere take it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from nukki.core.errors import InputError, OptionError, OutputError
from nukki.train.data.dataset import FACTS, MANIFEST, Dataset
from nukki.train.data.row import SPLITS

UNITS = {"": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3}

OVERHEAD = 160
"""Bytes that a file's entries in an archive take at least, besides its name."""


def parse_bytes(text: str) -> int:
    """Bytes of text like ``60MB``.

    >>> parse_bytes("60MB")
    60000000
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmg]?b?)\s*", text.lower())
    unit = match.group(2) if match else ""
    if match is None or (unit and unit not in UNITS and f"{unit}b" not in UNITS):
        raise OptionError(f"limit: expected a size like 60MB, got {text!r}")
    factor = UNITS[unit if unit in UNITS else f"{unit}b"]
    return round(float(match.group(1)) * factor)


def pack(dataset: Dataset, output: Path, *, limit_bytes: int) -> list[Path]:
    """Write shards that `Dataset.open` reads as they are.

    The same data set gives the same bytes.

    Args:
        dataset: What is packed.
        output: A folder without other shards; made when it lacks.
        limit_bytes: No shard is larger.

    Returns:
        The shards, in order.

    Raises:
        OptionError: There are shards already, or a file is larger than the limit.
        OutputError: They cannot be written.
        InputError: A file of the data set is gone.
    """
    if output.is_dir() and any(output.glob("*.zip")):
        raise OptionError(f"-o: {output} holds shards already; choose another folder")
    shards: list[Path] = []
    try:
        output.mkdir(parents=True, exist_ok=True)
        for number, places in enumerate(_filled(dataset, limit_bytes)):
            shards.append(output / f"shard-{number:04d}.zip")
            _write(shards[-1], dataset, places)
    except OSError as error:
        raise OutputError(f"cannot write {output}: {error.strerror or error}") from error
    return shards


def _filled(dataset: Dataset, limit_bytes: int) -> Iterator[list[str]]:
    places: list[str] = []
    n_bytes = 0
    for place in _places(dataset):
        coming = len(dataset.store.read(place)) + OVERHEAD + 2 * len(place.encode())
        if coming > limit_bytes:
            raise OptionError(f"limit: {place} alone has {coming} bytes; choose a larger one")
        if places and n_bytes + coming > limit_bytes:
            yield places
            places, n_bytes = [], 0
        places.append(place)
        n_bytes += coming
    yield places


def _places(dataset: Dataset) -> Iterator[str]:
    yield from (MANIFEST, FACTS)
    for row in dataset.all_rows:
        yield row.image
        if row.truth:
            yield row.truth
    for split in SPLITS:
        yield from dataset.backgrounds(split)


def _write(path: Path, dataset: Dataset, places: list[str]) -> None:
    draft = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
            for place in places:
                archive.writestr(zipfile.ZipInfo(place), dataset.store.read(place))
        draft.replace(path)
    except (OSError, InputError):
        draft.unlink(missing_ok=True)
        raise
