"""Tiles and bands cover a picture, each pixel once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.ops import bands as bands_module
from nukki.ops.bands import bands
from nukki.ops.tiles import Tile, tiles

SIDES = st.integers(1, 50)


@given(st.tuples(SIDES, SIDES), st.integers(1, 20), st.integers(0, 9))
def test_inner_parts_cover_the_picture_exactly_once(
    size_hw: tuple[int, int], tile_px: int, overlap_px: int
) -> None:
    times = np.zeros(size_hw, int)
    covered = [tile.inner for tile in tiles(size_hw, tile_px, overlap_px)]
    np.add.at(times, tuple(np.hstack([indices(window) for window in covered])), 1)
    assert (times == 1).all()


def indices(window: tuple[slice, slice]) -> np.ndarray[tuple[int, int], np.dtype[np.intp]]:
    """(2, n) rows and columns of the pixels in a window."""
    rows, columns = np.mgrid[window]
    return np.stack([rows.ravel(), columns.ravel()]).astype(np.intp)


@given(st.tuples(SIDES, SIDES), st.integers(1, 20), st.integers(0, 9))
def test_a_tile_finds_its_inner_part_in_what_it_sees(
    size_hw: tuple[int, int], tile_px: int, overlap_px: int
) -> None:
    numbers = np.arange(size_hw[0] * size_hw[1]).reshape(size_hw)
    found = list(tiles(size_hw, tile_px, overlap_px))
    assert all(
        np.array_equal(numbers[tile.outer][tile.inner_of_outer], numbers[tile.inner])
        for tile in found
    )


def test_a_tile_sees_its_neighbours_but_not_past_the_picture() -> None:
    first, *_, last = tiles((100, 100), 40, 10)
    assert first == Tile((slice(0, 40), slice(0, 40)), (slice(0, 50), slice(0, 50)))
    assert last.outer == (slice(70, 100), slice(70, 100))


@given(height=st.integers(1, 99), width=st.integers(1, 99), pixels=st.integers(1, 500))
def test_bands_cover_every_row_once(height: int, width: int, pixels: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bands_module, "BAND_PIXELS", pixels)
        rows = [row for band in bands(height, width) for row in range(band.start, band.stop)]
    assert rows == list(range(height))


@given(height=st.integers(1, 5000), width=st.integers(1, 3_000_000))
def test_a_band_is_never_much_larger_than_promised(height: int, width: int) -> None:
    first = next(bands(height, width))
    assert (first.stop - first.start) * width <= max(bands_module.BAND_PIXELS, width)
