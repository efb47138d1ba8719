"""Two evaluations side by side, in numbers and in words."""

from __future__ import annotations

import numpy as np
import pytest

from nukki.core.errors import InputError
from nukki.evaluate import Evaluation
from nukki.evaluate.comparison import Contrast, compare, in_words

from .drawing import MakeEvaluation

SCATTER = [float(value) for value in np.random.default_rng(0).uniform(0.5, 0.9, 40)]


def of(measure: str, ours: Evaluation, theirs: Evaluation) -> Contrast:
    return next(c for c in compare(ours, theirs).overall if c.measure.name == measure)


def test_a_steady_gain_is_better_in_both_directions_of_measure(evaluation: MakeEvaluation) -> None:
    ours, theirs = evaluation("a", *(v + 0.02 for v in SCATTER)), evaluation("b", *SCATTER)
    assert of("iou", ours, theirs).verdict == "better"
    assert of("mae", ours, theirs).verdict == "better"
    assert of("iou", theirs, ours).verdict == "worse"


def test_a_gain_on_one_photo_of_forty_is_chance(evaluation: MakeEvaluation) -> None:
    ours = evaluation("a", SCATTER[0] + 0.1, *SCATTER[1:])
    assert of("iou", ours, evaluation("b", *SCATTER)).verdict == "chance"


def test_only_photos_that_both_have_count(evaluation: MakeEvaluation) -> None:
    comparison = compare(evaluation("a", 0.5, 0.6, 0.1), evaluation("b", 0.5, 0.6))
    assert comparison.n == 2
    assert comparison.overall[0].difference.mean == 0.0


def test_evaluations_without_a_common_photo_cannot_be_compared(evaluation: MakeEvaluation) -> None:
    with pytest.raises(InputError, match="different photos"):
        compare(evaluation("a", 0.5), evaluation("b"))


def test_each_category_is_compared_by_itself(evaluation: MakeEvaluation) -> None:
    ours = evaluation("a", *(v + 0.05 * (n % 2) for n, v in enumerate(SCATTER)))
    parts = compare(ours, evaluation("b", *SCATTER)).by_category
    assert {name: part[0].verdict for name, part in parts.items()} == {
        "cats": "chance",
        "dogs": "better",
    }


def test_the_words_say_what_is_better_and_what_is_chance(evaluation: MakeEvaluation) -> None:
    ours = evaluation("new", *(v + 0.02 for v in SCATTER), seconds=1.0)
    text = "\n".join(in_words(compare(ours, evaluation("old", *SCATTER, seconds=0.5))))
    assert "new against old, on the 40 photos that both have" in text
    assert "IoU is better" in text
    assert "+0.0200" in text
    assert "2.00 x the time" in text


def test_the_words_say_when_nothing_differs_and_photos_are_few(evaluation: MakeEvaluation) -> None:
    same = evaluation("new", 0.5, 0.6), evaluation("old", 0.5, 0.6)
    text = "\n".join(in_words(compare(*same)))
    assert "No measure differs by more than chance." in text
    assert "too few" in text
