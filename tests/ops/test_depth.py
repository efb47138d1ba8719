"""8 bits and 16: white stays white, and nothing is lost on the way up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.core.arrays import full_scale
from nukki.ops.depth import EIGHT, SIXTEEN, to_depth


@given(st.integers(0, 255))
def test_8_bits_go_to_16_and_back_unchanged(level: int) -> None:
    shallow = np.full((1, 1, 3), level, np.uint8)
    deep = to_depth(shallow, SIXTEEN)
    assert deep.dtype == np.uint16
    np.testing.assert_array_equal(to_depth(deep, EIGHT), shallow)


@pytest.mark.parametrize(("of", "other"), [(EIGHT, SIXTEEN), (SIXTEEN, EIGHT)], ids=str)
def test_white_stays_white_in_the_other_depth(
    of: np.dtype[np.unsignedinteger], other: np.dtype[np.unsignedinteger]
) -> None:
    white = np.full((1, 1, 3), full_scale(of), of)
    assert (to_depth(white, other) == full_scale(other)).all()


@given(st.integers(0, 65535))
def test_16_bits_are_rounded_to_the_nearest_of_8(level: int) -> None:
    shallow = to_depth(np.full((1, 1, 3), level, np.uint16), EIGHT)
    assert abs(int(shallow[0, 0, 0]) * 257 - level) <= 128
