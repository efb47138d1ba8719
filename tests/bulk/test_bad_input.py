"""Bad photos in a set are named, and the rest is done."""

from __future__ import annotations

import errno
import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.bulk.conftest import digests, drawn

from nukki.batch.discover import Problem
from nukki.bulk import Conduct, Order, Silent, Summary, addresses, run
from nukki.bulk.ledger_writers import LineWriter
from nukki.bulk.photo import Photo
from nukki.bulk.sources import FolderSource
from nukki.core.errors import InputNotFoundError, OutputError

Draw = Callable[[int], Path]


def kinds(done: Summary) -> dict[str, str]:
    return {entry.key: entry.failure.kind for entry in done.failures if entry.failure}


def check_rest_is_done(done: Summary, order: Order) -> None:
    assert set(digests(Path(order.target))) == {"000.png", "001.png"}
    assert done.count("ok") == 2


def huge() -> bytes:
    """The head of a PNG that says it is 30000 x 30000 pixels."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    told = (
        struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (drawn(7)[:60], "CorruptImageError"),
        (huge(), "ImageTooLargeError"),
        (b"%PDF-1.7 no picture", "NotAnImageError"),
        (b"", "NotAnImageError"),
    ],
)
def test_a_bad_file_is_named(photos: Draw, order: Order, data: bytes, kind: str) -> None:
    (photos(2) / "bad.png").write_bytes(data)
    done = run(order)
    assert kinds(done) == {"bad.png": kind}
    check_rest_is_done(done, order)


def test_a_file_with_more_bytes_than_a_picture_can_have_is_not_read_whole(
    photos: Draw, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "BYTES_PER_MEGAPIXEL", 1000)
    with (photos(2) / "bad.png").open("wb") as stream:
        stream.truncate(1 << 32)  # of nothing, on disk too
    done = run(order)
    assert kinds(done) == {"bad.png": "ImageTooLargeError"}
    check_rest_is_done(done, order)


def test_a_file_that_may_not_be_read_is_named(
    photos: Draw, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = photos(2) / "bad.png"
    bad.write_bytes(drawn(5))
    opened = Path.open

    def refusing(self: Path, mode: str = "r", *given: Any, **named: Any) -> Any:
        if self == bad:  # root may read what chmod forbids
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(self, mode, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refusing)
        done = run(order)
    assert kinds(done) == {"bad.png": "InputNotFoundError"}
    check_rest_is_done(done, order)
    assert run(order).count("ok") == 1  # once it may be read


def test_a_folder_that_may_not_be_read_is_named(
    photos: Draw, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos(2)
    listed = FolderSource.photos
    locked = Problem("in/locked", InputNotFoundError("folder: Permission denied"))
    monkeypatch.setattr(FolderSource, "photos", lambda self: [locked, *listed(self)])
    done = run(order)
    assert kinds(done) == {"in/locked": "InputNotFoundError"}
    check_rest_is_done(done, order)


def test_a_photo_that_vanished_meanwhile_is_named(
    photos: Draw, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = photos(2)
    listed = FolderSource.photos
    ghost = Photo("ghost.png", str(folder / "ghost.png"), "1-1")
    monkeypatch.setattr(FolderSource, "photos", lambda self: [ghost, *listed(self)])
    done = run(order)
    assert kinds(done) == {"ghost.png": "InputNotFoundError"}
    check_rest_is_done(done, order)


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_what_a_full_or_closed_disk_does_not_take_the_next_run_makes_up_for(
    photos: Draw, order: Order, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    photos(2)
    replace_file = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "001.png":
            raise OSError(reason, os.strerror(reason))
        return replace_file(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        done = run(order, Conduct(jobs=1))
    assert kinds(done) == {"001.png": "OutputError"}
    assert set(digests(Path(order.target))) == {"000.png"}
    assert not list(Path(order.target).rglob("*.part"))
    check_rest_is_done(replace_counts(run(order)), order)


def replace_counts(done: Summary) -> Summary:
    """The set's last summary, in which what was done before counts too."""
    for entry in done.entries.values():
        done.add(entry)
    return done


def test_a_ledger_that_no_longer_fits_costs_no_photo(
    photos: Draw, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos(2)

    def full(self: LineWriter, told: object) -> None:
        raise OutputError("cannot write: the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(LineWriter, "_write", full)
        with pytest.raises(OutputError, match="full"):
            run(order)
    assert digests(Path(order.target)) == {}
    check_rest_is_done(run(order), order)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs permissions as POSIX has them")
def test_a_target_that_may_not_be_written_is_told_before_the_work(
    photos: Draw, order: Order
) -> None:
    folder = photos(2)
    (folder.parent / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot write"):
        run(replace(order, target=str(folder.parent / "file" / "out")))


def test_a_folder_of_results_that_may_not_be_written_costs_its_photos_only(
    photos: Draw, order: Order
) -> None:
    folder = photos(2)
    (folder / "sub").mkdir()
    (folder / "sub" / "a.png").write_bytes(drawn(9))
    Path(order.target).mkdir()
    (Path(order.target) / "sub").write_bytes(b"a file is in the way")
    done = run(order)
    assert kinds(done) == {"sub/a.png": "OutputError"}
    assert done.count("ok") == 2


@pytest.mark.parametrize("seconds", [0, 4_000_000_000])
def test_clocks_need_not_be_right(photos: Draw, order: Order, seconds: int) -> None:
    folder = photos(2)
    for path in folder.iterdir():
        os.utime(path, (seconds, seconds))
    check_rest_is_done(run(order), order)
    assert run(order, listener=Silent()).now == []
