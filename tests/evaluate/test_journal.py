"""Rows kept as they are measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nukki.evaluate.journal import Journal


def journal(path: Path) -> Journal[dict[str, Any]]:
    return Journal(path, encode=dict, decode=dict)


def test_a_row_that_was_kept_is_found_by_the_next_run(tmp_path: Path) -> None:
    journal(tmp_path / "rows.jsonl").add("a", {"iou": 0.9})
    assert journal(tmp_path / "rows.jsonl").find("a") == {"iou": 0.9}


def test_half_a_line_of_a_killed_run_costs_no_other_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"key": "a", "ro', encoding="utf-8")
    journal(path).add("b", {"iou": 0.8})
    assert journal(path).find("b") == {"iou": 0.8}
    assert journal(path).find("a") is None
