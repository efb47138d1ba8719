"""Data sets that are drawn, and evaluations with numbers that are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from nukki.core.options import Options
from nukki.evaluate import Evaluation, Row

from .drawing import Alpha, Draw, MakeEvaluation, save_grey, save_photo, square


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Writes photos and masks below the folders given, and gives the data set's root."""

    def write(images: str = "images", masks: str = "masks", **alphas: Alpha) -> Path:
        for name, alpha in (alphas or {"a": square(), "b": square(6, 30)}).items():
            save_photo(tmp_path / "data" / images / f"{name}.png", alpha)
            save_grey(tmp_path / "data" / masks / f"{name}.png", alpha)
        return tmp_path / "data"

    return write


@pytest.fixture
def options(tiny_model: str) -> Options:
    return Options(model=tiny_model, preset="fast")


@pytest.fixture
def evaluation() -> MakeEvaluation:
    """An evaluation of photos with the IoU given, two categories in turn."""

    def make(name: str, *ious: float, seconds: float = 0.5) -> Evaluation:
        rows = [
            Row(
                name=f"photo{n}",
                category=("cats", "dogs")[n % 2],
                size_hw=(30, 40),
                alpha=False,
                scores={"iou": iou, "mae": 1 - iou},
                confidence=iou,
                seconds=seconds,
                peak_bytes=1_000_000 * (n + 1),
            )
            for n, iou in enumerate(ious)
        ]
        return Evaluation(name, {"model": name}, "data", tuple(rows), version="1", machine="here")

    return make
