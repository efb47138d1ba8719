"""What a person drew over a picture to correct its matte, and its form in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args

from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.points import Point, check_points, number_from, points_from

StrokeKind = Literal["keep", "erase", "unsure"]
KINDS: tuple[StrokeKind, ...] = get_args(StrokeKind)

WHAT = "strokes"
"""What a refusal calls them."""

MAX_STROKES = 500
MAX_POINTS = 20_000
"""Of one stroke; a hand that draws for a minute gives about 4,000."""

LEAST_RADIUS_PX, MAX_RADIUS_PX = 0.5, 1000.0


@dataclass(frozen=True)
class Stroke:
    """One stroke of a brush; a click is a stroke of one point.

    Attributes:
        kind: ``keep`` belongs to the subject, ``erase`` does not; of ``unsure`` (hair, fur) the
            photo shall decide pixel by pixel.
        points: The way of the brush: x and y in pixels of the picture, 0 at its left and upper
            edges, so that the first pixel's middle is (0.5, 0.5).
        radius_px: Of the brush.
        hardness: Share of the radius, in [0, 1], that is meant without doubt: it fades from there.
        hard: Set alpha as it is drawn, instead of finding the edge near the stroke.

    Raises:
        OptionError: A value is outside its range.
    """

    kind: StrokeKind
    points: Sequence[Point]
    radius_px: float = 10.0
    hardness: float = 0.5
    hard: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UnknownNameError("kind of stroke", str(self.kind), KINDS)
        if not 0 < len(self.points) <= MAX_POINTS:
            got = len(self.points)
            raise OptionError(f"stroke: expected 1 to {MAX_POINTS} points, got {got}")
        check_points(self.points, what="stroke")
        if not LEAST_RADIUS_PX <= self.radius_px <= MAX_RADIUS_PX:
            wanted = f"a radius from {LEAST_RADIUS_PX:g} to {MAX_RADIUS_PX:g} pixels"
            raise OptionError(f"stroke: expected {wanted}, got {self.radius_px}")
        if not 0.0 <= self.hardness <= 1.0:
            raise OptionError(f"stroke: expected a hardness from 0 to 1, got {self.hardness}")
        if self.hard and self.kind == "unsure":
            raise OptionError("stroke: unsure sets no alpha; leave hard away, or keep or erase")

    def scaled(self, scale: float) -> Stroke:
        """The same on a picture of ``scale`` times the size."""
        points = tuple((x * scale, y * scale) for x, y in self.points)
        radius = min(max(LEAST_RADIUS_PX, self.radius_px * scale), MAX_RADIUS_PX)
        return replace(self, points=points, radius_px=radius)


def read_strokes(text: str) -> tuple[Stroke, ...]:
    """Strokes from JSON: a list of objects with the fields of `Stroke`.

    >>> read_strokes('[{"kind": "keep", "radius_px": 4, "points": [[10, 20]]}]')[0].points
    ((10.0, 20.0),)

    Raises:
        OptionError: It is none, or a value is outside its range.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OptionError("strokes: expected JSON, a list of objects") from error
    if not isinstance(found, list) or not 0 < len(found) <= MAX_STROKES:
        raise OptionError(f"strokes: expected a JSON list of 1 to {MAX_STROKES} strokes")
    return tuple(_stroke(item) for item in found)


_FIELDS = tuple(item.name for item in fields(Stroke))
_NUMBERS = ("radius_px", "hardness")


def _stroke(item: Any) -> Stroke:
    if not isinstance(item, Mapping) or not {"kind", "points"} <= item.keys():
        raise OptionError("strokes: expected objects with kind and points")
    for name in item:
        if name not in _FIELDS:
            raise UnknownNameError("field of a stroke", name, _FIELDS)
    values: dict[str, Any] = {
        name: number_from(name, item[name], what=WHAT) for name in _NUMBERS if name in item
    }
    hard = item.get("hard", False)
    if not isinstance(item["kind"], str) or not isinstance(hard, bool):
        raise OptionError("strokes: expected kind as a text, and hard as true or false")
    kind: Any = item["kind"]
    return Stroke(kind, points_from(item["points"], what=WHAT), hard=hard, **values)
