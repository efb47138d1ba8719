"""The parameters of ``POST /removebg``: grammar, default, and the fault of each.

One table says it all; the reader, the OpenAPI page and the tests follow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nukki import codecs
from nukki.core.errors import OptionError
from nukki.core.grammar import (
    Margin,
    parse_margin,
    parse_position,
    parse_region,
    parse_scale,
)
from nukki.server.body import Fields
from nukki.server.removebg.credits import SIZES
from nukki.server.removebg.shadows import OPACITIES, SHADOW_TYPES, TYPES, ShadowWish
from nukki.server.removebg.titles import refused
from nukki.server.sources import BACKGROUND

MAX_MARGIN_PX, MAX_MARGIN_PERCENT = 500, 50

FORMATS = ("auto", "png", "jpg", "webp", "zip")
TYPE_LEVELS = ("none", "1", "2", "latest")
CHANNELS = ("rgba", "alpha")

_BOOLEANS = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


@dataclass(frozen=True)
class Parameter:
    """One parameter.

    Attributes:
        name: As it is sent.
        read: Its value from text; raises ``ValueError`` or `OptionError`.
        default: What it is when it is not given, as text.
        help: One line for the API's page.
        choices: The values there are, when they can be listed.
        example: A value for the API's page.
        code: Of the fault; ``invalid_<name>`` unless another is documented.
    """

    name: str
    read: Callable[[str], Any]
    default: str
    help: str
    choices: tuple[str, ...] = ()
    example: str = ""
    code: str = ""

    @property
    def fault(self) -> str:
        """The code of its fault."""
        return self.code or f"invalid_{self.name}"


def _one_of(*words: str, also: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """A reader of words in any case; ``also`` are other names of them."""
    known = {word.lower(): word for word in words} | dict(also or {})

    def read(text: str) -> str:
        return known[text.strip().lower()]

    return read


def _boolean(text: str) -> bool:
    return _BOOLEANS[text.strip().lower()]


def _margin(text: str) -> Margin:
    margin = parse_margin(text)
    for side in (margin.top, margin.right, margin.bottom, margin.left):
        limit = MAX_MARGIN_PERCENT if side.percent else MAX_MARGIN_PX
        if side.value > limit:
            raise ValueError(f"A side is over {MAX_MARGIN_PX}px or {MAX_MARGIN_PERCENT}%")
    return margin


def _colour(text: str) -> str:
    """A colour as `nukki.codecs.parse_colour` takes it, but for numbers; ``#`` may be left out."""
    word = text.strip()
    if re.fullmatch(r"[0-9a-fA-F]{3,8}", word):
        word = f"#{word}"
    try:
        codecs.parse_colour("" if "," in word else word)
    except OptionError as error:
        raise ValueError("Expected 3, 4, 6 or 8 hex digits, or a CSS colour name") from error
    return word


PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "size",
        _one_of(*SIZES, also={"small": "preview", "regular": "preview", "4k": "full"}),
        "preview",
        "Largest result in megapixels: preview 0.25, full 25 (PNG 10), 50MP 50, auto the best.",
        choices=(*SIZES, "small", "regular", "4k"),
        example="auto",
    ),
    Parameter(
        "type", _one_of(*TYPES), "auto", "What the foreground is, when you know.", choices=TYPES
    ),
    Parameter(
        "type_level",
        _one_of(*TYPE_LEVELS),
        "1",
        "How finely the answer's X-Type tells what was found; none leaves it out.",
        choices=TYPE_LEVELS,
    ),
    Parameter(
        "format",
        _one_of(*FORMATS, also={"jpeg": "jpg"}),
        "auto",
        "Format of the result; auto is PNG where something is transparent, else JPG.",
        choices=FORMATS,
        example="png",
    ),
    Parameter(
        "roi",
        parse_region,
        "0% 0% 100% 100%",
        "Corners x1 y1 x2 y2, in px or %, outside of which all is background.",
        example="10% 0% 90% 100%",
    ),
    Parameter("crop", _boolean, "false", "Cut off empty regions.", choices=("true", "false")),
    Parameter(
        "crop_margin",
        _margin,
        "0",
        "Space kept when cropping: one, two or four of px (up to 500) or % of the subject (to 50).",
        example="5%",
    ),
    Parameter(
        "scale",
        parse_scale,
        "original",
        "Size of the subject on the canvas, 10% to 100%; centres it unless position is given.",
        example="80%",
    ),
    Parameter(
        "position",
        parse_position,
        "original",
        "Place of the subject: original, center, or one or two percentages.",
        example="center",
    ),
    Parameter(
        "channels",
        _one_of(*CHANNELS),
        "rgba",
        "rgba for the cut-out, alpha for the matte alone as a grey picture.",
        choices=CHANNELS,
    ),
    Parameter(
        "add_shadow",
        _boolean,
        "false",
        "Deprecated: a shadow under cars.",
        choices=("true", "false"),
        code="invalid_shadow_type",
    ),
    Parameter(
        "shadow_type",
        _one_of(*SHADOW_TYPES),
        "none",
        "Shadow for every type of foreground, or shadow_type[car]=car and so on.",
        choices=SHADOW_TYPES,
        example="drop",
    ),
    Parameter(
        "shadow_opacity",
        OPACITIES.read,
        "auto",
        "How dark it is, 0 to 100, or shadow_opacity[car]=90 and so on.",
        example="60",
    ),
    Parameter(
        "semitransparency",
        _boolean,
        "true",
        "Leave windows transparent; false makes them opaque.",
        choices=("true", "false"),
    ),
    Parameter(
        "bg_color",
        _colour,
        "",
        "Colour behind the subject: 3, 4, 6 or 8 hex digits, or a name.",
        example="81d4fa77",
    ),
)

TABLE: Mapping[str, Parameter] = {parameter.name: parameter for parameter in PARAMETERS}

LEVEL_PARAMETERS = ("shadow_type", "shadow_opacity")
"""Those that may be given per type of foreground, in brackets."""


@dataclass(frozen=True)
class CutRequest:
    """What one call asks for, read and checked.

    Attributes:
        values: By parameter name; defaults where nothing was given.
        texts: What was given, as it came.
        shadow: What is wished for, by type of foreground.
        background: The field that holds the background picture, or "".
    """

    values: Mapping[str, Any]
    texts: Mapping[str, str] = field(default_factory=dict)
    shadow: ShadowWish = field(default_factory=ShadowWish)
    background: str = ""

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def matte_only(self) -> bool:
        """Whether the matte alone is asked for."""
        return bool(self["channels"] == "alpha")

    @property
    def opaque(self) -> bool:
        """Whether nothing of the result can let through."""
        colour = self["bg_color"]
        solid = bool(colour) and codecs.parse_colour(colour)[3] == 255
        return solid or bool(self.background)

    @property
    def format(self) -> str | None:
        """The registry name of the result's format; None when its pixels decide."""
        if self["format"] == "auto":
            return "png" if self.matte_only else None
        return "jpeg" if self["format"] == "jpg" else str(self["format"])

    @property
    def likely_format(self) -> str:
        """The format by which the result's largest size is reckoned."""
        return self.format or ("jpeg" if self.opaque else "png")


def read_request(fields: Fields) -> CutRequest:
    """The request that the fields of a body make.

    Raises:
        ApiError: 400, with the code of the first parameter that is wrong.
    """
    values = {item.name: _read(item, fields.get(item.name)) for item in PARAMETERS}
    texts = {name: fields.texts[name] for name in TABLE if name in fields.texts}
    wish = _shadow_wish(fields, values)
    request = CutRequest(values, texts, wish, _background(fields))
    if request.matte_only and request["format"] == "zip":
        raise refused("invalid_channels", "A zip holds colour and alpha; ask for channels=rgba.")
    return request


def _read(parameter: Parameter, text: str | None) -> Any:
    if text is None:
        text = parameter.default
        if not text:
            return None
    try:
        return parameter.read(text)
    except (KeyError, ValueError, OptionError) as error:
        raise refused(parameter.fault, _expected(parameter, text, error)) from error


def _expected(parameter: Parameter, text: str, error: Exception) -> str:
    if parameter.choices:
        return f"Expected one of {', '.join(parameter.choices)}; got {_shown(text)}"
    if isinstance(error, OptionError):  # "region: expected ...": here it has another name
        return str(error).partition(": ")[2].capitalize()
    return f"{error}; got {_shown(text)}"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}...")


def _background(fields: Fields) -> str:
    given = BACKGROUND.given(fields) + (["bg_color"] if fields.get("bg_color") else [])
    if len(given) > 1:
        raise refused("multiple_bg_sources", f"Please provide only one of {', '.join(given)}.")
    return given[0] if given and given[0] != "bg_color" else ""


def _shadow_wish(fields: Fields, values: Mapping[str, Any]) -> ShadowWish:
    by_type = {}
    for name in LEVEL_PARAMETERS:
        read = {
            _type_of(name, kind): _read(TABLE[name], text)
            for kind, text in fields.bracketed(name).items()
        }
        by_type[name] = read
    kinds, opacities = (by_type[name] for name in LEVEL_PARAMETERS)
    named = "shadow_type" in fields.texts or bool(kinds)
    if values["add_shadow"] and not named:
        kinds = {"car": "car"}
    return ShadowWish(
        for_all=values["shadow_type"],
        by_type=kinds,
        opacity=values["shadow_opacity"],
        opacity_by_type=opacities,
    )


def _type_of(name: str, kind: str) -> str:
    if kind not in TYPES:
        raise refused(f"invalid_{name}", f"No type of foreground is called {_shown(kind)}.")
    return kind
