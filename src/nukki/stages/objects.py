"""An object that a person points at, cut out of a photo, and put into a matte or taken out of it.

    click, box, outline ─▶ finder, on a small picture ─▶ edges from the photo ─▶ choose/add/remove

Which finder did it is told with the result: a promptable network where there is one, else
`ByColour`, which needs none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask, Pixels, check_same_size
from nukki.core.errors import InputError, OptionError
from nukki.core.points import Point
from nukki.core.prompts import Prompt
from nukki.core.values import Box
from nukki.ops.band import within_px
from nukki.ops.boxes import area, meet
from nukki.ops.components import parts_at
from nukki.ops.geodesic import LENGTH, geodesic_distance
from nukki.ops.polygons import fill_polygons
from nukki.ops.resize import resize_alpha
from nukki.ops.strokes import distance_to_way
from nukki.ops.techniques.colour import oklab, unit
from nukki.ops.techniques.grabcut import grab_cut, seeds_of
from nukki.ops.techniques.neighbours import grown, smoothed
from nukki.ops.techniques.working import small
from nukki.stages.edges import clean_alpha

AROUND = 0.2
"""How much is seen round a box or an outline, as a share of its longer side."""

LEAST_AROUND_PX = 16

RIM = 0.02
"""How wide a rim the edge of a removed object may have left, as a share of the longer side."""

LEAST_RIM_PX = 5.0


class Finder(Protocol):
    """What finds objects that are pointed at."""

    @property
    def name(self) -> str:
        """What it is called where the result is told."""

    @property
    def side_px(self) -> int:
        """Longer side of the picture that it wants to see."""

    def __call__(self, photo: NDArray[np.uint8], prompt: Prompt, alpha: FloatMap) -> FloatMap:
        """(h, w) float32 [0, 1], 1 on the object.

        Args:
            photo: (h, w, 3) uint8.
            prompt: In pixels of this picture.
            alpha: (h, w) float32 [0, 1], the matte that there is.
        """


@dataclass(frozen=True, eq=False)
class Picked:
    """A matte after an object was pointed at.

    Attributes:
        alpha: (H, W) float32 [0, 1].
        window: Outside of it nothing has changed; the whole picture for ``choose``.
        finder: What found the object.
    """

    alpha: FloatMap
    window: Box
    finder: str


def pick(photo: Pixels, alpha: FloatMap, prompt: Prompt, finder: Finder | None = None) -> Picked:
    """A matte in which an object was chosen, added or removed.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        alpha: (H, W) float32 [0, 1], the present matte.
        prompt: In pixels of the photo.
        finder: What finds the object; None is `ByColour`.

    Raises:
        InputError: Photo and matte differ in size, or nothing is found there.
        OptionError: The prompt points beside the picture.
    """
    check_same_size(alpha, photo, what="matte")
    finder = finder or ByColour()
    whole = Box(0, 0, alpha.shape[1], alpha.shape[0])
    window = _window(prompt, whole)
    view = window.slices
    picture = small(photo[view], finder.side_px)
    scaled = prompt.moved(-window.left, -window.top, scale=picture.shape[1] / window.size_hw[1])
    _check_inside(scaled, picture.shape)
    found = finder(picture, scaled, resize_alpha(alpha[view], picture.shape[:2]))
    if not (found >= 0.5).any():
        raise InputError(
            f"object: {finder.name} found nothing there; point at another part of it, "
            "or draw a box round it"
        )
    result = alpha.copy() if prompt.action != "choose" else np.zeros_like(alpha)
    result[view] = _put(alpha[view], clean_alpha(photo[view], found), prompt)
    return Picked(result, whole if prompt.action == "choose" else window, finder.name)


def _put(alpha: FloatMap, found: FloatMap, prompt: Prompt) -> FloatMap:
    if prompt.action == "add":
        return np.maximum(alpha, found)
    return without(alpha, found) if prompt.action == "remove" else found


def without(alpha: FloatMap, found: FloatMap) -> FloatMap:
    """``alpha`` less an object, and less the thin rim that its own edge leaves standing."""
    left = np.minimum(alpha, 1.0 - found)
    rim_px = max(LEAST_RIM_PX, RIM * max(alpha.shape))
    near = within_px(found >= 0.5, rim_px)
    thick = ~within_px(left < 0.5, rim_px / 2)
    rim = near & ~within_px(thick, rim_px)
    return np.where(rim, np.float32(0.0), left)


def _window(prompt: Prompt, whole: Box) -> Box:
    """What is looked at: a box's or an outline's surroundings, for clicks all of the picture."""
    if not (prompt.box or prompt.outline):
        return whole
    left, top, right, bottom = _extent(prompt)
    margin = max(LEAST_AROUND_PX, AROUND * max(right - left, bottom - top))
    near = Box(
        int(left - margin), int(top - margin), int(right + margin) + 1, int(bottom + margin) + 1
    )
    window = meet(near, whole)
    if not area(window):
        raise OptionError("object: the box or outline lies beside the picture")
    return window


def _extent(prompt: Prompt) -> tuple[float, float, float, float]:
    corners = [*prompt.points, *prompt.outline]
    corners += [prompt.box[:2], prompt.box[2:]] if prompt.box else []
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _check_inside(prompt: Prompt, size: tuple[int, ...]) -> None:
    for x, y in prompt.points:
        if not (0 <= x <= size[1] and 0 <= y <= size[0]):
            raise OptionError("object: a point lies beside the picture")


TOUCH = 0.012
"""Radius of what a click is sure of, as a share of the longer side."""

REACH = 0.04
"""How far the outline may lie from where the first guess has it, likewise."""

WALKABLE = 0.2
"""Alpha from which on a subject holds together for a click on it."""

LITTLE = 0.05
"""Share of a box; a matte that has less than this in it, or lacks less, says nothing there."""

LEAST_LEFT = 0.25
"""Share of what is likely; a cut that leaves less has fallen in on itself, and is not believed."""

SIZES = np.geomspace(0.004, 0.5, 60)
"""Shares of the picture that an object may take, small to large."""

MORE = 1.4
"""Growth of the area over which a flood's resistance is judged."""

RESISTANCE = 0.7
"""Rise of the logarithm of the distance over that growth that counts as an edge."""


@dataclass(frozen=True)
class ByColour:
    """Objects by the photo's colours and the present matte, without a network.

    A click floods its surroundings up to where the flood meets the most resistance, counted in
    geodesic distance; in a box or an outline the matte tells what is likely. GrabCut finds the
    outline from there.
    """

    iterations: int = 4
    side_px: int = 400
    name: str = "grabcut"

    def __call__(self, photo: NDArray[np.uint8], prompt: Prompt, alpha: FloatMap) -> FloatMap:
        """See `Finder`."""
        sure, others = _near(prompt.points, alpha.shape), _near(prompt.others, alpha.shape)
        if prompt.box or prompt.outline:
            inside = _inside(prompt, alpha.shape)
            likely = _likely_inside(inside, alpha, prompt)
            never = ~inside | others
        else:
            likely = _flooded(photo, sure, others, _domain(sure, alpha, prompt))
            never = ~grown(likely, max(1, round(REACH * max(alpha.shape)))) | others
        seeds = seeds_of(sure=sure & ~others, likely=likely, never=never & ~sure)
        found = grab_cut(photo, seeds, self.iterations)
        if sure.any():
            found = parts_at(found, sure)
        lost = found.sum() < LEAST_LEFT * likely.sum()
        return (likely if lost else found).astype(np.float32)


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


def _likely_inside(inside: Mask, alpha: FloatMap, prompt: Prompt) -> Mask:
    """What the matte says of a box: its subject, or for ``add`` what it left out."""
    known = (alpha < 0.5) if prompt.action == "add" else (alpha >= 0.5)
    share = float((known & inside).sum()) / max(1, int(inside.sum()))
    likely: Mask = inside & known if LITTLE < share < 1.0 - LITTLE else inside
    return likely


def _domain(sure: Mask, alpha: FloatMap, prompt: Prompt) -> Mask:
    """(h, w) bool, where a click may flood: the part of the subject that it lies in, if in any."""
    if prompt.action == "add" or float(alpha[sure].mean()) < 0.5:
        return np.ones(alpha.shape, np.bool_)
    return parts_at((alpha > WALKABLE) | sure, sure)


def _flooded(photo: NDArray[np.uint8], sure: Mask, others: Mask, domain: Mask) -> Mask:
    """(h, w) bool, what is nearer to the clicks than where the flood met the most resistance."""
    colours = smoothed(oklab(unit(photo)))
    distance = geodesic_distance(colours, sure, domain)
    near = domain
    if others.any():
        near = domain & (distance < geodesic_distance(colours, others, domain | others))
    reached = np.sort(distance[near & np.isfinite(distance)])
    if not reached.size:
        return sure
    last = reached.size - 1
    ranks = np.minimum(last, (SIZES * distance.size).astype(np.int64))
    further = np.minimum(last, (ranks * MORE).astype(np.int64))
    rises = np.log((reached[further] + LENGTH) / (reached[ranks] + LENGTH))
    # A part of the subject that was flooded to its end met its edge, which is not in `rises`.
    fenced = not domain.all() and rises.max() < RESISTANCE
    bound = reached[-1] if fenced else reached[ranks[int(rises.argmax())]]
    flooded: Mask = near & (distance <= bound)
    return flooded | sure
