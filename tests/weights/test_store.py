"""nukki's cache: what is believed, checked, imported and removed; nothing here uses a network."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from nukki import weights
from nukki.core.errors import ChecksumError, WeightsError
from nukki.core.spec import PathSource, UrlSource, WeightFile
from nukki.weights import digest

GOOD = b"the weights of a small network"
BAD = b"the weights of some other network"[: len(GOOD)]
ADDRESS = UrlSource("https://example.invalid/net.onnx")
FILE = WeightFile(
    "net.onnx",
    sha256=hashlib.sha256(GOOD).hexdigest(),
    size=len(GOOD),
    sources=(ADDRESS,),
    rembg_names=("net.onnx",),
)


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def own_path() -> Path:
    return weights.cache_dir() / "weights" / "net.onnx"


def test_a_good_file_in_the_cache_is_used() -> None:
    path = put(own_path(), GOOD)
    assert weights.locate(FILE, offline=True) == path
    assert weights.cached(FILE) == path


@pytest.mark.parametrize("place", [".u2net/net.onnx", ".rembg/models/net/net.onnx"])
def test_a_good_file_of_rembg_s_is_used_where_it_lies(place: str, home: Path) -> None:
    path = put(home / place, GOOD)
    assert weights.locate(FILE, offline=True) == path
    assert weights.cached(FILE) is None


def test_a_wrong_file_of_rembg_s_is_not_used_and_said_to_be_wrong(home: Path) -> None:
    path = put(home / ".u2net" / "net.onnx", BAD)
    with pytest.raises(WeightsError, match=f"{path}: expected sha256"):
        weights.locate(FILE, offline=True)


def test_a_corrupt_cached_file_is_not_used() -> None:
    put(own_path(), BAD)
    assert weights.cached(FILE) is None
    assert weights.find(FILE) is None


def test_offline_names_every_place_and_the_way_out() -> None:
    with pytest.raises(WeightsError) as caught:
        weights.locate(FILE, offline=True)
    message = str(caught.value)
    assert f"{own_path()}: not there" in message
    assert "rembg's caches: not there" in message
    assert f"{ADDRESS.url}: not tried, offline" in message
    assert message.endswith("nukki models import net FILE")


def test_a_file_without_any_source_must_be_imported() -> None:
    with pytest.raises(WeightsError, match="no address to fetch it from is known"):
        weights.locate(WeightFile("by-hand.onnx"))


def test_a_file_at_a_named_path_is_used_there(tmp_path: Path) -> None:
    path = put(tmp_path / "mine.onnx", GOOD)
    file = WeightFile("net.onnx", sha256=FILE.sha256, sources=(PathSource(str(path)),))
    assert weights.locate(file, offline=True) == path


def test_the_publisher_s_md5_is_enough_when_there_is_no_sha256() -> None:
    file = WeightFile("net.onnx", md5=hashlib.md5(GOOD).hexdigest())
    path = put(own_path(), GOOD)
    assert weights.verify(file) == path
    put(own_path(), BAD)
    with pytest.raises(ChecksumError, match="expected md5"):
        weights.verify(file)


def test_verify_finds_a_flipped_byte_and_says_to_fetch_again() -> None:
    put(own_path(), BAD)
    with pytest.raises(ChecksumError, match=r"expected sha256 .* nukki models pull net"):
        weights.verify(FILE)


def test_verify_says_how_to_get_what_is_not_there() -> None:
    with pytest.raises(WeightsError, match="is not on this machine; fetch it with"):
        weights.verify(FILE)


def test_import_copies_a_good_file(tmp_path: Path) -> None:
    path = weights.import_file(FILE, put(tmp_path / "download", GOOD))
    assert path == own_path()
    assert path.read_bytes() == GOOD


def test_import_refuses_another_file_and_keeps_nothing(tmp_path: Path) -> None:
    with pytest.raises(ChecksumError, match=r"is not net\.onnx"):
        weights.import_file(FILE, put(tmp_path / "download", BAD))
    assert list(own_path().parent.iterdir()) == []


def test_import_of_a_missing_file_names_it(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no-such-file: No such file"):
        weights.import_file(FILE, tmp_path / "no-such-file")


def test_import_leaves_a_good_file_in_place_when_the_new_one_is_wrong(tmp_path: Path) -> None:
    put(own_path(), GOOD)
    with pytest.raises(ChecksumError):
        weights.import_file(FILE, put(tmp_path / "download", BAD))
    assert own_path().read_bytes() == GOOD


def test_remove_deletes_nukki_s_copy_only(home: Path) -> None:
    put(own_path(), GOOD)
    theirs = put(home / ".u2net" / "net.onnx", GOOD)
    assert weights.remove(FILE)
    assert not weights.remove(FILE)
    assert weights.locate(FILE, offline=True) == theirs


def test_a_process_hashes_a_file_once_and_then_believes(monkeypatch: pytest.MonkeyPatch) -> None:
    put(own_path(), GOOD)
    assert weights.cached(FILE)
    monkeypatch.setattr(digest, "file_digest", lambda path, kind: "hashed again")
    assert weights.cached(FILE)


@pytest.mark.parametrize(("small_bytes", "believed"), [(0, True), (len(GOOD), False)])
def test_only_a_large_file_is_believed_by_the_next_process(
    monkeypatch: pytest.MonkeyPatch, small_bytes: int, believed: bool
) -> None:
    monkeypatch.setattr(digest, "HASHED_AT_EVERY_START_BYTES", small_bytes)
    put(own_path(), GOOD)
    assert weights.cached(FILE)
    monkeypatch.setattr(digest, "_matched", {})
    monkeypatch.setattr(digest, "file_digest", lambda path, kind: "hashed again")
    assert (weights.cached(FILE) is not None) is believed


def test_a_large_file_that_changed_is_hashed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "HASHED_AT_EVERY_START_BYTES", 0)
    put(own_path(), GOOD)
    assert weights.cached(FILE)
    put(own_path(), BAD)
    os.utime(own_path(), ns=(1, 1))
    assert weights.cached(FILE) is None


def test_verify_never_believes_and_what_it_finds_wrong_is_not_used_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(digest, "HASHED_AT_EVERY_START_BYTES", 0)
    put(own_path(), GOOD)
    assert weights.cached(FILE)
    facts = own_path().stat()
    own_path().write_bytes(BAD)  # rot: the same size and time, other bytes
    os.utime(own_path(), ns=(facts.st_atime_ns, facts.st_mtime_ns))
    with pytest.raises(ChecksumError):
        weights.verify(FILE)
    assert weights.cached(FILE) is None


def test_a_cache_that_cannot_be_written_is_an_error_with_a_way_out(home: Path) -> None:
    put(home / ".nukki", b"a file where the folder should be")
    with pytest.raises(WeightsError, match="or set NUKKI_HOME to a folder that can be written"):
        weights.locate(FILE)


def test_a_file_of_rembg_s_is_used_even_when_nukki_s_cache_cannot_be_written(home: Path) -> None:
    put(home / ".nukki", b"a file where the folder should be")
    path = put(home / ".u2net" / "net.onnx", GOOD)
    assert weights.locate(FILE) == path
