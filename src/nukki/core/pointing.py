"""Pointing as options are written: places, a box and a way round, as texts or as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from nukki.core.errors import OptionError
from nukki.core.points import Point
from nukki.core.prompts import Action, Prompt, Sides
from nukki.core.strokes import Stroke

Places: TypeAlias = str | Point | Sequence[str | Point]
"""``"320,200 40,50"``, ``(320, 200)``, or several of either."""


@dataclass(frozen=True)
class Guidance:
    """What a person showed in a picture: an object first, strokes over what came of it.

    Attributes:
        prompt: An object that is pointed at, in pixels of the picture.
        strokes: Of a brush, in the same, the later over the earlier.
    """

    prompt: Prompt | None = None
    strokes: Sequence[Stroke] = ()

    def scaled(self, scale: float) -> Guidance:
        """The same on a picture of ``scale`` times the size."""
        prompt = self.prompt and self.prompt.moved(0, 0, scale=scale)
        return Guidance(prompt, tuple(stroke.scaled(scale) for stroke in self.strokes))


def places_of(value: Places, *, what: str) -> tuple[Point, ...]:
    """The places that an option names.

    >>> places_of(["320,200 40,50", (7, 8)], what="click")
    ((320.0, 200.0), (40.0, 50.0), (7.0, 8.0))

    Raises:
        OptionError: A place is no pair of numbers.
    """
    if isinstance(value, str):
        return tuple(_place(text, what) for text in value.split())
    if _is_pair(value):
        return (_place(value, what),)
    return tuple(place for item in value for place in _each(item, what))


def sides_of(value: str | Sequence[float], *, what: str) -> Sides:
    """Left, upper, right and lower side of a box that an option names.

    >>> sides_of("10,20,110,220", what="box")
    (10.0, 20.0, 110.0, 220.0)

    Raises:
        OptionError: It is no four numbers.
    """
    given = value.replace(",", " ").split() if isinstance(value, str) else value
    numbers = _numbers(given)
    if numbers is None or len(numbers) != 4:
        raise OptionError(f"{what}: expected X0,Y0,X1,Y1 in pixels, got {value!r}")
    left, top, right, bottom = numbers
    return left, top, right, bottom


def prompt_of(
    *,
    click: Places,
    not_click: Places,
    box: str | Sequence[float] | None,
    lasso: Places | None,
    pick: Action,
) -> Prompt | None:
    """The object that options point at, None when they point at none.

    What only is not meant (``not_click`` alone) is taken away.

    Raises:
        OptionError: A value is outside its grammar, or says what shall become of nothing.
    """
    on = places_of(click, what="click")
    beside = places_of(not_click, what="not_click")
    sides = None if box is None else sides_of(box, what="box")
    way = () if lasso is None else places_of(lasso, what="lasso")
    if not (on or sides or way):
        if pick != "choose":
            raise OptionError(f"pick: {pick} what? add a click on it, a box or a lasso round it")
        return Prompt("remove", points=beside) if beside else None
    return Prompt(pick, points=on, others=beside, box=sides, outline=way)


def _each(item: Any, what: str) -> Iterable[Point]:
    return places_of(item, what=what) if isinstance(item, str) else (_place(item, what),)


def _place(given: Any, what: str) -> Point:
    numbers = _numbers(given.split(",") if isinstance(given, str) else given)
    if numbers is None or len(numbers) != 2:
        raise OptionError(f"{what}: expected places as X,Y in pixels, got {given!r}")
    return numbers[0], numbers[1]


def _numbers(given: Any) -> tuple[float, ...] | None:
    try:
        return tuple(float(number) for number in given)
    except (TypeError, ValueError):
        return None


def _is_pair(value: Any) -> bool:
    """Whether it is one place as numbers, not a list of places."""
    return len(value) == 2 and not any(isinstance(part, (str, Sequence)) for part in value)
