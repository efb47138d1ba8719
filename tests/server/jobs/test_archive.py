"""ZIP files of strangers, and ours."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from nukki.server.jobs.archive import (
    ArchiveError,
    ArchiveLimits,
    Entry,
    read_archive,
    write_archive,
)

LIMITS = ArchiveLimits(entries=5, entry_bytes=10_000, total_bytes=30_000)


def packed(*entries: tuple[Any, bytes], compression: int = zipfile.ZIP_STORED) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    stream.seek(0)
    return stream


def read(stream: io.BytesIO, limits: ArchiveLimits = LIMITS) -> list[Entry]:
    return list(read_archive(stream, limits))


def test_files_come_in_their_order_and_folders_are_no_files() -> None:
    found = read(packed(("b/cat.jpg", b"cat"), ("a/", b""), ("a/dog.jpg", b"dog")))
    assert found == [Entry("b/cat.jpg", b"cat"), Entry("a/dog.jpg", b"dog")]
    assert [entry.name for entry in found] == ["cat.jpg", "dog.jpg"]


def test_what_systems_add_of_themselves_is_left_out() -> None:
    stream = packed(("__MACOSX/._a.jpg", b"x"), (".DS_Store", b"x"), ("a/.git/x", b"x"),
                    ("a.jpg", b"a"))  # fmt: skip
    assert [entry.name for entry in read(stream)] == ["a.jpg"]


def test_a_name_cannot_leave_the_folder() -> None:
    assert read(packed(("../../../etc/cron.d/x", b"x")))[0].path == "etc/cron.d/x"


def test_a_link_is_named_and_not_followed() -> None:
    link = zipfile.ZipInfo("link.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert read(packed((link, b"/etc/passwd"))) == [
        Entry("link.jpg", problem="it is a link, not a file")
    ]


def test_a_bomb_is_named_and_not_unpacked() -> None:
    limits = ArchiveLimits(5, 10**9, 10**9)
    (bomb,) = read(packed(("a.jpg", bytes(5_000_000)), compression=zipfile.ZIP_DEFLATED), limits)
    assert (bomb.data, bomb.problem) == (b"", "it unpacks to more than 200 times its size")


def test_a_file_that_is_too_large_fails_alone() -> None:
    large, small = read(packed(("large.jpg", bytes(10_001)), ("small.jpg", b"x")))
    assert (large.problem, small.data) == ("it exceeds 0.01 MB", b"x")


def test_an_encrypted_file_fails_alone() -> None:
    data = bytearray(packed(("a.jpg", b"a")).getvalue())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert read(io.BytesIO(bytes(data)))[0].problem == "it is encrypted"


def test_a_file_that_lies_about_its_size_is_not_read_further() -> None:
    data = bytearray(packed(("a.jpg", bytes(9_000)), compression=zipfile.ZIP_DEFLATED).getvalue())
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)
    (entry,) = read(io.BytesIO(bytes(data)))
    assert entry.problem
    assert entry.data == b""


def test_files_that_share_their_bytes_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.jpg", b"a" * 100)
        first = archive.infolist()[0]
        copy = zipfile.ZipInfo("b.jpg")
        copy.header_offset, copy.CRC = first.header_offset, first.CRC
        copy.file_size = copy.compress_size = 100
        archive.filelist.append(copy)
        archive.NameToInfo["b.jpg"] = copy
        archive.__dict__["_didModify"] = True
    with pytest.raises(ArchiveError, match="do not lie over each other"):
        read(io.BytesIO(stream.getvalue()))


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        (io.BytesIO(b"no archive"), "expected a ZIP file"),
        (io.BytesIO(b""), "expected a ZIP file"),
        (packed(), "it holds none"),
        (packed(*[(f"{n}.jpg", b"x") for n in range(6)]), "at most 5 pictures, got 6"),
        (packed(*[(f"{n}.jpg", bytes(9_000)) for n in range(4)]), r"at most 0\.03 MB"),
    ],
)
def test_an_archive_over_the_limits_is_refused_whole(stream: io.BytesIO, said: str) -> None:
    with pytest.raises(ArchiveError, match=said):
        read(stream)


def pieces(data: bytes) -> Iterator[bytes]:
    yield data[:3]
    yield data[3:]


def test_what_we_write_is_stored_and_says_utf8() -> None:
    reports = {"errors.json": {"a": 1}, "none.json": []}
    data = b"".join(write_archive([("größe.png", lambda: pieces(b"picture"))], reports))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        picture, report = archive.infolist()
        assert (picture.filename, report.filename) == ("größe.png", "errors.json")
        assert picture.compress_type == zipfile.ZIP_STORED
        assert picture.flag_bits & 0x800
        assert archive.read("größe.png") == b"picture"


def test_an_archive_is_sent_before_its_last_file_is_read() -> None:
    opened: list[str] = []

    def opening(name: str) -> Iterator[bytes]:
        opened.append(name)
        yield name.encode()

    files = [(name, lambda name=name: opening(name)) for name in ("a", "b")]
    first = next(write_archive(files))
    assert (b"a" in first, opened) == (True, ["a"])
