"""``--set``: parameters of techniques on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Lay = Callable[..., Path]
Nukki = Callable[..., Result]


def test_parameters_are_set_as_often_as_needed(nukki: Nukki, lay: Lay) -> None:
    root = lay("a.png")
    given = ("--set", "channel=saturation", "--set", "specks=0")
    result = nukki("remove", "a.png", "-m", "otsu", *given, "--report", "done.json")
    assert result.exit_code == 0
    told = json.loads((root / "done.json").read_text())["options"]
    assert told["parameters"] == ["channel=saturation", "specks=0"]


def test_a_misspelt_parameter_is_wrong_usage_and_names_the_nearest(nukki: Nukki, lay: Lay) -> None:
    lay("a.png")
    result = nukki("remove", "a.png", "-m", "otsu", "--set", "spekcs=0")
    assert result.exit_code == 2
    assert "no parameter of model otsu named 'spekcs'; did you mean specks?" in result.stderr


def test_several_models_are_joined_by_a_plus(nukki: Nukki, lay: Lay) -> None:
    root = lay("a.png")
    assert nukki("remove", "a.png", "-m", "tiny+otsu").exit_code == 0
    assert (root / "a.cutout.png").is_file()


def test_the_listing_tells_parameters_and_that_no_weights_are_needed(nukki: Nukki) -> None:
    facts = {item["name"]: item for item in json.loads(nukki("models", "list", "--json").stdout)}
    assert [item["key"] for item in facts["otsu"]["parameters"]] == ["channel", "specks"]
    assert facts["otsu"]["here"]
    assert facts["tiny"]["parameters"] == []
