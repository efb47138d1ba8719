"""What studies with known numbers say, in words, as a page, and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

import pytest

from nukki.evaluate.pairs import Problem
from nukki.evaluate.study import Row, Study, recommendations, summary, to_json
from nukki.evaluate.study.chart import Mark, curves
from nukki.evaluate.study.findings import effects
from nukki.evaluate.study.page import render
from nukki.evaluate.study.result import Against

NOISE = {0.05: 0.9, 0.1: 0.89, 0.2: 0.7, 0.4: 0.3}
BLUR = {1.0: 0.9, 2.0: 0.9, 5.0: 0.9, 10.0: 0.89}


def rows(
    setting: str,
    *,
    clean: float = 0.9,
    shift: float = 0.0,
    seconds: float = 0.5,
    against: Against = "truth",
    photos: int = 2,
) -> Iterator[Row]:
    """Noise costs up to 0.6 of IoU, blur nothing to speak of."""
    steps: Mapping[str, Mapping[float, float]] = {"": {0.0: clean}, "noise": NOISE, "blur": BLUR}
    for n in range(photos):
        for name, curve in steps.items():
            for level, iou in curve.items():
                value = iou + (shift if name else 0.0)
                scores = {"iou": value, "boundary_f": value, "mae": 1 - value}
                yield Row(setting, f"<photo {n}>", name, level, against, (30, 40), seconds, 0.2,
                          scores, (b"photo", b"cut-out"))  # fmt: skip


def made(*parts: Iterator[Row]) -> Study:
    found = tuple(row for part in parts for row in part)
    return Study("photos", {row.setting: {"model": row.setting} for row in found}, found, 5)


def test_a_curve_holds_the_clean_photo_and_changes_of_the_same_photos() -> None:
    points = made(rows("net")).curve("net", "truth", "noise", "iou")
    assert [point.level for point in points] == [0, 0.05, 0.1, 0.2, 0.4]
    assert [round(point.change.mean, 3) for point in points] == [0, 0, -0.01, -0.2, -0.6]


def test_the_most_harmful_change_comes_first_with_its_harmless_range() -> None:
    first = effects(made(rows("net")), "net", "truth")[0]
    assert first.degradation.name == "noise"
    assert first.loss == pytest.approx(0.6)
    assert first.safe == (0, 0.1)


def test_the_summary_says_what_hurts_and_what_does_not() -> None:
    text = " ".join(summary(made(rows("net"))))
    assert "net suffers most from noise (at 40 % noise the IoU falls by 0.60 to 0.30)" in text
    assert "net hardly notices blur" in text


def test_a_summary_without_truth_says_so_plainly() -> None:
    text = " ".join(summary(made(rows("net", against="own", clean=1.0))))
    assert "against its own answer on the clean photo" in text
    assert "not how right" in text


def test_recommendations_come_from_photos_with_truth_where_there_are_some() -> None:
    study = made(rows("net"), rows("net", against="own", clean=1.0, photos=9))
    assert "means over 2 photos" in recommendations(study)[-1]


def test_a_quicker_setting_is_recommended_when_it_is_as_good() -> None:
    study = made(rows("slow", shift=0.005, seconds=2.0), rows("quick", seconds=0.1))
    assert recommendations(study)[0].startswith("Take quick: within 0.01 of slow")


def test_a_better_setting_is_recommended_and_the_quick_one_named() -> None:
    study = made(rows("good", clean=0.99, shift=0.09, seconds=2.0), rows("quick", seconds=0.1))
    first = recommendations(study)[0]
    assert first.startswith("Take good: the best")
    assert "quick (0.10 s instead of 2.00 s)" in first


def test_recommendations_say_up_to_where_a_change_is_harmless() -> None:
    assert any(
        line.startswith("Noise: harmless from 0 % to 10 %; at 40 % noise 0.60 IoU is lost.")
        for line in recommendations(made(rows("net")))
    )


def test_many_photos_are_no_mere_hint() -> None:
    assert "hints" not in " ".join(recommendations(made(rows("net", photos=8))))


def test_a_study_without_rows_recommends_nothing() -> None:
    assert recommendations(made()) == []


def test_the_page_asks_for_nothing_else() -> None:
    page = render(made(rows("net"), rows("other")))
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert sources
    assert all(source.startswith("data:image/jpeg;base64,") for source in sources)


def test_the_page_shows_each_photo_beside_its_cut_outs() -> None:
    page = render(made(rows("net"), rows("other")))
    shown = page[page.index("The photos and their cut-outs") :]
    assert shown.count("<img") == 2 * 3


def test_names_are_escaped_on_the_page() -> None:
    page = render(made(rows("<b>net</b>")))
    assert "<b>net" not in page
    assert "<photo" not in page


def test_the_page_names_what_was_left_out() -> None:
    study = made(rows("net"))
    page = render(Study(study.folder, study.settings, study.rows, 5, (Problem("c.png", "broken"),)))
    assert "<b>c.png</b>: broken" in page


def test_the_page_says_when_there_is_no_truth() -> None:
    assert "own answer on the clean photo" in render(made(rows("net", against="own")))


def test_json_holds_curves_sentences_and_rows_without_pictures() -> None:
    held = json.loads(json.dumps(to_json(made(rows("net")))))
    noise = next(c for c in held["curves"] if (c["degradation"], c["measure"]) == ("noise", "iou"))
    assert noise["points"][-1]["value"]["mean"] == pytest.approx(0.3)
    assert held["summary"]
    assert all(not row["pictures"] for row in held["rows"])


def test_a_chart_is_well_formed_and_marks_every_step() -> None:
    marks = [Mark(n, 0.5, 0.4, 0.6) for n in range(4)]
    chart = ElementTree.fromstring(
        curves([marks, marks], ["a", "<b>", "c", "d"], x_title="x", y_title="y", top=1.0, neutral=0)
    )
    assert len(chart.findall("circle")) == 8
    assert "<b>" in [text.text for text in chart.findall("text")]
