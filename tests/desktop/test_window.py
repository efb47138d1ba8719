"""The window, on a screen that nobody sees."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.server.conftest import opened

from nukki.core.errors import WeightsError
from nukki.pipeline import find_model
from nukki.weights import locate

DRIVE = Path(__file__).with_name("drive.py")
PHOTO = Path(__file__).parents[2] / "examples" / "chelsea.jpg"
SCREEN = ("-a", "-s", "-screen 0 1440x900x24")

pytestmark = [pytest.mark.browser, pytest.mark.weights]


@pytest.fixture
def screen() -> str:
    """The program that gives a screen."""
    if os.environ.get("NUKKI_BROWSER_TESTS") != "1":
        pytest.skip("opens a window; NUKKI_BROWSER_TESTS=1 runs it")
    pytest.importorskip("PySide6.QtWebEngineWidgets", reason="PySide6 is not installed")
    found = shutil.which("xvfb-run")
    if found is None:
        pytest.skip("xvfb-run is not here")
    try:
        for file in find_model("u2netp").weights:
            locate(file)
    except WeightsError as error:
        pytest.skip(f"the weights of u2netp cannot be had: {error}")
    return found


def test_a_dropped_photo_is_saved_where_the_dialog_says(screen: str, tmp_path: Path) -> None:
    result, shot = tmp_path / "cat.png", tmp_path / "window.png"
    folder = os.environ.get("NUKKI_SCREENSHOTS")
    shot = Path(folder) / "desktop-window.png" if folder else shot
    environment = {
        **os.environ,
        "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu",
        "QTWEBENGINE_DISABLE_SANDBOX": "1",  # Chromium's needs a user who is not root
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    arguments = (PHOTO, result, shot, tmp_path / "s.sqlite")
    done = subprocess.run(
        [screen, *SCREEN, sys.executable, str(DRIVE), *map(str, arguments)],
        env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    cutout = np.asarray(opened(result.read_bytes()))
    assert cutout.shape == (*opened(PHOTO.read_bytes()).size[::-1], 4)
    assert 0.1 < (cutout[..., 3] > 128).mean() < 0.9
    shown = np.asarray(opened(shot.read_bytes()).convert("L"))
    assert shown.std() > 20
