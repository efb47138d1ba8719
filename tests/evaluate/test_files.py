"""Evaluations written and read back."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from nukki.core.errors import InputError, InputNotFoundError
from nukki.evaluate import Problem, read_json, told_apart, write_csv, write_json
from nukki.evaluate.evaluation import Case

from .drawing import MakeEvaluation


def test_an_evaluation_comes_back_from_its_file(evaluation: MakeEvaluation, tmp_path: Path) -> None:
    held = replace(
        evaluation("a", 0.5, 0.75),
        problems=(Problem("x", "its mask is empty"),),
        cases=(Case("photo0", "worst", b"\xff\xd8"),),
    )
    write_json(tmp_path / "a.json", held)
    assert read_json(tmp_path / "a.json") == held


def test_the_file_holds_the_means_for_other_programs(
    evaluation: MakeEvaluation, tmp_path: Path
) -> None:
    write_json(tmp_path / "a.json", evaluation("a", 0.5, 0.75, 0.25))
    held = json.loads((tmp_path / "a.json").read_text())
    assert held["overall"]["iou"]["mean"] == 0.5
    assert held["by_category"]["dogs"]["iou"] == {"mean": 0.75, "low": 0.75, "high": 0.75, "n": 1}
    assert held["seconds_median"] == 0.5
    assert held["peak_bytes"] == 3_000_000


def test_the_table_has_a_line_for_each_photo(evaluation: MakeEvaluation, tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", evaluation("a", 0.5, 0.75))
    with (tmp_path / "a.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["name"] for row in rows] == ["photo0", "photo1"]
    assert (rows[1]["iou"], rows[1]["width"], rows[1]["sad"]) == ("0.750000", "40", "")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "other"}', "\x00"])
def test_a_file_of_something_else_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(InputError, match="expected"):
        read_json(tmp_path / "a.json")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match="no such file"):
        read_json(tmp_path / "a.json")


def test_evaluations_that_are_called_alike_get_labels(evaluation: MakeEvaluation) -> None:
    held = [(evaluation("a", 0.5), "x.json"), (evaluation("a", 0.6), "y.json")]
    held.append((evaluation("b", 0.6), "z.json"))
    assert [done.name for done in told_apart(held)] == ["a (x.json)", "a (y.json)", "b"]
