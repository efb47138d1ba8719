"""The report of a set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nukki.bulk import Entry, Order, run
from nukki.bulk.page import time_bins, write_page
from nukki.bulk.sheet import least_confident

Draw = Callable[[int], Path]


def page(order: Order, tmp_path: Path) -> str:
    write_page(tmp_path / "report.html", order, run(order))
    return (tmp_path / "report.html").read_text()


def test_it_shows_what_failed_by_kind_and_what_to_review(
    photos: Draw, order: Order, tmp_path: Path
) -> None:
    folder = photos(3)
    (folder / "<bad>.png").write_bytes(b"no picture")
    text = page(order, tmp_path)
    assert "3 cut out, 1 failed" in text
    assert "&lt;bad&gt;.png" in text
    assert "<bad>" not in text
    assert "NotAnImageError" in text
    assert text.count("data:image/jpeg;base64,") == 3


def test_it_asks_for_nothing_else(photos: Draw, order: Order, tmp_path: Path) -> None:
    photos(1)
    text = page(order, tmp_path)
    assert "http" not in text.replace("http://www.w3.org", "")
    assert "<script" not in text


def test_photos_of_earlier_runs_are_in_it(photos: Draw, order: Order, tmp_path: Path) -> None:
    photos(2)
    run(order)
    assert page(order, tmp_path).count("data:image/jpeg;base64,") == 2


def test_the_least_confident_come_first_and_copies_once() -> None:
    sure, unsure = Entry(key="a", confidence=0.9), Entry(key="b", confidence=0.1)
    copy = Entry(key="c", confidence=0.1, same_as="b")
    assert least_confident([sure, unsure, copy]) == [unsure, sure]


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.19, 1.0, 99.0])
def test_each_time_is_in_one_bin(seconds: float) -> None:
    ((_, count),) = time_bins([seconds])
    assert count == 1
