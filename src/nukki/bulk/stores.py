"""Where results go: a folder, or a prefix of an object store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from nukki.bulk.addresses import is_local, local_path, open_system
from nukki.codecs.atomic import Draft, write_draft, write_whole
from nukki.core.errors import OutputError

BOOKS = ".nukki"
"""Below the target: the ledger, the lists, and drafts; folders that are searched leave it out."""

BUCKETS = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "oss", "oci", "r2"})
"""Kinds of addresses that know no folders: what lacks there is the bucket."""


class Staged(Protocol):
    """A result that was written, and is not seen yet."""

    def take_place(self) -> None:
        """Be seen from now on, whole; raises `OutputError` when it cannot."""

    def drop(self) -> None:
        """Be forgotten."""


class Store(Protocol):
    """Files by name; a name has ``/`` between its folders."""

    address: str

    def stage(self, name: str, data: bytes) -> Staged:
        """Write a file so far that only its name is missing.

        Raises:
            OutputError: It cannot be written.
        """

    def write(self, name: str, data: bytes) -> None:
        """Write a file, whole or not at all; raises `OutputError`."""

    def read(self, name: str) -> bytes:
        """A file's bytes; raises `OSError` when it is not there."""

    def holds(self, name: str) -> bool:
        """Whether the file is there."""

    def names(self, folder: str) -> Iterator[str]:
        """Names of the files in a folder, in order."""

    def tidy(self) -> None:
        """Take away what a killed run left half done."""


def open_store(address: str) -> Store:
    """The store at an address.

    Raises:
        OptionError: fsspec knows no such address, or a file has its name.
        MissingExtraError: fsspec, or its package for this kind of address, is not installed.
    """
    return FolderStore(address) if is_local(address) else ObjectStore(address)


class FolderStore:
    """Files below a folder of this machine."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.root = local_path(address)
        self._drafts = self.root / BOOKS / "drafts"

    def stage(self, name: str, data: bytes) -> Draft:
        """A draft below the store's own books, where the next run finds and removes it."""
        return write_draft(self.root / name, data, folder=self._drafts)

    def write(self, name: str, data: bytes) -> None:
        """See `Store`."""
        write_whole(self.root / name, data)

    def read(self, name: str) -> bytes:
        """See `Store`."""
        return (self.root / name).read_bytes()

    def holds(self, name: str) -> bool:
        """See `Store`."""
        return (self.root / name).is_file()

    def names(self, folder: str) -> Iterator[str]:
        """See `Store`."""
        place = self.root / folder
        if place.is_dir():
            yield from sorted(path.name for path in place.iterdir() if path.is_file())

    def tidy(self) -> None:
        """Remove drafts; nobody else may be writing (`books.alone`)."""
        shutil.rmtree(self._drafts, ignore_errors=True)


@dataclass(frozen=True)
class Upload:
    """Bytes that wait to become an object: object stores show it when it is whole."""

    store: ObjectStore
    name: str
    data: bytes

    def take_place(self) -> None:
        """See `Staged`."""
        self.store.write(self.name, self.data)

    def drop(self) -> None:
        """Nothing is there yet."""


class ObjectStore:
    """Objects below a prefix of whatever fsspec reaches."""

    def __init__(self, address: str) -> None:
        self.address = address
        system, root = open_system(address)
        self._system: Any = system
        self._root = root.rstrip("/")
        self._scheme = address.partition("://")[0]

    def stage(self, name: str, data: bytes) -> Upload:
        """See `Store`."""
        return Upload(self, name, data)

    def write(self, name: str, data: bytes) -> None:
        """See `Store`; one request puts the whole object."""
        try:
            self._put(self._at(name), data)
        except OSError as error:
            said = error.strerror or str(error).partition("\n")[0]
            raise OutputError(f"cannot write {self.address}/{name}: {said}") from error

    def _put(self, path: str, data: bytes) -> None:
        try:
            self._system.pipe_file(path, data)
        except FileNotFoundError:
            if self._scheme in BUCKETS:  # to make a bucket is its owner's to decide
                raise
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._system.pipe_file(path, data)

    def read(self, name: str) -> bytes:
        """See `Store`."""
        data: bytes = self._system.cat_file(self._at(name))
        return data

    def holds(self, name: str) -> bool:
        """See `Store`."""
        return bool(self._system.isfile(self._at(name)))

    def names(self, folder: str) -> Iterator[str]:
        """See `Store`."""
        self._system.invalidate_cache()
        try:
            found = self._system.ls(self._at(folder), detail=False)
        except FileNotFoundError:
            return
        yield from sorted(name.rstrip("/").rpartition("/")[2] for name in found)

    def tidy(self) -> None:
        """Nothing: no object is ever half there."""

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"
