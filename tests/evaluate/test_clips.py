"""Clips with true mattes, and what is measured on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage

from nukki.core.errors import InputNotFoundError, OptionError
from nukki.evaluate.clips import CLIP_MEASURES, ClipMeter, open_clips


def flat(alpha: float) -> NDArray[np.float32]:
    return np.full((12, 16), alpha, np.float32)


def measured(*pairs: tuple[float, float]) -> dict[str, float]:
    meter = ClipMeter()
    for matte, truth in pairs:
        meter.add(flat(matte), flat(truth))
    return dict(meter.scores())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two clips of three frames, and a folder that is none."""
    for name in ("walk", "talk"):
        for part in ("im", "gt"):
            (tmp_path / name / part).mkdir(parents=True)
            for number in range(3):
                path = tmp_path / name / part / f"{number:05d}.png"
                PillowImage.new("L", (16, 12), 60 * number).save(path)
    (tmp_path / "notes").mkdir()
    return tmp_path


def test_a_perfect_matte_scores_nought_throughout() -> None:
    assert measured((0.2, 0.2), (0.7, 0.7)) == dict.fromkeys(CLIP_MEASURES, 0.0)


def test_a_constant_fault_is_off_but_does_not_flicker() -> None:
    scores = measured((0.3, 0.2), (0.5, 0.4), (0.9, 0.8))
    assert scores["mad"] == pytest.approx(100, rel=1e-4)
    assert scores["mse"] == pytest.approx(10, rel=1e-4)
    assert scores["dtssd"] == pytest.approx(0, abs=1e-4)


def test_flicker_is_the_mean_over_the_steps() -> None:
    assert measured((0.5, 0.5), (0.6, 0.5), (0.6, 0.5))["dtssd"] == pytest.approx(5, rel=1e-4)


def test_one_frame_does_not_flicker_at_all() -> None:
    assert "dtssd" not in measured((0.5, 0.4))


def test_a_soft_edge_for_a_hard_one_is_a_gradient_error() -> None:
    hard, soft = np.zeros((12, 16), np.float32), np.zeros((12, 16), np.float32)
    hard[:, 8:] = 1
    soft[:, 4:12] = np.linspace(0, 1, 8, dtype=np.float32)
    soft[:, 12:] = 1
    meter = ClipMeter()
    meter.add(soft, hard)
    assert meter.scores()["grad"] > 0


def test_clips_are_found_by_their_folders_in_order(folder: Path) -> None:
    clips = open_clips(folder)
    assert [clip.name for clip in clips] == ["talk", "walk"]
    assert [pair.name for pair in clips[0].frames] == ["00000", "00001", "00002"]


def test_a_part_of_a_clip_is_taken(folder: Path) -> None:
    clip = open_clips(folder)[0]
    assert [pair.name for pair in clip.part(start=1, count=1).frames] == ["00001"]
    assert [pair.name for pair in clip.part(every=2).frames] == ["00000", "00002"]


def test_a_start_behind_the_end_is_refused(folder: Path) -> None:
    with pytest.raises(OptionError, match="a start before frame 3, got 3"):
        open_clips(folder)[0].part(start=3)


def test_clips_of_davis_are_found_by_their_folders(tmp_path: Path) -> None:
    for name in ("walk", "talk"):
        for part in ("JPEGImages", "Annotations"):
            (tmp_path / part / "480p" / name).mkdir(parents=True)
            for number in range(2):
                path = tmp_path / part / "480p" / name / f"{number:05d}.png"
                PillowImage.new("L", (16, 12), 60 * number).save(path)
    clips = open_clips(tmp_path)
    assert [(clip.name, len(clip.frames)) for clip in clips] == [("talk", 2), ("walk", 2)]
    assert clips[0].frames[1].image.parent.name == "talk"


def test_the_middle_of_a_clip_is_taken(folder: Path) -> None:
    clip = open_clips(folder)[0]
    assert [pair.name for pair in clip.middle(1).frames] == ["00001"]
    assert clip.middle(9) == clip


def test_a_folder_without_clips_is_refused(folder: Path) -> None:
    with pytest.raises(InputNotFoundError, match="expected a folder for each clip"):
        open_clips(folder / "notes")
