"""`Options` from the texts of a request: what callers may choose, and what is the server's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from nukki.codecs import parse_colour
from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.grammar import parse_gradient
from nukki.core.options import OptionHelp, Options, describe

OWN = frozenset(
    {
        "classes", "device", "drop", "instance", "keep", "keep_metadata", "max_megapixels",
        "offline", "parameters", "scribbles", "start", "weights",
    }
)  # fmt: skip
"""What only the server's owner decides: files, devices, limits, and what privacy hangs on."""

CHOICES: Mapping[str, OptionHelp] = {
    name: shown for name, shown in describe().items() if name not in OWN
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
    _check_background(values.get("background"))
    if (side_px := values.get("input_size", 0)) > LARGEST_INPUT_PX:
        raise OptionError(f"input_size: this server takes up to {LARGEST_INPUT_PX}, got {side_px}")
    Options(**values)
    return values


def apply(values: Mapping[str, Any], base: Options) -> Options:
    """The server's own options with what a caller chose.

    Raises:
        OptionError: Together they contradict each other.
    """
    return replace(base, **values)


def _value(name: str, text: str, shown: OptionHelp) -> Any:
    try:
        if shown.kind is bool:
            return _WORDS[text.strip().lower()]
        return shown.kind(text.strip())
    except (KeyError, ValueError) as error:
        wanted = "true or false" if shown.kind is bool else f"a {shown.kind.__name__}"
        raise OptionError(f"{name}: expected {wanted}, got {text[:60]!r}") from error


def _check_background(value: str | None) -> None:
    """A picture's path would be a file of the server's: only colours and the photo itself."""
    if value is None or value == "blur" or value.startswith("blur:"):
        return
    gradient = parse_gradient(value)
    for colour in (gradient.start, gradient.end) if gradient else (value,):
        parse_colour(colour)
