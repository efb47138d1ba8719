"""What a person pointed at: an object, by clicks, a box or an outline; and its form in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args

from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.points import Point, check_points, number_from, points_from

Action = Literal["choose", "add", "remove"]
ACTIONS: tuple[Action, ...] = get_args(Action)

WHAT = "object"
"""What a refusal calls it."""

MAX_POINTS = 20_000
"""Of an outline; clicks are never that many."""

Sides = tuple[float, float, float, float]


@dataclass(frozen=True)
class Prompt:
    """An object that is pointed at, and what shall become of it.

    Attributes:
        action: ``choose`` keeps this object and nothing else, ``add`` keeps it too, ``remove``
            takes it away.
        points: On the object: x and y in pixels of the picture, 0 at its left and upper edges.
        others: On what is not the object.
        box: Left, top, right and bottom of what holds the object wholly, or None.
        outline: A closed way roughly round the object, likewise; empty for none.

    Raises:
        OptionError: Nothing is pointed at, or a value is outside its range.
    """

    action: Action = "choose"
    points: Sequence[Point] = ()
    others: Sequence[Point] = ()
    box: Sides | None = None
    outline: Sequence[Point] = ()

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise UnknownNameError("action", str(self.action), ACTIONS)
        if not (self.points or self.box or self.outline):
            raise OptionError(f"{WHAT}: expected points on it, a box or an outline round it")
        every = [*self.points, *self.others, *self.outline]
        if len(every) > MAX_POINTS:
            raise OptionError(f"{WHAT}: expected at most {MAX_POINTS} points, got {len(every)}")
        check_points(every, what=WHAT)
        if self.outline and len(self.outline) < 3:
            raise OptionError(f"{WHAT}: expected an outline of at least 3 points")
        if self.box is not None:
            self._check_box(self.box)

    def _check_box(self, box: Sides) -> None:
        left, top, right, bottom = box
        check_points([(left, top), (right, bottom)], what=WHAT)
        if not (left < right and top < bottom):
            raise OptionError(f"{WHAT}: expected a box as left, top, right, bottom, got {box}")

    def moved(self, right_px: float, down_px: float, *, scale: float = 1.0) -> Prompt:
        """The same on a picture that is moved, and then scaled."""

        def all_of(points: Sequence[Point]) -> tuple[Point, ...]:
            return tuple(((x + right_px) * scale, (y + down_px) * scale) for x, y in points)

        corners = all_of((self.box[:2], self.box[2:])) if self.box else None
        return replace(
            self,
            points=all_of(self.points),
            others=all_of(self.others),
            outline=all_of(self.outline),
            box=(*corners[0], *corners[1]) if corners else None,
        )


_FIELDS = tuple(item.name for item in fields(Prompt))


def read_prompt(text: str) -> Prompt:
    """A prompt from JSON: an object with the fields of `Prompt`.

    >>> read_prompt('{"action": "add", "points": [[10, 20]]}').points
    ((10.0, 20.0),)

    Raises:
        OptionError: It is none, or a value is outside its range.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OptionError(f"{WHAT}: expected JSON, an object") from error
    if not isinstance(found, Mapping):
        raise OptionError(f"{WHAT}: expected a JSON object with points, a box or an outline")
    for name in found:
        if name not in _FIELDS:
            raise UnknownNameError(f"field of an {WHAT}", name, _FIELDS)
    action: Any = found.get("action", Prompt.action)
    ways = {name: points_from(found.get(name, []), what=WHAT) for name in _WAYS}
    return Prompt(action, box=_box(found.get("box")), **ways)


_WAYS = ("points", "others", "outline")


def _box(value: Any) -> Sides | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 4:
        raise OptionError(f"{WHAT}: expected a box as [left, top, right, bottom]")
    left, top, right, bottom = (number_from("box", side, what=WHAT) for side in value)
    return left, top, right, bottom
