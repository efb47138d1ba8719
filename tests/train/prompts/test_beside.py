"""What is meant in a picture that shows more."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tests.train.prompts.conftest import LEFT, RIGHT, SIDE_PX, disc

from nukki.core.arrays import Mask
from nukki.train.prompts import beside
from nukki.train.prompts.beside import meant
from nukki.train.render import Batch


def batch(*masks: Mask) -> Batch:
    """White subjects on black."""
    target = torch.from_numpy(np.stack(masks).astype(np.float32))[:, None]
    return Batch(target.expand(-1, 3, -1, -1).clone(), target, torch.ones_like(target))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_meant_is_one_of_two_things(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "PASTED", 1.0)
    given = batch(disc(LEFT), disc(RIGHT))
    found = meant(given, np.random.default_rng(seed))
    shown, told = found.batch.photo[0, 0], found.batch.target[0, 0]
    assert found.several == (True, True)
    assert (told <= shown + 1e-5).all()
    assert 0.05 < told.sum() / shown.sum() < 0.97


def test_both_are_meant_from_time_to_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "PASTED", 1.0)
    given = batch(disc(LEFT), disc(RIGHT))
    own = [
        float((meant(given, np.random.default_rng(seed)).batch.target[0] * given.target[0]).sum())
        for seed in range(12)
    ]
    assert min(own) < 0.5 * max(own)


def test_one_of_two_parts_of_a_truth_may_be_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "PASTED", 0.0)
    monkeypatch.setattr(beside, "PART", 1.0)
    found = meant(batch(disc(LEFT) | disc(RIGHT)), np.random.default_rng(0))
    told = found.batch.target[0, 0].numpy() > 0
    assert found.several == (True,)
    assert (told == disc(LEFT)).all() or (told == disc(RIGHT)).all()


def test_a_picture_of_nothing_stays_so() -> None:
    nothing = np.zeros((SIDE_PX, SIDE_PX), np.bool_)
    found = meant(batch(nothing, nothing), np.random.default_rng(0))
    assert found.batch.target.sum() == 0
    assert found.several == (False, False)
