"""How well tracers follow a matte: nukki's own, vtracer, and potrace.

    python benchmarks/tracing.py ../shared/eval/dev --every 8

Wants `pip install vtracer`, and the program potrace; one that is not here is left out. Tracers of
black and white get the matte cut at one half, or enlarged four times before it is cut, which keeps
what soft edges say about places between pixels. Prints the tables of docs/decisions/0029:

- mattes: the pieces of all paths; how far they are from the line where alpha is one half, on
  average both ways and at most from any of its points; intersection over union of what both
  enclose; seconds, with reading their SVG for those that write one.
- drawings, whose outline is known exactly: how far paths are from it, at most how far a corner is
  from the path, and whether the ring's hole is one.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from nukki import codecs
from nukki.core.arrays import FloatMap, Mask
from nukki.ops.contours import Points, area, contours
from nukki.ops.curves import SMALLEST_PX, Curve, flattened, trace
from nukki.ops.polygons import fill_polygons
from nukki.ops.resize import fit_within, resize
from nukki.ops.segments import distance_to_segments

Tracer = Callable[[FloatMap], list[Curve]]
"""Paths round what reaches one half in (H, W) float32, in its pixels."""

LONGEST_PX = 1024
PLACES = 300
"""Points of each line at which its distance is measured."""

ENLARGED = 4
SIDE_PX, SAMPLES, MIDDLE = 256, 16, (127.3, 128.8)
"""Of drawings."""

_TOKEN = re.compile(r"[MmLlCcZz]|-?\d*\.?\d+(?:e-?\d+)?")


def by_vtracer(alpha: FloatMap, *, scale: int = 1, finest: bool = False) -> list[Curve]:
    """Splines of VTracer, by its defaults, or as finely as it goes."""
    import vtracer

    shade = np.where(alpha >= 0.5, 0, 255).astype(np.uint8)
    _, png = cv2.imencode(".png", shade)
    fine = {"corner_threshold": 30, "length_threshold": 3.5, "splice_threshold": 10}
    svg = vtracer.convert_raw_image_to_svg(
        png.tobytes(),
        img_format="png",
        colormode="binary",
        mode="spline",
        filter_speckle=round(scale * SMALLEST_PX**0.5),
        path_precision=3,
        **(fine if finest else {}),
    )
    return [curve for d, shift in _paths(svg) for curve in read_path(d, shift=shift)]


def _paths(svg: str) -> Iterator[tuple[str, tuple[float, float]]]:
    for d, x, y in re.findall(r'<path d="([^"]*)"[^>]*translate\(([^,]*),([^)]*)\)', svg):
        yield d, (float(x), float(y))


def by_potrace(alpha: FloatMap, *, scale: int = 1, tolerance: float = 0.2) -> list[Curve]:
    """Curves of potrace, which joins pieces within ``tolerance`` of its pixels."""
    height, width = alpha.shape
    asked = {
        "--unit": 1000, "--opttolerance": tolerance, "--turdsize": round(scale**2 * SMALLEST_PX),
    }  # fmt: skip
    words = [str(word) for pair in asked.items() for word in pair]
    bitmap = b"P4\n%d %d\n%b" % (width, height, np.packbits(alpha >= 0.5, axis=1).tobytes())
    command = ["potrace", "--svg", "--flat", *words, "-o", "-", "-"]
    done = subprocess.run(command, input=bitmap, capture_output=True, check=True)
    units = [
        curve for d in re.findall(r' d="([^"]*)"', done.stdout.decode()) for curve in read_path(d)
    ]
    return [one * (1 / 1000, -1 / 1000) + (0, height) for one in units]


def read_path(text: str, *, shift: tuple[float, float] = (0.0, 0.0)) -> list[Curve]:
    """Each closed part of an SVG path of lines and cubic curves."""
    tokens = _TOKEN.findall(text)[::-1]
    curves: list[Curve] = []
    pieces: list[Points] = []
    here = first = np.zeros(2)
    command = "M"
    while tokens:
        command = tokens.pop() if tokens[-1].isalpha() else command
        if command in "Zz":
            if np.linalg.norm(here - first) > 1e-6:
                pieces.append(_straight(here, first))
            curves.append(np.array(pieces) + shift)
            pieces, here = [], first
            continue
        count = 3 if command in "Cc" else 1
        numbers = [float(tokens.pop()) for _ in range(2 * count)]
        places = np.array(numbers).reshape(count, 2) + (here if command.islower() else 0)
        if command in "Mm":
            here = first = places[0]
            command = "l" if command == "m" else "L"
            continue
        pieces.append(np.array([here, *places]) if count == 3 else _straight(here, places[0]))
        here = places[-1]
    return [one for one in curves if len(one)]


def _straight(start: Points, end: Points) -> Points:
    return start + np.linspace(0, 1, 4)[:, None] * (end - start)


def enlarged(alpha: FloatMap, *, tracer: Callable[..., list[Curve]]) -> list[Curve]:
    """Traced in an enlarged matte, in the small one's pixels."""
    large = cv2.resize(alpha, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_LINEAR)
    return [curve / ENLARGED for curve in tracer(large, scale=ENLARGED)]


def tracers() -> Iterator[tuple[str, Tracer]]:
    """Those that are here, by what the tables call them."""
    for tolerance_px in (0.1, 0.25, 0.5, 1.0):
        yield f"nukki, {tolerance_px:g} px", partial(trace, tolerance_px=tolerance_px)
    found: dict[str, Tracer] = {}
    try:
        import vtracer  # noqa: F401

        found |= {"vtracer": by_vtracer, "vtracer, finest": partial(by_vtracer, finest=True)}
    except ImportError:
        print("vtracer is not installed; left out")
    if shutil.which("potrace"):
        found |= {"potrace": by_potrace, "potrace, joined more": partial(by_potrace, tolerance=1.0)}
    for name, one in found.items():
        yield name, one
        yield f"{name}, enlarged", partial(enlarged, tracer=one)


def pooled(lines: Sequence[Points]) -> Points:
    """Some points of all lines."""
    points = np.concatenate(lines)
    return points[:: max(1, len(points) // PLACES)]


def away(points: Points, lines: Sequence[Points]) -> Points:
    """(N,) how far points are from the nearest of closed lines."""
    starts = np.concatenate(lines)
    ends = np.concatenate([np.roll(line, -1, axis=0) for line in lines])
    return np.array([
        distance_to_segments(np.broadcast_to(one, starts.shape), starts, ends).min()
        for one in points
    ])  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What one tracer made of one matte."""

    pieces: int
    distance_px: float
    worst_px: float
    overlap: float
    seconds: float


def measured(tracer: Tracer, alpha: FloatMap) -> Row:
    """The paths of a matte, beside the line where alpha is one half."""
    begun = time.perf_counter()
    curves = tracer(alpha)
    seconds = time.perf_counter() - begun
    rings = contours(alpha, min_area_px=SMALLEST_PX)
    lines = [flattened(curve) for curve in curves]
    there, back = away(pooled(rings), lines), away(pooled(lines), rings)
    size_hw = alpha.shape[0], alpha.shape[1]
    inside, enclosed = (
        fill_polygons(size_hw, [one - 0.5 for one in way]) for way in (rings, lines)
    )
    overlap = float((inside & enclosed).sum()) / float((inside | enclosed).sum())
    distance_px = float(there.mean() + back.mean()) / 2
    return Row(sum(map(len, curves)), distance_px, float(there.max()), overlap, seconds)


Inside = Callable[[Points, Points], Mask]
"""Whether places of x and y are inside a shape."""


@dataclass(frozen=True)
class Drawing:
    """A shape whose outline is known.

    Attributes:
        name: What the table calls it.
        inside: Tells what it covers.
        lines: Its outline as dense points.
        corners: Of the outline.
        holes: How many it has.
    """

    name: str
    inside: Inside
    lines: tuple[Points, ...]
    corners: Points
    holes: int = 0

    @property
    def alpha(self) -> FloatMap:
        """(256, 256), the share of each pixel that it covers, of 16 x 16 samples."""
        places = (np.arange(SIDE_PX * SAMPLES) + 0.5) / SAMPLES
        fine = self.inside(places[None, :], places[:, None])
        blocks = fine.reshape(SIDE_PX, SAMPLES, SIDE_PX, SAMPLES)
        return np.asarray(blocks.mean(axis=(1, 3)), np.float32)


def drawings() -> Iterator[Drawing]:
    """A disc, a ring, a square that is turned, and a star."""
    yield rounds("disc", 90.0)
    yield rounds("ring", 90.0, 55.5)
    yield polygon("square, turned by 17°", 17 + 90 * np.arange(4), np.full(4, 100.0))
    yield polygon("star", 7 + 36 * np.arange(10), np.where(np.arange(10) % 2, 45.0, 105.0))


def rounds(name: str, radius_px: float, hole_px: float = 0.0) -> Drawing:
    """A disc, or a ring."""
    turn = np.linspace(0, 2 * np.pi, 4096, endpoint=False)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    lines = tuple(circle * side + MIDDLE for side in (radius_px, hole_px) if side)

    def inside(x: Points, y: Points) -> Mask:
        off_px = np.hypot(x - MIDDLE[0], y - MIDDLE[1])
        return np.asarray((off_px <= radius_px) & (off_px >= hole_px))

    return Drawing(name, inside, lines, np.zeros((0, 2)), holes=len(lines) - 1)


def polygon(name: str, angles: Points, reach_px: Points) -> Drawing:
    """Corners at angles in degrees, so far from the middle."""
    turn = np.radians(angles)
    corners = np.stack([np.cos(turn), np.sin(turn)], axis=1) * reach_px[:, None] + MIDDLE
    sides = list(zip(corners, np.roll(corners, -1, axis=0), strict=True))
    share = np.linspace(0, 1, 512, endpoint=False)[:, None]

    def inside(x: Points, y: Points) -> Mask:
        found = np.zeros(np.broadcast(x, y).shape, bool)
        for (x0, y0), (x1, y1) in sides:
            found ^= ((y0 > y) != (y1 > y)) & (x < x0 + (x1 - x0) * (y - y0) / (y1 - y0))
        return found

    line = np.concatenate([start + share * (end - start) for start, end in sides])
    return Drawing(name, inside, (line,), corners)


def row_of_drawing(tracer: Tracer, drawing: Drawing) -> str:
    """Its pieces, how far they are off, the worst corner, and the hole."""
    curves = tracer(drawing.alpha)
    lines = [flattened(curve) for curve in curves]
    off_px = away(pooled(lines), drawing.lines)
    corner = f"{away(drawing.corners, lines).max():.2f}" if len(drawing.corners) else ""
    ways = sorted(area(line) > 0 for line in lines)
    holes = "" if not drawing.holes else "yes" if ways == [False, True] else "no"
    return (
        f"{sum(map(len, curves))} | {off_px.mean():.3f} | {off_px.max():.2f} | {corner} | {holes}"
    )


def mattes(folder: Path, *, every: int) -> Iterator[FloatMap]:
    """True mattes, at most `LONGEST_PX` long."""
    for path in sorted((folder / "gt").iterdir())[::every]:
        grey = codecs.read(path).pixels[..., 0]
        alpha = grey.astype(np.float32) / np.float32(np.iinfo(grey.dtype).max)
        small = resize(alpha, fit_within(grey.shape, (LONGEST_PX, LONGEST_PX)), "area")
        if contours(small, min_area_px=SMALLEST_PX):
            yield small


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=8)
    given = parser.parse_args()
    pictures = list(mattes(given.folder, every=given.every))
    ways = dict(tracers())
    print(f"{len(pictures)} mattes, medians\n")
    print("| tracer | pieces | px off | worst px | overlap | seconds |\n|---|---|---|---|---|---|")
    for name, tracer in ways.items():
        rows = [measured(tracer, alpha) for alpha in pictures]
        pieces, distance_px, worst_px, overlap, seconds = (
            statistics.median(getattr(row, part) for row in rows)
            for part in ("pieces", "distance_px", "worst_px", "overlap", "seconds")
        )
        figures = f"{pieces:.0f} | {distance_px:.3f} | {worst_px:.2f}"
        print(f"| {name} | {figures} | {100 * overlap:.2f} % | {seconds:.2f} |", flush=True)
    print("\n| drawing | tracer | pieces | px off | worst px | corner px | hole |")
    print("|---|---|---|---|---|---|---|")
    for drawing in drawings():
        for name, tracer in ways.items():
            print(f"| {drawing.name} | {name} | {row_of_drawing(tracer, drawing)} |", flush=True)


if __name__ == "__main__":
    main()
