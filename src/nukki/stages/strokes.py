"""Strokes of a person made into alpha: what they touch is solved anew, and nothing else.

A rough stroke says what its middle is. How far that goes is the photo's to say: closed-form
matting decides in the stroke's neighbourhood, from what the stroke's middle and the matte around
know, first on a small picture, then only where that left alpha undecided, up to the photo's size.

    ░░░░░░░░░░░    ░ reach: asked anew, the present matte is a weak prior
    ░░▒▒▒▒▒▒▒░░    ▒ brush
    ░░▒▒███▒▒░░    █ its sure middle: known
    ░░▒▒▒▒▒▒▒░░
    ░░░░░░░░░░░    outside: known to be as it is, to the bit

A ``keep`` stroke only adds to the matte, an ``erase`` stroke only takes away. A ``hard`` stroke
sets alpha as it is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import FloatMap, Mask, Pixels, check_same_size
from nukki.core.errors import OptionError
from nukki.core.strokes import Stroke
from nukki.core.values import Box
from nukki.ops.band import decided, unknown_band
from nukki.ops.boxes import area, joined, meet, meets, union
from nukki.ops.matting import Solver, solve
from nukki.ops.resize import resize, resize_alpha
from nukki.ops.strokes import coverage, distance_to_way

REACH = 3.0
"""How far round a stroke alpha is asked anew, in radii of its brush."""

LEAST_REACH_PX = 8.0

CONTEXT_PX = 8
"""How much of the known matte is seen round the reach."""

THINNEST_PX = 0.75
"""Of a stroke that is meant nowhere for sure, at least its line is."""

SURE = 0.95
"""Alpha from which on the matte's word for "subject" is known to a ``keep`` stroke, and likewise
its word for "background" to an ``erase`` stroke."""

COARSEST_PX = 192
"""Longer side of the picture on which the whole reach is solved."""

SOFT = 0.04
"""Solved alpha nearer than this to 0 or 1 is decided."""

NEAR_PX = 12.0
"""How far from an outline alpha may be undecided, at each size."""

BAND_PX = 2.0
"""How much further an outline may be than the smaller picture has it."""

MOST_UNDECIDED = 4_000_000
"""Pixels; from more on, the solution of the picture of half the size is taken, enlarged."""

MOST_PAINT = 1_000_000_000
"""Pixels of all strokes' neighbourhoods together."""

COARSE = Solver(iterations=300, tolerance=1e-4, trust=3e-4)
FINER = Solver(iterations=60, trust=1e-3)


@dataclass(frozen=True, eq=False)
class Retouched:
    """A matte after strokes.

    Attributes:
        alpha: (H, W) float32 [0, 1].
        windows: Parts of the picture in which alpha may have changed.
    """

    alpha: FloatMap
    windows: tuple[Box, ...]


def retouch(photo: Pixels, alpha: FloatMap, strokes: Sequence[Stroke]) -> Retouched:
    """A matte corrected by strokes, the later over the earlier.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        alpha: (H, W) float32 [0, 1], the present matte.
        strokes: In pixels of the photo.

    Raises:
        InputError: Photo and matte differ in size.
        OptionError: The strokes cover too much.
    """
    check_same_size(alpha, photo, what="matte")
    whole = Box(0, 0, alpha.shape[1], alpha.shape[0])
    touched = [meet(_neighbourhood(stroke), whole) for stroke in strokes]
    if sum(area(box) for box in touched) > MOST_PAINT:
        raise OptionError("strokes: they cover too much; send fewer, or with a smaller brush")
    windows = joined(box for box in touched if area(box))
    result = alpha.copy()
    for window in windows:
        own = [stroke for stroke, box in zip(strokes, touched, strict=True) if meets(box, window)]
        view = window.slices
        result[view] = _retouch_window(photo[view], alpha[view], own, window)
    return Retouched(result, windows)


@dataclass(frozen=True, eq=False)
class _Wishes:
    """What strokes say of a window.

    Attributes:
        alpha: (h, w) float32, the matte with what they know.
        known: (h, w) where they know it.
        prior: (h, w) float32, likewise with what they believe.
        more, less: (h, w) where alpha may become more, and less.
        open: (h, w) where only the photo is asked.
    """

    alpha: FloatMap
    prior: FloatMap
    known: Mask
    more: Mask
    less: Mask
    open: Mask

    @property
    def unknown(self) -> Mask:
        """(h, w) where alpha is asked anew."""
        rises = self.more & (self.less | (self.alpha < SURE))
        falls = self.less & (self.more | (self.alpha > 1.0 - SURE))
        asked: Mask = (rises | falls) & ~self.known
        return asked

    def part(self, window: Box) -> _Wishes:
        """The same arrays' part inside a window of theirs."""
        rows, columns = window.slices
        return _Wishes(
            alpha=self.alpha[rows, columns],
            prior=self.prior[rows, columns],
            known=self.known[rows, columns],
            more=self.more[rows, columns],
            less=self.less[rows, columns],
            open=self.open[rows, columns],
        )


def _retouch_window(
    photo: Pixels, alpha: FloatMap, strokes: Iterable[Stroke], window: Box
) -> FloatMap:
    wishes = _wishes(alpha, strokes, window)
    unknown = wishes.unknown
    if not unknown.any():
        return wishes.alpha
    solved = _answer(_Question(photo, wishes.alpha, wishes.prior, unknown, wishes.open))
    solved = np.where(wishes.less, solved, np.maximum(solved, wishes.alpha))
    solved = np.where(wishes.more, solved, np.minimum(solved, wishes.alpha))
    return np.where(unknown, solved, wishes.alpha)


def _wishes(alpha: FloatMap, strokes: Iterable[Stroke], window: Box) -> _Wishes:
    known, more, less, free = (np.zeros(alpha.shape, np.bool_) for _ in range(4))
    wishes = _Wishes(alpha.copy(), alpha.copy(), known, more, less, free)
    for stroke in strokes:
        part = meet(_neighbourhood(stroke), window)
        _draw(wishes.part(part.moved(-window.left, -window.top)), stroke, _away(stroke, part))
    return wishes


def _draw(wishes: _Wishes, stroke: Stroke, away: FloatMap) -> None:
    """Add a stroke's wishes in place, given how far from its way the pixels are."""
    keeps = stroke.kind == "keep"
    if stroke.hard:
        brush = coverage(away, radius_px=stroke.radius_px, hardness=stroke.hardness)
        if keeps:
            np.maximum(wishes.alpha, brush, out=wishes.alpha)
        else:
            np.minimum(wishes.alpha, 1.0 - brush, out=wishes.alpha)
        wishes.known[brush > 0.0] = True
    elif stroke.kind == "unsure":
        drawn = away <= stroke.radius_px
        wishes.known[drawn] = False
        wishes.more[drawn] = True
        wishes.less[drawn] = True
        wishes.open[drawn] = True
    else:
        wishes.prior[away <= stroke.radius_px] = 1.0 if keeps else 0.0
        sure = away <= max(THINNEST_PX, stroke.hardness * stroke.radius_px)
        wishes.alpha[sure] = 1.0 if keeps else 0.0
        wishes.known[sure] = True
        (wishes.more if keeps else wishes.less)[away <= _reach_px(stroke)] = True


@dataclass(frozen=True, eq=False)
class _Question:
    """What is asked of a photo (h, w, 3): alpha where it is unknown.

    Attributes:
        alpha: (h, w) float32, where it is known.
        prior: (h, w) float32, what is believed as long as the photo says nothing else.
        unknown: (h, w) bool.
        open: (h, w) bool, where alpha may be in between at any distance from an outline.
    """

    photo: Pixels
    alpha: FloatMap
    prior: FloatMap
    unknown: Mask
    open: Mask

    def halved(self) -> _Question:
        """The same on a picture of half the size; where anything is unknown, all is."""
        half_hw = (self.alpha.shape[0] + 1) // 2, (self.alpha.shape[1] + 1) // 2
        return _Question(
            resize(self.photo, half_hw, "area"),
            resize(self.alpha, half_hw, "area"),
            resize(self.prior, half_hw, "area"),
            _any(self.unknown, half_hw),
            _any(self.open, half_hw),
        )


def _any(mask: Mask, size_hw: tuple[int, int]) -> Mask:
    found: Mask = resize(mask.astype(np.float32), size_hw, "area") > 0.0
    return found


def _answer(asked: _Question) -> FloatMap:
    """Alpha (h, w) float32 [0, 1], from a small picture to the photo's size.

    Grey far from an outline is doubt about what belongs to the subject: it is decided there, and
    only what lies along the outline is solved once more.
    """
    if max(asked.alpha.shape) <= COARSEST_PX:
        start = np.where(asked.unknown, asked.prior, asked.alpha)
        found = solve(asked.photo, asked.unknown, start, solver=COARSE, prior=asked.prior)
    else:
        found = resize_alpha(_answer(asked.halved()), asked.alpha.shape)
    found = np.where(asked.unknown, found, asked.alpha)
    near = unknown_band(found, soft=SOFT, near_px=NEAR_PX, reach_px=BAND_PX) | asked.open
    band = asked.unknown & near
    found = np.where(asked.unknown & ~band, np.rint(found), found)
    if np.count_nonzero(band) > MOST_UNDECIDED:
        return found
    solved = solve(asked.photo, band, found, solver=FINER)
    return np.where(band, decided(solved, SOFT), found)


def _away(stroke: Stroke, window: Box) -> FloatMap:
    """(h, w) how far a window's pixels are from the stroke's way, which may lie beside it."""
    reach = math.ceil(_reach_px(stroke)) + 1
    plane = union(window, meet(_around(stroke, 1.0), window.grown(reach)))
    away = distance_to_way(np.asarray(stroke.points, np.float64), plane)
    return away[window.moved(-plane.left, -plane.top).slices]


def _reach_px(stroke: Stroke) -> float:
    if stroke.hard or stroke.kind == "unsure":
        return stroke.radius_px + 1.0
    return max(LEAST_REACH_PX, REACH * stroke.radius_px)


def _neighbourhood(stroke: Stroke) -> Box:
    return _around(stroke, _reach_px(stroke) + CONTEXT_PX)


def _around(stroke: Stroke, distance_px: float) -> Box:
    """What lies within a distance of the stroke's way, in whole pixels."""
    xs, ys = zip(*stroke.points, strict=True)
    return Box(
        math.floor(min(xs) - distance_px),
        math.floor(min(ys) - distance_px),
        math.ceil(max(xs) + distance_px),
        math.ceil(max(ys) + distance_px),
    )
