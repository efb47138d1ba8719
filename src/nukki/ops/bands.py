"""Working through large pictures in bands of rows, so that float copies stay small."""

from __future__ import annotations

from collections.abc import Iterator

BAND_PIXELS = 1 << 20
"""About 12 MB for three channels of float32: stays near the processor's cache."""


def bands(height: int, width: int, pixels: int = BAND_PIXELS) -> Iterator[slice]:
    """Slices of rows that together cover ``height``, each about so many ``pixels`` large."""
    rows = max(1, pixels // max(1, width))
    for top in range(0, height, rows):
        yield slice(top, min(height, top + rows))
