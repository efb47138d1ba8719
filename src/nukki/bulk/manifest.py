"""Lists of photos: CSV, JSON lines or Parquet, a row for each.

photo,key                      other columns are passed over
raw/cat.jpg,                   relative to the manifest
s3://shop/raw/dog.jpg,dog.jpg  the key names the result; without it, the address does
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nukki.batch.discover import Problem
from nukki.bulk.addresses import is_local, joined, local_path, open_system
from nukki.bulk.names import clean_key
from nukki.bulk.photo import Photo, stamp_of
from nukki.core.errors import InputError, InputNotFoundError, MissingExtraError

KINDS = (".csv", ".jsonl", ".ndjson", ".parquet")
COLUMNS = ("photo", "path", "address", "url", "image")
"""Names of the column that says where a photo lies; the first of them that is there counts."""

KEY = "key"


def is_manifest(place: str) -> bool:
    """Whether the name is that of a list.

    >>> is_manifest("photos.parquet"), is_manifest("photos/")
    (True, False)
    """
    return place.lower().endswith(KINDS)


class ManifestSource:
    """The photos of a list, in the list's order; one that is named twice counts once."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._folder = place.rpartition("/")[0]
        self._column = ""

    def photos(self) -> Iterator[Photo | Problem]:
        """See `nukki.bulk.sources.Source`.

        Raises:
            InputError: It is no list, or none of `COLUMNS` is in it.
        """
        seen = set()
        for number, row in enumerate(self._rows(), 1):
            address = str(row.get(self._column_of(row)) or "").strip()
            if not address:
                error = InputError(f"row {number} names no photo")
                yield Problem(f"{self._place}:{number}", error)
                continue
            photo = self._photo(address, str(row.get(KEY) or ""))
            if photo.key not in seen:
                seen.add(photo.key)
                yield photo

    def _photo(self, address: str, key: str) -> Photo:
        key = clean_key(key or address)
        if not is_local(address):
            return Photo(key, address)
        absolute = local_path(address).is_absolute()
        place = address if absolute or not self._folder else joined(self._folder, address)
        return Photo(key, place, stamp_of(Path(place)))

    def _column_of(self, row: Mapping[str, Any]) -> str:
        if not self._column:
            there = [name for name in COLUMNS if name in row]
            if not there:
                raise InputError(
                    f"{self._place}: expected a column named {' or '.join(COLUMNS)}, got "
                    f"{', '.join(map(str, row)) or 'none'}"
                )
            self._column = there[0]
        return self._column

    def _rows(self) -> Iterator[Mapping[str, Any]]:
        data = self._bytes()
        try:
            if self._place.lower().endswith(".parquet"):
                yield from _parquet(data)
            elif self._place.lower().endswith(".csv"):
                yield from csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
            else:
                yield from map(_object, filter(None, data.decode("utf-8").splitlines()))
        except (ValueError, csv.Error) as error:
            said = str(error).partition("\n")[0]
            raise InputError(f"{self._place}: expected a list of photos; {said}") from error

    def _bytes(self) -> bytes:
        try:
            if is_local(self._place):
                return local_path(self._place).read_bytes()
            system, path = open_system(self._place)
            data: bytes = system.cat_file(path)
        except OSError as error:
            said = error.strerror or "no such object"
            raise InputNotFoundError(f"{self._place}: cannot be read ({said})") from error
        return data


def _object(line: str) -> Mapping[str, Any]:
    held = json.loads(line)
    if not isinstance(held, dict):
        raise ValueError(f"each line is an object, not {type(held).__name__}")
    return held


def _parquet(data: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingExtraError("a manifest in Parquet", "bulk") from error
    # pyarrow's errors of a wrong file are ValueErrors.
    for batch in parquet.ParquetFile(io.BytesIO(data)).iter_batches():
        yield from batch.to_pylist()
