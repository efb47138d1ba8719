"""Places in a picture that came as JSON: x and y in pixels, 0 at the left and upper edges."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from nukki.core.errors import OptionError

Point = tuple[float, float]

FARTHEST_PX = 1_000_000.0


def check_points(points: Sequence[Point], *, what: str) -> None:
    """Refuse what lies in no picture.

    Raises:
        OptionError: A point is no pair of numbers, or is far from every picture.
    """
    for point in points:
        near = [math.isfinite(value) and abs(value) < FARTHEST_PX for value in point]
        if near != [True, True]:
            raise OptionError(f"{what}: expected points in pixels of the picture, got {point}")


def points_from(value: Any, *, what: str) -> tuple[Point, ...]:
    """Points from a list that JSON gave.

    Raises:
        OptionError: It is none, or an item is no pair of numbers.
    """
    if not isinstance(value, list):
        raise OptionError(f"{what}: expected points as a list of [x, y]")
    return tuple(_point(point, what) for point in value)


def number_from(name: str, value: Any, *, what: str) -> float:
    """A number that JSON gave.

    Raises:
        OptionError: It is none, or is too large.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OptionError(f"{what}: {name}: expected a number, got {json.dumps(value)[:60]}")
    try:
        return float(value)
    except OverflowError as error:
        raise OptionError(f"{what}: {name}: the number is too large") from error


def _point(value: Any, what: str) -> Point:
    if not isinstance(value, list) or len(value) != 2:
        raise OptionError(f"{what}: expected a point as [x, y], got {json.dumps(value)[:60]}")
    return number_from("x", value[0], what=what), number_from("y", value[1], what=what)
