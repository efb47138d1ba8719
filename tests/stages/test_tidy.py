"""The parts of a matte, as the options ask for them."""

from __future__ import annotations

import numpy as np

from nukki.core.values import Matte
from nukki.stages.tidy import tidy


def test_percentages_are_of_the_largest_part_and_of_the_subject() -> None:
    alpha = np.zeros((40, 40), np.float32)
    alpha[:20, :20] = 1
    alpha[8:10, 8:10] = 0  # a hole of 1 %
    alpha[35:37, 35:37] = 1  # a crumb of 1 %
    found = tidy(Matte(alpha), crumbs=2.0, holes=2.0).alpha
    assert found[:20, :20].all()
    assert not found[20:].any()


def test_nothing_is_touched_unless_asked() -> None:
    alpha = np.random.default_rng(0).random((9, 9)).astype(np.float32)
    np.testing.assert_array_equal(tidy(Matte(alpha), crumbs=0.0, holes=0.0).alpha, alpha)
