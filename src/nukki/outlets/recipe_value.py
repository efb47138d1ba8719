"""A value out of YAML or JSON as an option takes it.

    size: 800                   "800": sides, lengths and numbers of things are texts
    light_wrap: 30%             30.0
    keep: [person, bicycle]     ("person", "bicycle")
    background: no              refused: YAML means false

So that what people write is what is made, or is told in a line.
"""

from __future__ import annotations

from typing import Any

from nukki.core.errors import OptionError
from nukki.core.fields import OptionHelp, describe
from nukki.core.options import Options

_TEXT, _TEXTS = ("str", "str | None"), ("str | Sequence[str] | None",)
"""How options say that they are one text, or one or several."""

_KEYED = "parameters"
"""The one option that holds values by name."""


def read_value(name: str, value: Any) -> Any:
    """The value of an option; one of no option is left to whoever refuses its name.

    Raises:
        OptionError: It is of another kind than anything that the option takes.
    """
    found = tuple(value) if isinstance(value, list) else value
    shown = describe(Options).get(name)
    if shown is not None and shown.is_percentage and isinstance(value, str):
        return _percentage(name, value, shown)
    if shown is None or shown.kind is not str or value is None or name == _KEYED:
        return found
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return str(found)
    told = Options.__annotations__[name]
    if told in _TEXTS and isinstance(found, tuple):
        return tuple(map(str, found))
    if not isinstance(found, str) and (told in _TEXT or not isinstance(found, tuple)):
        raise OptionError(f"{name}: expected text, got {str(value)[:60]}")
    return found


def _percentage(name: str, text: str, shown: OptionHelp) -> Any:
    try:
        return shown.read(text)
    except ValueError as error:
        raise OptionError(f"{name}: expected percent, like 30 or 30%, got {text[:60]!r}") from error
