"""Parameters of techniques: described once beside the technique, read from text by every door.

A technique is a frozen dataclass whose fields are made by `parameter`. From that follow the keys
that ``--set key=value`` and ``parameters={...}`` accept, their checks, and the tables of the docs.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar

from nukki.core.errors import OptionError, UnknownNameError

Kind = TypeVar("Kind")
Opener: TypeAlias = Callable[[Any], Any]


class Reader(Protocol):
    """Makes a parameter's value of text; ``form`` tells a user what is expected."""

    @property
    def form(self) -> str:
        """What is expected, in a few words."""

    def __call__(self, text: str) -> Any:
        """The value; ``ValueError`` when the text is of another form."""


@dataclass(frozen=True)
class Number:
    """A number within bounds, both included."""

    low: float
    high: float

    @property
    def form(self) -> str:
        """The bounds."""
        return f"a number from {self.low:g} to {self.high:g}"

    def __call__(self, text: str) -> float:
        """The number."""
        return _bounded(float(text), self.low, self.high)


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds, both included."""

    low: int
    high: int

    @property
    def form(self) -> str:
        """The bounds."""
        return f"a whole number from {self.low} to {self.high}"

    def __call__(self, text: str) -> int:
        """The number."""
        return int(_bounded(int(text), self.low, self.high))


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    @property
    def form(self) -> str:
        """The words."""
        return ", ".join(self.words[:-1]) + f" or {self.words[-1]}"

    def __call__(self, text: str) -> str:
        """The word."""
        if text not in self.words:
            raise ValueError(text)
        return text


@dataclass(frozen=True)
class Outside:
    """Something that the pipeline brings: a model by its name, a picture by its file."""

    form: str

    def __call__(self, text: str) -> Any:
        """Nothing: only a pipeline can bring it."""
        raise ValueError(text)


MODEL = Outside("the name of a model")
PICTURE = Outside("a picture file")


@dataclass(frozen=True)
class ParameterHelp:
    """How a door presents one parameter."""

    help: str
    reader: Reader


def parameter(default: Any, help: str, reader: Reader) -> Any:
    """A dataclass field that doors can set."""
    return field(default=default, metadata={"parameter": ParameterHelp(help, reader)})


def describe_parameters(kind: type) -> Mapping[str, tuple[Any, ParameterHelp]]:
    """Default and help of each parameter of a technique, by key, in order; empty without any."""
    if not dataclasses.is_dataclass(kind):
        return {}
    return {
        item.name: (item.default, item.metadata["parameter"])
        for item in dataclasses.fields(kind)
        if "parameter" in item.metadata
    }


def pairs(given: Mapping[str, Any] | Iterable[str]) -> dict[str, Any]:
    """What was asked for as a dictionary, from one or from texts like ``key=value``.

    >>> pairs(["tolerance=0.1", "key=green"])
    {'tolerance': '0.1', 'key': 'green'}

    Raises:
        OptionError: A text without ``=``, or a key that is given twice.
    """
    if isinstance(given, Mapping):
        return dict(given)
    texts = [given] if isinstance(given, str) else given
    found: dict[str, Any] = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or key.strip() in found:
            wrong = f"{key.strip()} twice" if sign else repr(text)
            raise OptionError(f"parameters: expected each as key=value and once, got {wrong}")
        found[key.strip()] = value.strip()
    return found


def read_parameters(
    kind: type[Kind], given: Mapping[str, Any], openers: Mapping[Any, Opener] | None = None
) -> Kind:
    """A technique with the parameters that were given; its defaults for the others.

    Args:
        kind: The technique's dataclass.
        given: Text, numbers, or tuples of numbers by key; values of `Outside` as ``openers`` take
            them.
        openers: What brings the values of each `Outside`.

    Raises:
        UnknownNameError: No parameter has this key; the nearest is named.
        OptionError: A value is of another form than its parameter's.
    """
    known = describe_parameters(kind)
    for key in given:
        if key not in known:
            raise UnknownNameError("parameter", key, known)
    values = {key: _read(key, known[key][1].reader, given[key], openers or {}) for key in given}
    return kind(**values)


def _read(key: str, reader: Reader, value: Any, openers: Mapping[Any, Opener]) -> Any:
    if reader in openers:
        return openers[reader](value)
    text = ",".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
    try:
        return reader(text.strip())
    except ValueError as error:
        raise OptionError(f"parameter {key}: expected {reader.form}, got {text!r}") from error


def _bounded(value: float, low: float, high: float) -> float:
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(value)
    return value
