"""The network that lies in the package: there at once, and at any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import nukki
from nukki import models, weights
from nukki.core.errors import OptionError

SPEC = models.builtin()["nukki-lite"]
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path))


def test_its_weights_come_with_the_package_and_are_small() -> None:
    path = weights.find(SPEC.weights[0])
    assert path is not None
    assert path.is_relative_to(Path(nukki.__file__).parent)
    assert path.stat().st_size <= 8_000_000


def test_removing_the_model_leaves_the_packages_file() -> None:
    assert not weights.remove(SPEC.weights[0])
    assert weights.find(SPEC.weights[0]) is not None


def test_offline_in_an_empty_home_it_cuts_a_photo() -> None:
    cutout = nukki.cut(EXAMPLES / "astronaut.jpg", model="nukki-lite", offline=True)
    assert cutout.alpha[150:350, 200:260].mean() > 0.95  # face and suit
    assert cutout.alpha[:60, :60].mean() < 0.05


@pytest.mark.parametrize("side_px", [320, 384, 512])
def test_it_sees_a_photo_at_the_size_that_is_asked_for(side_px: int) -> None:
    cutout = nukki.cut(EXAMPLES / "chelsea.jpg", model="nukki-lite", input_size=side_px)
    assert cutout.alpha.mean() > 0.2


def test_a_size_that_is_no_multiple_of_32_is_refused() -> None:
    with pytest.raises(OptionError, match="nukki-lite takes multiples of 32, got 400; nearest"):
        nukki.cut(EXAMPLES / "chelsea.jpg", model="nukki-lite", input_size=400)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_blank_page_has_no_subject(level: int) -> None:
    page = np.full((240, 320, 3), level, np.uint8)
    assert nukki.cut(page, model="nukki-lite").alpha.mean() < 0.05
