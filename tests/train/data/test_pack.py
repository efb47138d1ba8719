"""A data set in shards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tests.train.data.conftest import Make

from nukki.core.errors import InputError, OptionError
from nukki.train.data.dataset import Dataset
from nukki.train.data.pack import pack, parse_bytes


def test_shards_are_read_as_the_folder_is(make: Make, source: Path, tmp_path: Path) -> None:
    dataset = make(source).dataset
    shards = pack(dataset, tmp_path / "shards", limit_bytes=60_000)
    packed = Dataset.open(tmp_path / "shards")
    assert len(shards) > 1
    assert max(path.stat().st_size for path in shards) <= 60_000
    assert packed.digest == dataset.digest
    with ThreadPoolExecutor(4) as threads:
        read = list(threads.map(packed.read, packed.all_rows))
    for sample, row in zip(read, dataset.all_rows, strict=True):
        assert np.array_equal(sample.photo, dataset.read(row).photo)


def test_packing_twice_gives_the_same_bytes(make: Make, source: Path, tmp_path: Path) -> None:
    dataset = make(source).dataset
    one = pack(dataset, tmp_path / "one", limit_bytes=10**8)
    other = pack(dataset, tmp_path / "other", limit_bytes=10**8)
    assert one[0].read_bytes() == other[0].read_bytes()


def test_a_missing_shard_is_named_when_its_picture_is_wanted(
    make: Make, source: Path, tmp_path: Path
) -> None:
    shards = pack(make(source).dataset, tmp_path / "shards", limit_bytes=60_000)
    shards[-1].unlink()
    packed = Dataset.open(tmp_path / "shards")
    with pytest.raises(InputError, match="is one of them missing"):
        packed.read(packed.all_rows[-1])


def test_a_file_larger_than_the_limit_is_refused(make: Make, source: Path, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="choose a larger one"):
        pack(make(source).dataset, tmp_path / "shards", limit_bytes=1000)


@pytest.mark.parametrize(("text", "n_bytes"), [("60MB", 60_000_000), ("1.5 kb", 1500), ("9", 9)])
def test_sizes_are_read(text: str, n_bytes: int) -> None:
    assert parse_bytes(text) == n_bytes


@pytest.mark.parametrize("text", ["", "MB", "-3MB", "3XB"])
def test_rubbish_is_no_size(text: str) -> None:
    with pytest.raises(OptionError, match="60MB"):
        parse_bytes(text)
