"""Deflate: what either library writes, any reader reads."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from nukki.codecs import deflate


@pytest.fixture(params=["by ISA-L", "by zlib"], autouse=True)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "by zlib":
        monkeypatch.setattr(deflate, "_isa_l", lambda: None)
    else:
        pytest.importorskip("isal", reason="there is no wheel of isal for this processor")


@pytest.fixture
def rows() -> memoryview:
    rows = np.random.default_rng(0).integers(0, 8, (300, 700), np.uint8)
    rows[100:200] = 0
    return rows.data


def test_a_stream_is_read_back(rows: memoryview) -> None:
    packed = deflate.stream(rows)
    assert zlib.decompress(packed) == rows.tobytes()
    assert len(packed) < rows.nbytes / 2


def test_pieces_joined_are_one_stream(rows: memoryview) -> None:
    pieces = [deflate.piece(rows[:1]), deflate.piece(rows[1:150]), deflate.piece(rows[150:])]
    end = zlib.compressobj(wbits=-15).flush()
    assert zlib.decompress(b"".join(pieces) + end, wbits=-15) == rows.tobytes()


def test_a_checksum_goes_on_from_that_of_what_came_before(rows: memoryview) -> None:
    data = memoryview(rows.tobytes())
    assert deflate.checksum(data[1000:], deflate.checksum(data[:1000])) == zlib.adler32(data)


def test_a_crc_goes_on_from_that_of_what_came_before() -> None:
    assert deflate.crc(b"a picture", deflate.crc(b"IDAT")) == zlib.crc32(b"IDATa picture")
