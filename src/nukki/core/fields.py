"""Dataclasses whose fields describe themselves, so that doors make flags and forms of them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from nukki.core.errors import OptionError, UnknownNameError

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Bounds:
    """What a number must lie within, both ends included.

    >>> str(Bounds(0.0, 100.0, "percent")), str(Bounds(1)), 0.5 in Bounds(1)
    ('0 to 100 percent', 'at least 1', False)
    """

    low: float
    high: float = math.inf
    unit: str = ""

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high and math.isfinite(value)

    def __str__(self) -> str:
        said = (
            f"{self.low:g} to {self.high:g}" if self.high < math.inf else f"at least {self.low:g}"
        )
        return f"{said} {self.unit}".rstrip()


PERCENT = Bounds(0.0, 100.0, "percent")


@dataclass(frozen=True)
class OptionHelp:
    """How a door presents one option.

    Attributes:
        help: One line.
        kind: The type of a value that was written as text.
        flags: Short flags.
        metavar: What stands for the value in help.
        choices: The values there are, when they can be listed.
        many: It may be given more than once.
        bounds: What a number must lie within; None for any.
    """

    help: str
    kind: type[Any] = str
    flags: tuple[str, ...] = ()
    metavar: str = ""
    choices: tuple[str, ...] = ()
    many: bool = False
    bounds: Bounds | None = None

    @property
    def is_percentage(self) -> bool:
        """Whether it is a number of percent."""
        return self.bounds is not None and self.bounds.unit == PERCENT.unit

    def read(self, text: str) -> Any:
        """The value of a text; a percentage may end in its sign.

        >>> OptionHelp("", kind=float, bounds=PERCENT).read("30%")
        30.0

        Raises:
            ValueError: It is no number where one is expected.
        """
        plain = text.strip()
        return self.kind(plain.removesuffix("%") if self.is_percentage else plain)


def option(
    default: Any,
    help: str,
    *,
    kind: type[Any] | None = None,
    flags: tuple[str, ...] = (),
    metavar: str = "",
    choices: tuple[str, ...] = (),
    many: bool = False,
    bounds: Bounds | None = None,
) -> Any:
    """A dataclass field that doors can set; ``kind`` is the default's own type when it has one."""
    known = kind or (type(default) if isinstance(default, (bool, int, float)) else str)
    shown = OptionHelp(help, known, flags, metavar, choices, many, bounds)
    return field(default=default, metadata={"option": shown})


def describe(kind: type[Any]) -> Mapping[str, OptionHelp]:
    """How each field of ``kind`` is presented, by field name, in order."""
    return {item.name: item.metadata["option"] for item in dataclasses.fields(kind)}


def make(kind: type[Kind], values: Mapping[str, Any]) -> Kind:
    """A ``kind`` of options from a mapping.

    Raises:
        UnknownNameError: A key is no field's name; the nearest is named.
        OptionError: A value cannot be used.
    """
    known = describe(kind)
    for key in values:
        if key not in known:
            raise UnknownNameError("option", key, known)
    return kind(**values)


def check_options(options: Any) -> None:
    """Check each field against what it says of itself.

    Raises:
        OptionError: A value is of another kind than its field's, or out of its bounds.
        UnknownNameError: A value is none of its field's choices.
    """
    for item in dataclasses.fields(options):
        value, shown = getattr(options, item.name), item.metadata["option"]
        is_number = shown.kind in (int, float)
        if value is not None or (is_number and item.default is not None):
            _check(item.name, value, shown)


def _check(name: str, value: Any, shown: OptionHelp) -> None:
    _check_kind(name, value, shown.kind)
    if shown.choices and value not in shown.choices:
        raise UnknownNameError(f"value for {name!r}", str(value), shown.choices)
    if shown.bounds is not None and value not in shown.bounds:
        raise OptionError(f"{name}: expected {shown.bounds}, got {value}")


def _check_kind(name: str, value: Any, kind: type[Any]) -> None:
    """Raise `OptionError` unless a number or switch is one; what is written as text may be more."""
    accepted = (int, float) if kind is float else kind
    right = isinstance(value, accepted) and (kind is bool or not isinstance(value, bool))
    if kind is not str and not right:
        raise OptionError(f"{name}: expected {kind.__name__}, got {value!r}")
