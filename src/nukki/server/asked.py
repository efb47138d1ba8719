"""`Options` from the texts of a request: what callers may choose, and what is the server's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from nukki.codecs import parse_colour
from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.fields import OptionHelp, describe
from nukki.core.grammar import parse_gradient
from nukki.core.options import Options
from nukki.core.strokes import read_strokes

OWN = frozenset(
    {"device", "keep_metadata", "max_megapixels", "offline", "parameters", "start", "weights"}
)
"""What only the server's owner decides: files, devices, limits, and what privacy hangs on."""

CHOICES: Mapping[str, OptionHelp] = {
    name: shown for name, shown in describe(Options).items() if name not in OWN
}
"""What callers may choose, with help for each."""

LARGEST_INPUT_PX = 1024
"""What a network of free size may be asked to see: its memory grows with the square."""

_WORDS = {"true": True, "1": True, "yes": True, "on": True,
          "false": False, "0": False, "no": False, "off": False}  # fmt: skip


def chosen(texts: Mapping[str, str], *, besides: Iterable[str] = ()) -> dict[str, Any]:
    """Values by option from texts, as JSON can hold them.

    Args:
        texts: Fields by name.
        besides: Names that mean something else to the door.

    Raises:
        UnknownNameError: A field is no option that callers may choose.
        OptionError: A value is outside its option's grammar.
    """
    found = {name: text for name, text in texts.items() if name not in set(besides)}
    for name in found:
        if name not in CHOICES:
            raise UnknownNameError("option", name, CHOICES)
    values = {name: _value(name, text, CHOICES[name]) for name, text in found.items()}
    check_values(values)
    apply(values, Options())
    return values


def check_values(values: Mapping[str, Any]) -> None:
    """Raise `OptionError` for what callers may not have, though the library takes it."""
    _check_background(values.get("background"))
    if (side_px := values.get("input_size") or 0) > LARGEST_INPUT_PX:
        raise OptionError(f"input_size: this server takes up to {LARGEST_INPUT_PX}, got {side_px}")


def apply(values: Mapping[str, Any], base: Options) -> Options:
    """The server's own options with what a caller chose.

    Raises:
        OptionError: A value is outside its grammar, or together they contradict each other.
    """
    return replace(base, **typed(values))


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `chosen` as options take them: to the library, a text is a file's name.

    Raises:
        OptionError: Strokes are none.
    """
    strokes = values.get("scribbles")
    if not isinstance(strokes, str):
        return dict(values)
    return {**values, "scribbles": read_strokes(strokes)}


def _value(name: str, text: str, shown: OptionHelp) -> Any:
    try:
        if shown.kind is bool:
            return _WORDS[text.strip().lower()]
        return shown.read(text)
    except (KeyError, ValueError) as error:
        wanted = "true or false" if shown.kind is bool else f"a {shown.kind.__name__}"
        raise OptionError(f"{name}: expected {wanted}, got {text[:60]!r}") from error


def _check_background(value: Any) -> None:
    """A picture's path would be a file of the server's: only colours and the photo itself."""
    if not isinstance(value, str) or value == "blur" or value.startswith("blur:"):
        return
    gradient = parse_gradient(value)
    for colour in (gradient.start, gradient.end) if gradient else (value,):
        parse_colour(colour)
