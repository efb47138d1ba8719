"""The page, opened as a reader would; and the file that it is made from."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from tests.train.drawing import save, silhouette
from tests.train.report.browser import console_of
from tests.train.report.made import epochs, evidence, examination, other, picture, pictures

from nukki.core.errors import InputError
from nukki.train.data.dataset import Dataset
from nukki.train.data.row import COLUMNS
from nukki.train.report.cases import Cases, difference, draw_cases
from nukki.train.report.evidence import Evidence
from nukki.train.report.examined import Examination
from nukki.train.report.files import TEST, read_test, to_json, write_test
from nukki.train.report.page import render, write_report
from nukki.train.report.words import finding_lines, measure_rows, other_rows, slice_rows


def a_test() -> Examination:
    small = pictures(9, 0.6, subject_share=0.05, category="<dogs>")
    every = [*small, *pictures(9, 0.9, first=20, subject_share=0.5, category="people")]
    return examination(
        every,
        others=(other("u2netp", every, 0.05, 0.2),),
        skipped={"rmbg-2.0": "no <weights>"},
        left_out={"broken": "not a picture"},
    )


def told(test: Examination | None) -> Evidence:
    return evidence(test, epochs=epochs([0.5, 0.6, 0.7]), counts={"train": 30, "test": 18})


@pytest.fixture
def shown(tmp_path: Path) -> tuple[Examination, Dataset]:
    """Six silhouettes with mattes, the last of which found nothing."""
    names = [f"figure{n}" for n in range(6)]
    lines = [",".join(COLUMNS)]
    for n, name in enumerate(names):
        photo, mask = silhouette(n)
        save(tmp_path / f"data/im/{name}.png", photo)
        save(tmp_path / f"data/gt/{name}.png", mask)
        save(tmp_path / f"run/test/{name}.png", mask * np.uint8(n < 5))
        lines.append(f"{name},test,im/{name}.png,gt/{name}.png,binary,,,96,80,0.2,0.5,9,1,1")
    (tmp_path / "data/manifest.csv").write_text("\n".join(lines))
    (tmp_path / "data/dataset.json").write_text('{"version": 1}')
    known = [picture(name, 0.9 if n < 5 else 0.0) for n, name in enumerate(names)]
    return examination(known), Dataset.open(tmp_path / "data")


def test_the_page_opens_in_a_browser_without_a_word_on_its_console(
    tmp_path: Path, shown: tuple[Examination, Dataset]
) -> None:
    test, dataset = shown
    page = tmp_path / "report.html"
    write_report(page, told(test), draw_cases(test, dataset, tmp_path / "run"))
    assert console_of(page, tmp_path / "profile") == []


def test_a_page_that_complains_would_be_noticed(tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text("<html><script>console.error('no')</script></html>")
    assert console_of(page, tmp_path / "profile")


def test_the_page_needs_nothing_but_itself() -> None:
    page = render(told(a_test()), Cases())
    assert not re.search(r'(src|href)="(?!data:)', page)
    assert "<script" not in page


def test_the_page_shows_every_part_of_the_test() -> None:
    page = render(told(a_test()), Cases())
    heads = re.findall(r"<h[23]>([^<]+)", page)
    assert {"On the test split", "By kind of picture", "Category", "Where mattes are cut",
            "Against models of the shelf", "Quality against time", "Training", "What was trained",
            "Left out"} <= set(heads)  # fmt: skip


def test_names_are_text_and_not_markup() -> None:
    page = render(told(a_test()), Cases())
    assert "<dogs>" not in page
    assert "no &lt;weights&gt;" in page


def test_before_the_test_the_page_shows_the_training_alone() -> None:
    page = render(told(None), Cases())
    assert "was not tested" in page
    assert "On the test split" not in page
    assert "<h2>Training</h2>" in page


def test_a_run_that_has_just_begun_has_a_page() -> None:
    assert "No epoch was measured yet" in render(evidence(), Cases())


def test_the_worst_case_comes_first_and_none_is_shown_twice(
    tmp_path: Path, shown: tuple[Examination, Dataset]
) -> None:
    test, dataset = shown
    cases = draw_cases(test, dataset, tmp_path / "run")
    names = [case.name for case in (*cases.worst, *cases.best)]
    assert names[0] == "figure5"
    assert sorted(names) == [f"figure{n}" for n in range(6)]
    assert len(cases.worst[0].panels) == 4


def test_of_a_clip_only_a_few_frames_are_shown(
    tmp_path: Path, shown: tuple[Examination, Dataset]
) -> None:
    _, dataset = shown
    frames = examination([picture(f"figure{n}", 0.1 * n, group="clip") for n in range(6)])
    cases = draw_cases(frames, dataset, tmp_path / "run")
    names = [case.name for case in (*cases.worst, *cases.best)]
    assert sorted(names) == ["figure0", "figure1", "figure4", "figure5"]


def test_a_case_whose_matte_is_gone_is_left_out(
    tmp_path: Path, shown: tuple[Examination, Dataset]
) -> None:
    test, dataset = shown
    (tmp_path / "run/test/figure5.png").unlink()
    cases = draw_cases(test, dataset, tmp_path / "run")
    assert "figure5" not in [case.name for case in (*cases.worst, *cases.best)]


def test_what_was_missed_is_red_and_what_was_added_is_blue() -> None:
    photo = np.full((1, 2, 3), 128, np.uint8)
    truth, matte = np.array([[[1, 0]], [[0, 1]]], np.float32)
    ((missed, taken),) = difference(photo, truth, matte)
    assert missed[0] > missed[2]
    assert taken[2] > taken[0]


def test_where_matte_and_truth_agree_the_photo_is_grey() -> None:
    photo = np.full((2, 2, 3), (200, 20, 20), np.uint8)
    same = np.ones((2, 2), np.float32)
    assert np.ptp(difference(photo, same, same), axis=2).max() == 0


def test_a_test_reads_back_as_it_was_written(tmp_path: Path) -> None:
    test = a_test()
    write_test(tmp_path, test)
    assert read_test(tmp_path) == test


def test_its_means_are_written_for_other_programs() -> None:
    held = to_json(a_test())
    assert held["measures"]["iou"] == pytest.approx(0.75)
    assert held["slices"]["size"][0]["n"] == 9


def test_a_run_that_was_not_tested_has_no_test(tmp_path: Path) -> None:
    assert read_test(tmp_path) is None


def test_a_file_that_says_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / TEST).write_text('{"iou": 1}')
    with pytest.raises(InputError, match="expected what 'nukki test' wrote"):
        read_test(tmp_path)


def test_the_terminal_shows_measures_parts_and_models() -> None:
    test = a_test()
    assert ("IoU", "0.7500") in [row[:2] for row in measure_rows(test)]
    assert any(row[0] == "  small (under 10%)" and row[1] == "9" for row in slice_rows(test))
    assert [row[0] for row in other_rows(test)] == ["model", "this network", "u2netp"]


def test_advice_stands_below_its_finding(tmp_path: Path) -> None:
    from nukki.train.report.findings import findings

    lines = list(finding_lines(findings(evidence())))
    assert lines[0].startswith("* It was not tested")
    assert lines[1].startswith("    try: ")
