"""Objects by the photo's colours and the present matte, without a promptable network.

A first click on the matte means the part of it that lies there, unless the photo says clearly that
the object ends before. Any other place is looked at more closely, where there is something to look
with (`nukki.stages.closeups`); else, or where nothing is seen, it floods its surroundings up to
where the flood meets the most resistance, counted in geodesic distance. A further click on the
object floods what was missed; floods beside it took too much of good mattes away. Every click has
its say near itself:

    s(x) = ±1 of what is likely + w exp(-d on / t) - w exp(-d beside / t)        inside: s > 0

where d is the geodesic distance from the nearest click of its kind. In a box or an outline it is
what the matte and a look at nothing but its surroundings agree on. What was flooded, or lies in a
box in which nothing is seen or beyond which the subject goes on, goes through GrabCut; a network's
matte is better left as it is. All was measured by `benchmarks/clicks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask
from nukki.core.points import Point
from nukki.core.prompts import Action, Prompt
from nukki.core.values import Box
from nukki.ops.components import parts_at
from nukki.ops.geodesic import LENGTH, geodesic_distance
from nukki.ops.polygons import fill_polygons
from nukki.ops.strokes import distance_to_way
from nukki.ops.techniques.colour import oklab, unit
from nukki.ops.techniques.grabcut import grab_cut, seeds_of
from nukki.ops.techniques.neighbours import grown, shrunk, smoothed

TOUCH = 0.012
"""Radius of what a click is sure of, as a share of the longer side."""

REACH = 0.04
"""How far the outline may lie from where the first guess has it, likewise."""

WALKABLE = 0.2
"""Alpha from which on a subject holds together for a click on it."""

LITTLE = 0.05
"""Share of a box; a matte that has less than this in it, or lacks less, says nothing there."""

GOES_ON = 0.3
"""Share of what is just outside a box; a matte that has more of it shows a larger subject."""

UNSURE = 0.15
"""Mean of 4 a (1 - a) in a box from which on a look at it is not believed."""

LEAST_LEFT = 0.25
"""Share of what is likely; a cut that leaves less has fallen in on itself, and is not believed."""

SIZES = np.geomspace(0.004, 0.5, 60)
"""Shares of the picture that an object may take, small to large."""

MORE = 1.4
"""Growth of the area over which a flood's resistance is judged."""

RESISTANCE: Mapping[Action, float] = {"choose": 1.2, "add": 1.2, "remove": 0.7}
"""Rise of the logarithm of the distance over that growth that parts an object from the rest of a
subject; less is enough where something is taken away, which seldom is all of it."""

MOST = 0.9
"""Share of the subject from which on a part of it is all of it."""

MUCH = 1.0
"""Share of what was likely; a further click that would change more is only heard near itself."""

NEAR, SAY = 0.08, 3.0
"""How far a further click has a say, in geodesic distance, and how loud it is."""


class Closely(Protocol):
    """What can be shown parts of a photo."""

    def subject(self, photo: NDArray[np.uint8]) -> FloatMap:
        """(h, w) float32 [0, 1], the subject of a photo (h, w, 3)."""

    def at(self, photo: NDArray[np.uint8], place: Point) -> Mask | None:
        """(h, w) bool, the object at a place of it, or None."""


@dataclass(frozen=True, eq=False)
class _Guess:
    """What is likely the object.

    Attributes:
        likely: (h, w) bool.
        cut: Whether GrabCut shall find its outline.
    """

    likely: Mask
    cut: bool


@dataclass(frozen=True)
class ByColour:
    """Finds objects by colours and the present matte.

    Attributes:
        iterations: Of GrabCut.
        side_px: Longer side of the picture that it wants to see.
        name: What it is called where the result is told.
        closely: Sees what is at a place beside the matte; None only floods.
    """

    iterations: int = 4
    side_px: int = 400
    name: str = "grabcut"
    closely: Closely | None = None

    def __call__(self, photo: NDArray[np.uint8], prompt: Prompt, alpha: FloatMap) -> FloatMap:
        """See `nukki.stages.objects.Finder`."""
        others = _near(prompt.others, alpha.shape)
        sure = _near(prompt.points, alpha.shape) & ~others
        if prompt.box or prompt.outline:
            inside = _inside(prompt, alpha.shape)
            seen = _seen_inside(photo, inside, alpha, prompt, self.closely)
            if seen is not None:
                seen = (seen | sure) & ~others
                return (parts_at(seen, sure) if sure.any() else seen).astype(np.float32)
            likely = _likely_inside(inside, alpha, prompt)
            seeds = seeds_of(sure=sure, likely=likely, never=(~inside | others) & ~sure)
        else:
            guess = _pointed(photo, prompt, alpha, self.closely)
            if not guess.cut:
                return parts_at(guess.likely, sure).astype(np.float32)
            likely = guess.likely
            seeds = _seeds(likely, sure, others)
        found = grab_cut(photo, seeds, self.iterations)
        if sure.any():
            found = parts_at(found, sure)
        lost = found.sum() < LEAST_LEFT * likely.sum()
        return (likely if lost else found).astype(np.float32)


def _pointed(
    photo: NDArray[np.uint8], prompt: Prompt, alpha: FloatMap, closely: Closely | None
) -> _Guess:
    """What clicks mean."""
    colours = smoothed(oklab(unit(photo)))
    sure = _near(prompt.points[:1], alpha.shape)
    on_matte = prompt.action != "add" and float(alpha[sure].mean()) >= 0.5
    seen = closely.at(photo, prompt.points[0]) if closely and not on_matte else None
    if seen is not None:
        guess = _Guess(seen | sure, cut=False)
    else:
        guess = _first(colours, sure, alpha, on_matte=on_matte, action=prompt.action)
    if len(prompt.points) + len(prompt.others) == 1:
        return guess
    others = _near(prompt.others, alpha.shape)
    sure = _near(prompt.points, alpha.shape)
    everywhere = np.ones(alpha.shape, np.bool_)
    to_sure, to_others = (geodesic_distance(colours, one, everywhere) for one in (sure, others))
    likely = guess.likely
    for place in prompt.points[1:]:
        likely = likely | _missed(colours, place, ~likely & (to_sure < to_others), likely)
    near = np.float32(NEAR)
    say = np.float32(SAY) * (np.exp(-to_sure / near) - np.exp(-to_others / near))
    inside = np.where(likely, np.float32(1), np.float32(-1)) + say > 0
    return _Guess((inside | sure) & ~others, guess.cut)


def _first(
    colours: FloatMap, sure: Mask, alpha: FloatMap, *, on_matte: bool, action: Action
) -> _Guess:
    """What the first click means, by the matte or by a flood from it."""
    domain = parts_at((alpha > WALKABLE) | sure, sure) if on_matte else np.ones_like(sure)
    flooded, rise = _flood(colours, sure, domain)
    part = (alpha >= 0.5) & domain
    # Nobody takes the whole subject away.
    all_of_it = action == "remove" and part.sum() > MOST * (alpha >= 0.5).sum()
    if on_matte and not all_of_it and rise < RESISTANCE[action]:
        return _Guess(part | sure, cut=False)
    return _Guess(flooded | sure, cut=True)


def _missed(colours: FloatMap, place: Point, domain: Mask, likely: Mask) -> Mask:
    """What a further click says was missed in a domain; nothing where it was right, or is much."""
    touched = _near([place], domain.shape)
    if float(domain[touched].mean()) < 0.5:
        return np.zeros_like(domain)
    flooded, _ = _flood(colours, touched, domain)
    much = flooded.sum() > MUCH * likely.sum()
    return np.zeros_like(domain) if much else flooded


def _flood(colours: FloatMap, seeds: Mask, domain: Mask) -> tuple[Mask, float]:
    """What is nearer than where the flood meets the most resistance, and how much that is."""
    distance = geodesic_distance(colours, seeds, domain)
    reached = np.sort(distance[domain & np.isfinite(distance)])
    if not reached.size:
        return seeds & domain, np.inf
    last = reached.size - 1
    ranks = np.minimum(last, (SIZES * distance.size).astype(np.int64))
    further = np.minimum(last, (ranks * MORE).astype(np.int64))
    rises = np.log((reached[further] + LENGTH) / (reached[ranks] + LENGTH))
    flooded: Mask = domain & (distance <= reached[ranks[int(rises.argmax())]])
    return flooded, float(rises.max())


def _seeds(likely: Mask, sure: Mask, others: Mask) -> NDArray[np.uint8]:
    """Seeds for GrabCut, which may only move the outline of what is likely."""
    reach_px = max(1, round(REACH * max(likely.shape)))
    never = (~grown(likely, reach_px) | others) & ~sure
    return seeds_of(sure=sure | (shrunk(likely, reach_px) & ~others), likely=likely, never=never)


def _near(points: Sequence[Point], size: tuple[int, ...]) -> Mask:
    """(h, w) bool, what clicks touch."""
    mask = np.zeros(size, np.bool_)
    plane = Box(0, 0, size[1], size[0])
    for point in points:
        away = distance_to_way(np.asarray([point], np.float64), plane)
        mask |= away <= max(1.5, TOUCH * max(size))
    return mask


def _inside(prompt: Prompt, size: tuple[int, ...]) -> Mask:
    """(h, w) bool, where the object may be."""
    rings = []
    if prompt.box:
        left, top, right, bottom = prompt.box
        rings.append([(left, top), (right, top), (right, bottom), (left, bottom)])
    inside = np.ones(size, np.bool_)
    for ring in [*rings, *([list(prompt.outline)] if prompt.outline else [])]:
        # A pixel's centre is at a half here, and at a whole number there.
        inside &= fill_polygons((size[0], size[1]), [np.asarray(ring, np.float64) - 0.5])
    return inside


def _seen_inside(
    photo: NDArray[np.uint8], inside: Mask, alpha: FloatMap, prompt: Prompt, closely: Closely | None
) -> Mask | None:
    """What the matte and a look at the box's surroundings alone, together, take for the subject.

    The matte has no say where it has all of the box or next to nothing of it, and where something
    is added, which is what it left out. None where next to nothing is seen, or nothing surely (as
    of flat drawings), where there is nothing to look with, and where the subject goes on beyond
    the box: of a part, colours know more.
    """
    round_it = grown(inside, 2) & ~inside
    if closely is None or (prompt.action != "add" and _share(alpha >= 0.5, round_it) > GOES_ON):
        return None
    looked, share = closely.subject(photo), _share(alpha >= 0.5, inside)
    if float((4.0 * looked * (1.0 - looked))[inside].mean()) > UNSURE:
        return None
    tells = prompt.action != "add" and LITTLE < share < 1.0 - LITTLE
    sure = (looked + alpha) / 2 if tells else looked
    seen: Mask = inside & (sure >= 0.5)
    return seen if _share(seen, inside) > LITTLE else None


def _likely_inside(inside: Mask, alpha: FloatMap, prompt: Prompt) -> Mask:
    """What the matte says of a box: its subject, or for ``add`` what it left out."""
    known = (alpha < 0.5) if prompt.action == "add" else (alpha >= 0.5)
    likely: Mask = inside & known if LITTLE < _share(known, inside) < 1.0 - LITTLE else inside
    return likely


def _share(mask: Mask, inside: Mask) -> float:
    """How much of a region a mask takes, [0, 1]."""
    return float((mask & inside).sum()) / max(1, int(inside.sum()))
