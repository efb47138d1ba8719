"""``nukki study`` on a drawn photo with the tiny model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Nukki = Callable[..., Result]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos of megapixels are no part of these tests."""
    monkeypatch.setattr("nukki.evaluate.study.measure.TIMED_MEGAPIXELS", (0.001, 0.002))


def test_a_study_is_one_page_with_json_beside_it(nukki: Nukki, lay: Callable[..., Path]) -> None:
    folder = lay("photos/a.png")
    done = nukki("study", "photos", "-m", "tiny")
    assert done.exit_code == 0, done.output
    assert "against its own answer on the clean photo" in done.stdout
    assert (folder / "study.html").read_text().startswith("<!DOCTYPE html>")
    assert json.loads((folder / "study.json").read_text())["photos"] == ["a.png"]


def test_every_model_is_studied_with_every_preset(nukki: Nukki, lay: Callable[..., Path]) -> None:
    folder = lay("photos/a.png")
    presets = ("--preset", "fast", "--preset", "balanced")
    assert nukki("study", "photos", "-m", "tiny", *presets, "-o", "both.html").exit_code == 0
    held = json.loads((folder / "both.json").read_text())
    assert list(held["settings"]) == ["tiny, fast", "tiny, balanced"]


def test_a_bad_picture_is_named_on_standard_error(nukki: Nukki, lay: Callable[..., Path]) -> None:
    (lay("photos/a.png") / "photos" / "bad.png").write_bytes(b"no picture")
    done = nukki("study", "photos", "-m", "tiny")
    assert done.exit_code == 0
    assert "bad.png: left out" in done.stderr


def test_fresh_measures_everything_anew(nukki: Nukki, lay: Callable[..., Path]) -> None:
    folder = lay("photos/a.png")
    (folder / "study.jsonl").write_text("something of old\n")
    nukki("study", "photos", "-m", "tiny", "--fresh")
    assert "something of old" not in (folder / "study.jsonl").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("photos", "-o", "study.txt"), "expected a name that ends in .html"),
        (("photos", "-m", "a", "-m", "b", "--weights", "w.onnx"), "one model only"),
        (("photos", "-m", "tinny"), "did you mean tiny"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_measured(
    nukki: Nukki, lay: Callable[..., Path], arguments: tuple[str, ...], said: str
) -> None:
    lay("photos/a.png")
    done = nukki("study", *arguments)
    assert said in str(done.exception) + done.output
    assert done.exit_code != 0
