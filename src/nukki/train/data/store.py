"""Where a prepared data set's files lie: a folder, or stored ZIP shards."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from nukki.core.errors import CorruptImageError, InputError, InputNotFoundError

SHARDS = "*.zip"


class Store(Protocol):
    """Files by their place in the data set, with ``/`` between its parts."""

    def read(self, place: str) -> bytes:
        """A file's bytes; safe from many threads.

        Raises:
            InputNotFoundError: There is no such file.
        """


class FolderStore:
    """Files in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, place: str) -> bytes:
        """A file's bytes."""
        try:
            return (self.root / place).read_bytes()
        except OSError as error:
            raise InputNotFoundError(f"{self.root / place}: {error.strerror or error}") from error


class ShardStore:
    """Files in ZIP archives, each file in one of them."""

    def __init__(self, shards: Sequence[Path]) -> None:
        self._index = _index(shards)
        self._open = threading.local()

    def read(self, place: str) -> bytes:
        """A file's bytes."""
        shard = self._index.get(place)
        if shard is None:
            raise InputNotFoundError(f"{place}: in none of the shards; is one of them missing?")
        try:
            return self._archive(shard).read(place)
        except (OSError, zipfile.BadZipFile) as error:
            raise CorruptImageError(f"{shard}: {place}: {error}") from error

    def _archive(self, shard: Path) -> zipfile.ZipFile:
        """One handle for each thread: archives share their place in the file."""
        archives: dict[Path, zipfile.ZipFile] = self._open.__dict__.setdefault("archives", {})
        if shard not in archives:
            archives[shard] = zipfile.ZipFile(shard)
        return archives[shard]


def open_store(path: Path) -> Store:
    """The files of a data set's folder, of a folder of shards, or of one shard.

    Raises:
        InputNotFoundError: There is nothing.
        InputError: A shard is broken.
    """
    if path.is_file():
        return ShardStore([path])
    if not path.is_dir():
        raise InputNotFoundError(f"{path}: no such folder; expected a prepared data set")
    shards = sorted(path.glob(SHARDS))
    return ShardStore(shards) if shards else FolderStore(path)


def _index(shards: Sequence[Path]) -> Mapping[str, Path]:
    index: dict[str, Path] = {}
    for shard in shards:
        try:
            with zipfile.ZipFile(shard) as archive:
                index.update(dict.fromkeys(archive.namelist(), shard))
        except (OSError, zipfile.BadZipFile) as error:
            raise InputError(f"{shard}: expected a ZIP shard; {error}") from error
    return index
