"""ZIP files: those of strangers read with caps on everything, ours written as they are sent."""

from __future__ import annotations

import io
import json
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, BinaryIO

from nukki.core.errors import InputError
from nukki.server.jobs.names import clean_path

LARGEST_RATIO = 200
"""Uncompressed to compressed: photos do not compress, and zeros do a thousandfold."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of all entries: it would otherwise tell when a picture was worked on."""

_UTF8 = 0x800


class ArchiveError(InputError):
    """An upload that is no ZIP file, or one over the limits."""

    http_status = 400


@dataclass(frozen=True)
class ArchiveLimits:
    """What an archive may hold.

    Attributes:
        entries: Files in it.
        entry_bytes: One file, unpacked.
        total_bytes: All files, unpacked.
    """

    entries: int
    entry_bytes: int
    total_bytes: int


@dataclass(frozen=True)
class Entry:
    """A file of an archive; ``problem`` says why it cannot be taken."""

    path: str
    data: bytes = b""
    problem: str = ""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]


def read_archive(stream: BinaryIO, limits: ArchiveLimits) -> Iterator[Entry]:
    """The files of a ZIP, one at a time; folders and what systems add of themselves are left out.

    Sizes are counted while unpacking: what the archive says of itself is only an early warning.

    Raises:
        ArchiveError: It is no ZIP file, or over a limit as a whole.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            chosen = [info for info in archive.infolist() if _is_picture_file(info)]
            _check_whole(chosen, limits)
            left = limits.total_bytes
            for info in chosen:
                entry = _read(archive, info, min(limits.entry_bytes, left), limits)
                left -= len(entry.data)
                yield entry
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError, EOFError) as error:
        raise ArchiveError(f"expected a ZIP file: {error}") from error


def _is_picture_file(info: zipfile.ZipInfo) -> bool:
    parts = info.filename.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return not info.is_dir() and not hidden and parts[0] != "__MACOSX" and bool(parts[-1])


def _check_whole(chosen: Sequence[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    if not chosen:
        raise ArchiveError("expected a ZIP file with pictures in it, and it holds none")
    if len(chosen) > limits.entries:
        raise ArchiveError(f"expected at most {limits.entries} pictures, got {len(chosen)}")
    if sum(info.file_size for info in chosen) > limits.total_bytes:
        raise ArchiveError(f"expected at most {limits.total_bytes / 1e6:g} MB when unpacked")
    ends = sorted((info.header_offset, info.compress_size) for info in chosen)
    if any(start + length > following for (start, length), (following, _) in pairwise(ends)):
        raise ArchiveError("expected a ZIP file whose entries do not lie over each other")


def _read(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, cap: int, limits: ArchiveLimits
) -> Entry:
    name = clean_path(info.filename)
    if stat.S_ISLNK(info.external_attr >> 16):
        return Entry(name, problem="it is a link, not a file")
    if info.flag_bits & 1:
        return Entry(name, problem="it is encrypted")
    if info.file_size > limits.entry_bytes:
        return Entry(name, problem=f"it exceeds {limits.entry_bytes / 1e6:g} MB")
    if info.file_size > max(1, info.compress_size) * LARGEST_RATIO:
        return Entry(name, problem=f"it unpacks to more than {LARGEST_RATIO} times its size")
    try:
        with archive.open(info) as file:
            data = file.read(cap + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        return Entry(name, problem=f"it cannot be unpacked ({type(error).__name__})")
    if len(data) > cap:
        return Entry(name, problem="it is larger than the archive says")
    return Entry(name, data)


def write_archive(
    files: Iterable[tuple[str, Callable[[], Iterator[bytes]]]],
    reports: Mapping[str, Any] | None = None,
) -> Iterator[bytes]:
    """A ZIP, piece by piece, while its files are read; pictures are stored as they are.

    Args:
        files: Names and what opens them; names are safe and unique.
        reports: Written as JSON at the end, by name; those that hold nothing are not.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, pieces in files:
            with archive.open(_info(name), "w") as entry:
                for piece in pieces():
                    entry.write(piece)
                    yield sink.take()
            yield sink.take()
        for name, report in (reports or {}).items():
            if report:
                text = json.dumps(report, indent=2, ensure_ascii=False)
                archive.writestr(_info(name), text)
    yield sink.take()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.flag_bits |= _UTF8
    info.external_attr = 0o644 << 16
    return info


class _Sink(io.RawIOBase):
    """A file that cannot seek, whose bytes are taken away as they come."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken
