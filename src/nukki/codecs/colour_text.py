"""Colours as people write them."""

from __future__ import annotations

import difflib

from nukki.core.errors import OptionError

Rgba = tuple[int, int, int, int]

_GRAMMAR = "#rgb, #rgba, #rrggbb, #rrggbbaa, r,g,b[,a] of 0 to 255, or a CSS name"


def parse_colour(text: str) -> Rgba:
    """Red, green, blue and alpha, 0 to 255 each, of a colour written in one of CSS's ways.

    Raises:
        OptionError: Another grammar, or a name that CSS does not know.

    >>> parse_colour("#0f08"), parse_colour("255, 128, 0"), parse_colour("Tomato")
    ((0, 255, 0, 136), (255, 128, 0, 255), (255, 99, 71, 255))
    """
    wanted = text.strip().lower()
    if wanted.startswith("#"):
        return _from_hex(wanted)
    if "," in wanted:
        return _from_numbers(wanted)
    return _from_name(wanted)


def _from_hex(text: str) -> Rgba:
    digits = text[1:]
    if not digits.isascii() or not digits.isalnum() or len(digits) not in {3, 4, 6, 8}:
        raise _not_a_colour(text)
    if len(digits) <= 4:
        digits = "".join(digit * 2 for digit in digits)
    try:
        red, green, blue, alpha = bytes.fromhex(digits.ljust(8, "f"))
    except ValueError:
        raise _not_a_colour(text) from None
    return red, green, blue, alpha


def _from_numbers(text: str) -> Rgba:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) not in {3, 4} or not all(part.isascii() and part.isdigit() for part in parts):
        raise _not_a_colour(text)
    red, green, blue, alpha = (int(part) for part in [*parts, "255"][:4])
    if max(red, green, blue, alpha) > 255:
        raise _not_a_colour(text)
    return red, green, blue, alpha


def _from_name(text: str) -> Rgba:
    from PIL.ImageColor import colormap

    if text == "transparent":
        return 0, 0, 0, 0
    if text not in colormap:
        near = difflib.get_close_matches(text, colormap, n=1)
        raise _not_a_colour(text, f"; did you mean {near[0]}?" if near else "")
    named = colormap[text]
    return _from_hex(named) if isinstance(named, str) else (*named[:3], 255)


def _not_a_colour(text: str, hint: str = "") -> OptionError:
    return OptionError(f"colour: expected {_GRAMMAR}; got {text!r}{hint}")
