"""Which network looks when nobody says."""

from __future__ import annotations

from pathlib import Path

import pytest

from nukki import weights
from nukki.core.spec import WeightFile
from nukki.engines.lite_rt import LiteRt
from nukki.video.live import usual_model


@pytest.mark.parametrize(
    ("missing", "here", "model"),
    [("", True, "selfie"), ("", False, "nukki-lite"), ("not installed", True, "nukki-lite")],
)
def test_the_quickest_looks_where_its_engine_and_its_file_are(
    monkeypatch: pytest.MonkeyPatch, missing: str, here: bool, model: str
) -> None:
    def find(file: WeightFile) -> Path | None:
        return Path(file.name) if here else None

    monkeypatch.setattr(LiteRt, "missing", lambda _: missing)
    monkeypatch.setattr(weights, "find", find)
    assert usual_model() == model
