"""Words through the pipeline, with a small network that really reads and really looks."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.words_network import LEFT, RIGHT, TABLE, add_reading, desk

from nukki.core.errors import InputError, MissingExtraError, OptionError, WeightsError
from nukki.core.options import Options
from nukki.core.values import Cutout, Image
from nukki.pipeline import build, separate
from nukki.pipeline.words import words_need


@pytest.fixture
def reading(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network and its vocabulary are on this machine."""
    add_reading(empty_home, monkeypatch)


Cut = Callable[..., Cutout]


@pytest.fixture
def cut(reading: None) -> Cut:
    return lambda **asked: build(Options(model="kmeans", **asked))(Image(desk()))


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({"text": "the red mug"}, (True, False, False)),
        ({"text": "Blue mug"}, (False, True, False)),
        ({"text": "red mug, blue mug"}, (True, True, False)),
        ({"text": ["red", "blue"], "instance": "largest"}, None),
    ],
    ids=str,
)
def test_what_is_told_is_cut_out(
    asked: dict[str, Any], seen: tuple[bool, ...] | None, cut: Cut
) -> None:
    alpha = cut(**asked).alpha
    found = tuple(bool(alpha[place] > 0.5) for place in (LEFT, RIGHT, TABLE))
    assert found == seen if seen else sum(found) == 1


def test_its_outline_is_the_things_and_not_the_boxes(cut: Cut) -> None:
    alpha = cut(text="red").alpha
    rows, columns = np.mgrid[:96, :144] + 0.5
    disc = np.hypot(columns - 36, rows - 48) < 24
    assert ((alpha > 0.5) & disc).sum() / ((alpha > 0.5) | disc).sum() > 0.9


def test_each_thing_that_is_told_is_a_result_of_its_own(reading: None) -> None:
    asked = Options(model="kmeans", text="red,blue", instance="all-separate")
    results = separate(build(asked), Image(desk()))
    assert sorted(bool(one.alpha[LEFT] > 0.5) for one in results) == [False, True]


def test_what_is_not_in_the_picture_is_an_input_error(reading: None) -> None:
    table = Image(np.full((96, 144, 3), 110, np.uint8))
    with pytest.raises(InputError, match="text: expected red mug in the picture, found none"):
        build(Options(model="kmeans", text="red mug"))(table)


def test_without_such_a_network_it_is_said_how_to_get_one(empty_home: Path) -> None:
    pytest.importorskip("tokenizers")
    with pytest.raises(WeightsError, match=r"nukki models pull grounding-dino \(205 MB, Apache"):
        build(Options(text="the red mug"))


def test_without_what_reads_words_it_is_said_what_to_install(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'nukki\[words\]'"):
        build(Options(text="the red mug"))


def test_what_is_missing_is_told_as_commands(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert words_need() == ["pip install 'nukki[words]'", "nukki models pull grounding-dino"]


def test_nothing_is_missing_where_words_are_understood(reading: None) -> None:
    assert words_need() == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"text": "mug", "keep": "cup"}, "text says in words what is kept"),
        ({"text": "mug", "drop": "cup"}, "text says in words what is kept"),
        ({"text": " , "}, "expected words"),
        ({"text": "mug", "start": "mask.png"}, "drop keep, drop, text and instance"),
    ],
    ids=str,
)
def test_what_contradicts_itself_is_refused(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(OptionError, match=told):
        build(Options(**asked))
