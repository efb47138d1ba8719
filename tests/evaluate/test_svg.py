"""Charts: values at their places, ticks that are round."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from nukki.evaluate.svg import Axis, Bar, Line, Point, bars, curve, lines, nice_step, scatter


def test_a_value_lies_where_its_share_of_the_axis_ends() -> None:
    assert Axis(0, 10, 100, 200).at(2.5) == 125
    assert Axis(1, 100, 0, 200, log=True).at(10) == pytest.approx(100)


def test_ticks_are_round_and_within_the_axis() -> None:
    assert Axis(0.83, 0.97, 0, 1).ticks() == pytest.approx([0.85, 0.9, 0.95])
    assert Axis(0.09, 12, 0, 1, log=True).ticks() == pytest.approx([0.1, 0.2, 0.5, 1, 2, 5, 10])


@pytest.mark.parametrize(("least", "step"), [(0.013, 0.02), (1, 1), (2.1, 5), (60, 100)])
def test_steps_are_one_two_or_five(least: float, step: float) -> None:
    assert nice_step(least) == pytest.approx(step)


@pytest.mark.parametrize(
    "chart",
    [
        scatter([Point(0.1, 0.9, 0.9, 0.9, "<one>")], x_title="s", y_title="S"),
        scatter(
            [Point(0.1, 0.9, 0.8, 0.95, "a"), Point(3, 0.95, 0.9, 1, "b")], x_title="s", y_title="S"
        ),
        curve([(0, 0), (0, 1), (1, 1)], x_title="x", y_title="y"),
        bars(["a", "b"], [[Bar(0.5, 0.4, 0.6), None]], digits=2, title="t"),
        bars(["a"], [[Bar(0.0, 0.0, 0.0)]], digits=2, title="nothing but zero"),
    ],
)
def test_charts_are_well_formed(chart: str) -> None:
    assert ElementTree.fromstring(chart).tag == "svg"


def test_a_bar_is_as_long_as_its_value() -> None:
    drawn = ElementTree.fromstring(
        bars(["a"], [[Bar(1.0, 1.0, 1.0)], [Bar(0.5, 0.5, 0.5)]], digits=1, title="t")
    )
    one, half = (float(rect.attrib["width"]) for rect in drawn.iter("rect"))
    assert half == pytest.approx(one / 2, abs=0.1)


def test_lines_draw_every_series_and_mark_the_best_place() -> None:
    series = [Line("a < b", [(1, 0.2), (2, 0.4)]), Line("one", [(1, 0.3)])]
    drawn = lines(series, x_title="epoch", y_title="IoU", best=2)
    assert drawn.count("<polyline") == drawn.count("<circle") == 1
    assert "a &lt; b" in drawn
    assert "stroke-dasharray" in drawn
