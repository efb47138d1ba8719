"""Lists of photos as sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.bulk.conftest import digests

from nukki.batch.discover import Problem
from nukki.bulk import Order, run
from nukki.bulk.manifest import ManifestSource
from nukki.bulk.photo import Photo
from nukki.core.errors import InputError, InputNotFoundError

Draw = Callable[[int], Path]


def listed(tmp_path: Path, name: str, text: str) -> list[Photo | Problem]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return list(ManifestSource(str(tmp_path / name)).photos())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "photo,price\nin/000.png,3\nin/001.png,4\n"),
        ("a.csv", "\ufeffpath\nin/000.png\nin/001.png\n"),
        ("a.jsonl", '{"image": "in/000.png"}\n\n{"image": "in/001.png"}\n'),
    ],
)
def test_photos_of_a_list_are_cut_out(
    photos: Draw, order: Order, tmp_path: Path, name: str, text: str
) -> None:
    photos(3)
    (tmp_path / name).write_text(text, encoding="utf-8")
    run(replace(order, source=str(tmp_path / name)))
    assert set(digests(Path(order.target))) == {"in/000.png", "in/001.png"}


def test_photos_of_a_parquet_file_are_cut_out(photos: Draw, order: Order, tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs: pip install 'nukki[bulk]'")
    from pyarrow import parquet

    photos(3)
    rows = arrow.table({"photo": ["in/000.png"], "key": ["first.png"]})
    parquet.write_table(rows, tmp_path / "a.parquet")
    run(replace(order, source=str(tmp_path / "a.parquet")))
    assert set(digests(Path(order.target))) == {"first.png"}


def test_the_key_names_the_result(tmp_path: Path) -> None:
    (photo,) = listed(tmp_path, "a.csv", "photo,key\n/data/x.jpg,shoes/1.jpg\n")
    assert photo == Photo("shoes/1.jpg", "/data/x.jpg")


def test_an_address_is_its_own_key(tmp_path: Path) -> None:
    (photo,) = listed(tmp_path, "a.csv", "photo\ns3://shop/raw/x.jpg\n")
    assert photo == Photo("shop/raw/x.jpg", "s3://shop/raw/x.jpg")


def test_a_photo_that_is_named_twice_counts_once(tmp_path: Path) -> None:
    assert len(listed(tmp_path, "a.csv", "photo\na.jpg\na.jpg\n")) == 1


def test_a_row_without_a_photo_is_named_by_its_number(tmp_path: Path) -> None:
    first, second = listed(tmp_path, "a.csv", "photo,key\na.jpg,\n,b\n")
    assert isinstance(first, Photo)
    assert isinstance(second, Problem)
    assert second.path.endswith("a.csv:2")


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.csv", "name\nx\n"), ("a.jsonl", "[1]\n"), ("a.jsonl", "{\n"), ("a.parquet", "PAR")],
)
def test_a_file_that_is_no_list_is_told(tmp_path: Path, name: str, text: str) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="needs: pip install 'nukki[bulk]'")
    with pytest.raises(InputError, match=r"expected a (list|column)"):
        listed(tmp_path, name, text)


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match="cannot be read"):
        list(ManifestSource(str(tmp_path / "a.csv")).photos())
