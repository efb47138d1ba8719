"""What rembg's clients send, wherever they put it.

rembg reads the query on GET, and the form on POST but for ``bgc`` and ``extras``; clients that put
``model`` into the query of a POST were silently ignored. Here both are read, the form first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nukki.server.faults import ApiError

_WORDS = {"true": True, "1": True, "yes": True, "on": True,
          "false": False, "0": False, "no": False, "off": False}  # fmt: skip


@dataclass(frozen=True)
class Parameter:
    """One parameter.

    Attributes:
        name: As it is sent.
        argument: As ``rembg.remove`` calls it; "" where the door itself needs it.
        read: Its value from text.
        help: One line for the API's page.
        schema: Its JSON schema.
    """

    name: str
    argument: str
    read: Callable[[str], Any]
    help: str
    schema: Mapping[str, Any]


def _switch(text: str) -> bool:
    return _WORDS[text.strip().lower()]


def _level(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 255:
        raise ValueError(text)
    return value


def _size(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 1000:
        raise ValueError(text)
    return value


def _colour(text: str) -> tuple[int, ...]:
    channels = tuple(_level(part) for part in text.split(","))
    if len(channels) not in {3, 4}:
        raise ValueError(text)
    return channels


def _extras(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError(text)
    return found


_BOOLEAN = {"type": "boolean", "default": False}


def _number(default: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "maximum": most, "default": default}


PARAMETERS = (
    Parameter("model", "", str, "Model by name.", {"type": "string"}),
    Parameter("a", "alpha_matting", _switch, "Closed-form matting in the soft band.", _BOOLEAN),
    Parameter(
        "af", "alpha_matting_foreground_threshold", _level, "Surely subject.", _number(240, 255)
    ),
    Parameter(
        "ab", "alpha_matting_background_threshold", _level, "Surely background.", _number(10, 255)
    ),
    Parameter("ae", "alpha_matting_erode_size", _size, "Width of the band.", _number(10, 1000)),
    Parameter("om", "only_mask", _switch, "The mask alone.", _BOOLEAN),
    Parameter("ppm", "post_process_mask", _switch, "A smooth, hard mask.", _BOOLEAN),
    Parameter("dc", "decontaminate", _switch, "Clean colours at the edge.", _BOOLEAN),
    Parameter("vm", "vitmatte", _switch, "Refine with ViTMatte.", _BOOLEAN),
    Parameter("bgc", "bgcolor", _colour, "Background: r,g,b or r,g,b,a.", {"type": "string"}),
    Parameter("extras", "", _extras, "More, as JSON: sam_prompt.", {"type": "string"}),
)

KNOWN_EXTRAS = frozenset({"sam_prompt", "putalpha"})
"""What may come through ``extras``; a path to a model of the server's disk may not."""


@dataclass(frozen=True)
class Wish:
    """What one call asks for.

    Attributes:
        model: By name, "" for the server's own.
        arguments: For `nukki.rembg.remove`.
    """

    model: str
    arguments: Mapping[str, Any]

    @property
    def needs_vitmatte(self) -> bool:
        """Whether ViTMatte's weights are needed."""
        return bool(self.arguments.get("vitmatte")) and not self.arguments.get("only_mask")


def read_wish(form: Mapping[str, str], query: Mapping[str, str]) -> Wish:
    """The wish that a form and a query make.

    Raises:
        ApiError: 422, a value is of another form.
    """
    values = {}
    for item in PARAMETERS:
        text = form.get(item.name) or query.get(item.name)
        if text:
            values[item.name] = _read(item, text)
    arguments = {item.argument: values[item.name] for item in PARAMETERS
                 if item.argument and item.name in values}  # fmt: skip
    extras = {k: v for k, v in values.get("extras", {}).items() if k in KNOWN_EXTRAS}
    return Wish(values.get("model", ""), arguments | extras)


def _read(item: Parameter, text: str) -> Any:
    try:
        return item.read(text)
    except (KeyError, ValueError, RecursionError) as error:
        told = f"{item.help} Got {text[:40]!r}"
        raise ApiError(422, "validation_error", item.name, told) from error
