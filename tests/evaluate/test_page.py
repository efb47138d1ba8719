"""The page: it holds everything that was measured, and asks for nothing from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from nukki.core.errors import InputError
from nukki.evaluate import Evaluation, Problem, evaluate, write_html
from nukki.evaluate.page import render

from .drawing import Draw, MakeEvaluation, everything

VOID = {"meta", "img"}


class Checker(HTMLParser):
    """Gathers what a page would fetch, and the tags that are left open."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = ("src", "href", "srcset", "data", "action", "xlink:href")
        self.fetched += [value or "" for name, value in attrs if name in wanted]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def pair(evaluation: MakeEvaluation) -> list[Evaluation]:
    ious = [0.5 + 0.01 * n for n in range(45)]
    return [
        evaluation("ours", *(value + 0.02 for value in ious), seconds=0.9),
        evaluation("theirs", *ious, seconds=0.1),
    ]


def test_the_page_fetches_nothing(draw: Draw, pair: list[Evaluation]) -> None:
    page = render([evaluate(draw(), everything)]) + render(pair)
    checker = Checker()
    checker.feed(page)
    assert all(address.startswith("data:image/jpeg;base64,") for address in checker.fetched)
    assert checker.fetched  # the pictures of the worst and best
    assert not re.search(r"https?://|url\(|@import|<script", page)


def test_every_tag_is_closed(pair: list[Evaluation]) -> None:
    checker = Checker()
    checker.feed(render(pair))
    assert checker.open == []


def test_the_page_shows_means_categories_time_and_confidence(pair: list[Evaluation]) -> None:
    page = render(pair)
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings[:4] == ["Overall", "ours against theirs", "Quality against time", "By category"]
    assert "Confidence of ours" in headings
    assert "AUC 1.000" in page
    assert f"{pair[0].overall['iou'].mean:.4f}" in page


def test_differences_larger_than_chance_are_marked(pair: list[Evaluation]) -> None:
    assert 'class="better"' in render(pair)
    assert 'class="worse"' in render(pair[::-1])
    assert 'class="better"' not in render([pair[0], replace(pair[0], name="again")])


def test_names_cannot_break_the_page(evaluation: MakeEvaluation) -> None:
    sly = '<img src=x onerror=alert(1)>&"'
    done = replace(evaluation(sly, 0.5, 0.95), problems=(Problem(sly, sly),))
    page = render([done])
    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_pairs_that_were_left_out_are_named(evaluation: MakeEvaluation) -> None:
    done = replace(evaluation("a", 0.5), problems=(Problem("cat", "its mask is empty"),))
    assert "<b>cat</b>: its mask is empty" in render([done])


def test_one_photo_makes_a_page(evaluation: MakeEvaluation, tmp_path: Path) -> None:
    write_html(tmp_path / "a.html", [evaluation("a", 0.5)])
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_page_about_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="at least one"):
        render([])
