"""What a run says in words at its end."""

from __future__ import annotations

import pytest

from nukki.batch import Outcome, Report
from nukki.cli.summary import remarks, summary
from nukki.core.options import Options

SURE = Outcome("a.png", "out/a.png", "ok", confidence=0.97)
UNSURE = Outcome("b.png", "out/b.png", "ok", confidence=0.62)


def test_unsure_results_are_counted_for_review() -> None:
    line = summary(Report(Options(), (SURE, UNSURE), seconds=1.0))
    assert line.startswith("2 cut out in ")
    assert line.endswith("; 1 to review (low confidence)")


def test_nothing_is_said_of_a_review_that_is_not_needed() -> None:
    assert "review" not in summary(Report(Options(), (SURE, SURE), seconds=1.0))


@pytest.mark.parametrize(
    ("outcome", "lines"),
    [(SURE, []), (UNSURE, ["nukki: review: out/b.png: confidence 0.62"])],
    ids=["sure", "unsure"],
)
def test_an_unsure_result_is_named(outcome: Outcome, lines: list[str]) -> None:
    assert list(remarks(outcome)) == lines
