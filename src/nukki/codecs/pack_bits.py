"""PackBits (Apple, TIFF 6.0 section 9), in blocks of 128: each is one run or copied as it is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

BLOCK = 128
_BAND_BYTES = 1 << 22


def packed(rows: NDArray[np.uint8]) -> tuple[NDArray[np.uint32], bytes]:
    r"""The packed length of each of (H, W) rows of bytes, and all of them, one after another.

    >>> counts, data = packed(np.array([[7] * 200, [*range(200)]], np.uint8))
    >>> counts.tolist(), data[:4]
    ([4, 202], b'\x81\x07\xb9\x07')
    """
    counts, parts = zip(*_bands(rows), strict=True)
    return np.concatenate(counts), b"".join(parts)


def _bands(rows: NDArray[np.uint8]) -> Iterator[tuple[NDArray[np.uint32], bytes]]:
    step = max(1, _BAND_BYTES // rows.shape[1])
    for top in range(0, len(rows), step):
        yield _packed(rows[top : top + step])


def _packed(rows: NDArray[np.uint8]) -> tuple[NDArray[np.uint32], bytes]:
    height, width = rows.shape
    count = -(-width // BLOCK)
    padded = np.pad(rows, ((0, 0), (0, count * BLOCK - width)), mode="edge")
    blocks = padded.reshape(height, count, BLOCK)
    length = np.full(count, BLOCK)
    length[-1] = width - BLOCK * (count - 1)
    run = (blocks == blocks[:, :, :1]).all(axis=2) & (length > 1)
    # A header: 257 - n repeats the byte after it n times, n - 1 copies the n bytes after it.
    header = np.where(run, 257 - length, length - 1).astype(np.uint8)
    written = np.concatenate([header[:, :, None], blocks], axis=2)
    kept = np.arange(BLOCK + 1) <= np.where(run, 1, length)[:, :, None]
    return kept.sum(axis=(1, 2), dtype=np.uint32), written[kept].tobytes()
