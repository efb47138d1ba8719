"""What libraries, levels, strategies and row filters of PNG cost on cut-outs: CPU time and bytes.

    python benchmarks/png_choice.py [PHOTO ...]

Prints the table from which `nukki.codecs` has its settings. Every cut-out is that of the
default model; times are processor seconds, which other programs hardly change.
"""

from __future__ import annotations

import sys
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

import nukki

Bytes: TypeAlias = NDArray[np.uint8]
Deflate: TypeAlias = Callable[[bytes], int]
"""Compresses, and says to how many bytes."""

EXAMPLES = Path(__file__).parent.parent / "examples"
SIDES_PX = (512, 1500)
RUNS = 2


def by_zlib(level: int, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> Deflate:
    """Python's own library."""
    return lambda data: _all(zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy), data)


def by_isa_l(level: int) -> Deflate:
    """Intel's library, whose levels go from 0 to 3; it looks for strategies itself."""
    return lambda data: _all(isal_zlib.compressobj(level, isal_zlib.DEFLATED, -15), data)


def _all(deflater: Any, data: bytes) -> int:
    return len(deflater.compress(data)) + len(deflater.flush())


CHOSEN = "up", "ISA-L 2"
DEFLATES: dict[str, Deflate] = {
    **{f"zlib {level}": by_zlib(level) for level in (1, 3, 6)},
    "zlib 1, filtered": by_zlib(1, zlib.Z_FILTERED),
    "zlib, run-length": by_zlib(1, zlib.Z_RLE),
    "zlib, Huffman": by_zlib(1, zlib.Z_HUFFMAN_ONLY),
    **{f"ISA-L {level}": by_isa_l(level) for level in range(4)},
}


def cutouts(photos: list[Path]) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Name and (H, W, 4) pixels of each photo's cut-out, in each size."""
    import PIL.Image

    for photo in photos:
        for side_px in SIDES_PX:
            with PIL.Image.open(photo) as picture:
                sized = picture.convert("RGB").resize(
                    (side_px, side_px), PIL.Image.Resampling.LANCZOS
                )
            pixels = np.asarray(nukki.cut(np.asarray(sized)).rgba, np.uint8)
            yield f"{photo.stem} {side_px}²", pixels


def filtered(pixels: NDArray[np.uint8], kind: str) -> bytes:
    """The rows after one of PNG's filters (third edition, 9.2), with their filter bytes."""
    rows = pixels.reshape(len(pixels), -1)
    up, left, corner = np.zeros_like(rows), np.zeros_like(rows), np.zeros_like(rows)
    up[1:], left[:, 4:], corner[1:, 4:] = rows[:-1], rows[:, :-4], rows[:-1, :-4]
    if kind == "average":
        guess = ((up.astype(np.uint16) + left) // 2).astype(np.uint8)
    elif kind == "Paeth":
        guess = paeth(left, up, corner)
    else:
        guess = {"none": np.zeros_like(rows), "sub": left, "up": up}[kind]
    number = {"none": 0, "sub": 1, "up": 2, "average": 3, "Paeth": 4}[kind]
    flags = np.full((len(rows), 1), number, np.uint8)
    return np.concatenate([flags, rows - guess], axis=1).tobytes()


def paeth(left: Bytes, up: Bytes, corner: Bytes) -> Bytes:
    """The neighbour nearest to left + up - corner, without leaving 8 bits.

    With a = |up - corner| and b = |left - corner|, the third distance is a + b where both differ
    from the corner in the same direction, else |a - b|.
    """
    a, b = cv2.absdiff(up, corner), cv2.absdiff(left, corner)
    alike = (up >= corner) == (left >= corner)
    third = cv2.absdiff(a, b)
    is_left = (a <= b) & (alike | (a <= third))
    is_up = ~is_left & (alike | (b <= third))
    return np.where(is_left, left, np.where(is_up, up, corner))


def cpu_s(work: Callable[[], object]) -> float:
    """Processor seconds, the best of several runs."""
    times_s = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        times_s.append(time.process_time() - begun)
    return min(times_s)


def main() -> None:
    """Measure and print."""
    photos = [Path(name) for name in sys.argv[1:]] or sorted(EXAMPLES.glob("*.jpg"))
    pictures = list(cutouts(photos))
    megapixels = sum(pixels.size / 4e6 for _, pixels in pictures)
    found, filter_ms = {}, {}
    for kind in ("none", "sub", "up", "average", "Paeth"):
        spent_s = sum(cpu_s(partial(filtered, pixels, kind)) for _, pixels in pictures)
        filter_ms[kind] = spent_s * 1000 / megapixels
        rows = [filtered(pixels, kind) for _, pixels in pictures]
        for name, deflate in DEFLATES.items():
            spent_s = sum(cpu_s(partial(deflate, data)) for data in rows)
            found[kind, name] = spent_s * 1000 / megapixels, sum(map(deflate, rows))
    print("| filter | its ms / MP | deflate | its ms / MP | of the chosen's bytes |")
    print("|---|---|---|---|---|")
    chosen_bytes = found[CHOSEN][1]
    for (kind, name), (each_ms, size) in sorted(found.items(), key=lambda item: item[1][0]):
        costs_ms = f"{filter_ms[kind]:.1f} | {name} | {each_ms:.1f}"
        print(f"| {kind} | {costs_ms} | {size / chosen_bytes:.2f} |")


if __name__ == "__main__":
    main()
