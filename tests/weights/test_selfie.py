"""MediaPipe's own weights, through npm and LiteRT: a person is found where one stands."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from nukki import models, weights
from nukki.core.errors import WeightsError
from nukki.engines import SessionOptions, open_session
from nukki.stages.segment import NetworkSegmenter

USERS_HOME = str(Path.home())  # where npm's configuration lies; each test has another home
INSTALLED = importlib.util.find_spec("ai_edge_litert") is not None


def drawn_person() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Head and shoulders (H, W, 3) before a plain wall; the middle column is the person."""
    rows, columns = np.mgrid[:300, :300]
    picture = np.full((300, 300, 3), (200, 205, 210), np.uint8)
    shoulders = ((rows - 320) / 130) ** 2 + ((columns - 150) / 110) ** 2 < 1
    head = ((rows - 130) / 65) ** 2 + ((columns - 150) / 48) ** 2 < 1
    hair = head & (rows < 100)
    picture[shoulders], picture[head], picture[hair] = (40, 60, 110), (222, 178, 150), (50, 35, 25)
    for x in (132, 168):
        picture[(rows - 122) ** 2 + (columns - x) ** 2 < 30] = (40, 30, 30)
    picture[158:162, 135:165] = (170, 80, 80)
    return picture


@pytest.mark.weights
@pytest.mark.skipif(not INSTALLED, reason="the extra 'litert' is not installed")
@pytest.mark.parametrize("name", ["selfie", "selfie-landscape"])
def test_a_drawn_person_is_told_from_the_wall(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", USERS_HOME)
    spec = models.builtin()[name]
    try:
        path = weights.locate(spec.weights[0])
    except WeightsError as error:
        if "expected" in str(error):
            raise  # something came, but not these weights
        pytest.skip(f"npm's registry cannot be reached: {error}")
    segment = NetworkSegmenter(spec, open_session(path, SessionOptions(threads=1)))
    alpha = segment(drawn_person()).alpha
    height, width = alpha.shape
    assert alpha[height // 3 :, width // 2].mean() > 0.8
    assert alpha[:, : width // 16].mean() < 0.2
