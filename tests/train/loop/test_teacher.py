from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.train.loop.conftest import draw_row, write_dataset

from nukki.core.errors import InputError
from nukki.train.data.dataset import Dataset
from nukki.train.pictures import PictureStore
from nukki.train.teacher import agreed, make_mattes


class Counter:
    """Counts mattes."""

    def __init__(self) -> None:
        self.taught_count = 0

    def teaching(self, teacher: str, total: int) -> None:
        """Nothing."""

    def taught(self) -> None:
        """One more."""
        self.taught_count += 1


def mixed(root: Path) -> Dataset:
    rows = [draw_row(root, 0, "train"), draw_row(root, 1, "train", "unlabelled")]
    rows += [draw_row(root, 2, "validation"), draw_row(root, 3, "test", "unlabelled")]
    return write_dataset(root, rows)


def test_what_teachers_agree_on_is_trusted_whole() -> None:
    mean, trust = agreed(np.full((2, 3, 3), 0.25, np.float32), 4.0)
    assert np.all(mean == 0.25)
    assert np.all(trust == 1.0)


def test_trust_falls_where_teachers_disagree() -> None:
    alphas = np.array([[[0.0, 0.4]], [[1.0, 0.6]]], np.float32)
    mean, trust = agreed(alphas, 4.0)
    assert np.allclose(mean, 0.5)
    assert np.allclose(trust, [[np.exp(-4), np.exp(-0.8)]])


def test_only_unlabelled_photos_are_asked_about_and_only_once(
    tmp_path: Path, tiny_model: str
) -> None:
    data, counter = mixed(tmp_path), Counter()
    for _ in range(2):
        make_mattes(data, tiny_model, counter, sharpness=4.0, device="cpu")
    assert counter.taught_count == 1
    assert [path.name for path in tmp_path.glob("teachers/*/*.png")] == ["figure1.png"]


def test_a_true_mask_wins(tmp_path: Path, tiny_model: str) -> None:
    data = mixed(tmp_path)
    answers = make_mattes(data, tiny_model, Counter(), sharpness=4.0, device="cpu")
    labelled, other = data.rows("train")
    store = PictureStore(data, (32, 32), 0, answers)
    assert store.picture(labelled).trust is None
    assert store.picture(other).trust is not None


def test_a_teacher_with_nothing_to_teach_says_so(
    tmp_path: Path, few: Dataset, tiny_model: str
) -> None:
    with pytest.raises(InputError, match="none to train on"):
        make_mattes(few, tiny_model, Counter(), sharpness=4.0, device="cpu")
