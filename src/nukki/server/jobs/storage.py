"""Where pictures of jobs lie until they are deleted: a folder, or anything fsspec knows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from nukki.codecs.atomic import write_whole
from nukki.core.errors import InputNotFoundError, MissingExtraError, OptionError

PIECE_BYTES = 256 * 1024

_SAFE = re.compile(r"[\w-]+(/[\w-]+)*", re.ASCII)


class Storage(Protocol):
    """Files by path; a path is made of ids and numbers of ours, never of a caller's names."""

    def write(self, path: str, data: bytes) -> None:
        """Keep a file, whole or not at all; one that is there already is replaced."""

    def copy_in(self, path: str, stream: BinaryIO) -> None:
        """Keep what can be read from a stream."""

    def read(self, path: str) -> bytes:
        """The file.

        Raises:
            InputNotFoundError: It is not there, or no longer.
        """

    def pieces(self, path: str) -> Iterator[bytes]:
        """The file, piece by piece."""

    def remove(self, path: str) -> None:
        """Delete a file; nothing happens when it is not there."""

    def remove_tree(self, path: str) -> None:
        """Delete everything below a path."""

    def trees(self) -> list[str]:
        """The names at the top."""


def open_storage(place: str) -> Storage:
    """A storage by folder, or by an address like ``s3://bucket/prefix``.

    Raises:
        OptionError: fsspec knows no such address.
        MissingExtraError: fsspec, or its package for this kind of address, is not installed.
    """
    scheme, mark, rest = place.partition("://")
    if not mark:
        return FolderStorage(Path(place))
    if scheme == "file":
        return FolderStorage(Path(rest))
    try:
        from fsspec.core import url_to_fs

        system, root = url_to_fs(place)
    except ImportError as error:
        raise MissingExtraError(f"storage at {scheme}://", "server") from error
    except ValueError as error:
        raise OptionError(f"storage: {scheme}:// is none that fsspec knows") from error
    return FsspecStorage(system, root)


class FolderStorage:
    """Files below a folder that only this user may enter."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, path: str, data: bytes) -> None:
        """Keep a file, whole or not at all."""
        self._open_root()
        write_whole(self._root / _safe(path), data)

    def copy_in(self, path: str, stream: BinaryIO) -> None:
        """Keep what can be read from a stream, which is not held in memory."""
        self._open_root()
        target = self._root / _safe(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.part")
        with draft.open("wb") as file:
            shutil.copyfileobj(stream, file, PIECE_BYTES)
        draft.replace(target)

    def read(self, path: str) -> bytes:
        """The file.

        Raises:
            InputNotFoundError: It is not there.
        """
        try:
            return (self._root / _safe(path)).read_bytes()
        except FileNotFoundError as error:
            raise gone(path) from error

    def pieces(self, path: str) -> Iterator[bytes]:
        """The file, piece by piece."""
        try:
            with (self._root / _safe(path)).open("rb") as file:
                while piece := file.read(PIECE_BYTES):
                    yield piece
        except FileNotFoundError as error:
            raise gone(path) from error

    def remove(self, path: str) -> None:
        """Delete a file."""
        (self._root / _safe(path)).unlink(missing_ok=True)

    def remove_tree(self, path: str) -> None:
        """Delete everything below a path."""
        shutil.rmtree(self._root / _safe(path), ignore_errors=True)

    def trees(self) -> list[str]:
        """The names at the top."""
        if not self._root.is_dir():
            return []
        return sorted(entry.name for entry in self._root.iterdir() if entry.is_dir())

    def _open_root(self) -> None:
        if not self._root.is_dir():
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)


class FsspecStorage:
    """Files in whatever fsspec reaches: several replicas share a bucket this way.

    Args:
        system: An fsspec file system.
        root: The path below which everything lies.
    """

    def __init__(self, system: Any, root: str) -> None:
        self._system, self._root = system, root.rstrip("/")

    def write(self, path: str, data: bytes) -> None:
        """Keep a file; object stores show it when it is whole."""
        self._parent(path)
        self._system.pipe_file(self._at(path), data)

    def copy_in(self, path: str, stream: BinaryIO) -> None:
        """Keep what can be read from a stream."""
        self._parent(path)
        with self._system.open(self._at(path), "wb") as file:
            shutil.copyfileobj(stream, file, PIECE_BYTES)

    def read(self, path: str) -> bytes:
        """The file.

        Raises:
            InputNotFoundError: It is not there.
        """
        try:
            data: bytes = self._system.cat_file(self._at(path))
        except FileNotFoundError as error:
            raise gone(path) from error
        return data

    def pieces(self, path: str) -> Iterator[bytes]:
        """The file, piece by piece."""
        try:
            with self._system.open(self._at(path), "rb") as file:
                while piece := file.read(PIECE_BYTES):
                    yield piece
        except FileNotFoundError as error:
            raise gone(path) from error

    def remove(self, path: str) -> None:
        """Delete a file."""
        try:
            self._system.rm_file(self._at(path))
        except FileNotFoundError:
            return

    def remove_tree(self, path: str) -> None:
        """Delete everything below a path."""
        try:
            self._system.rm(self._at(path), recursive=True)
        except FileNotFoundError:
            return

    def trees(self) -> list[str]:
        """The names at the top."""
        self._system.invalidate_cache()
        try:
            found = self._system.ls(self._root, detail=False)
        except FileNotFoundError:
            return []
        return sorted(name.rstrip("/").rpartition("/")[2] for name in found)

    def _at(self, path: str) -> str:
        return f"{self._root}/{_safe(path)}"

    def _parent(self, path: str) -> None:
        self._system.makedirs(self._at(path).rpartition("/")[0], exist_ok=True)


def gone(path: str) -> InputNotFoundError:
    """The error of a file that is not there."""
    return InputNotFoundError(f"{path} is not in the storage, or has been deleted")


def _safe(path: str) -> str:
    if not _SAFE.fullmatch(path):
        raise ValueError(f"not a path of the storage: {path!r}")
    return path
