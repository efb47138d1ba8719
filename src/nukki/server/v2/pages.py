"""How the API's page describes the routes of ``/v2``; options come from the library's own."""

from __future__ import annotations

import dataclasses
from typing import Any

from nukki import codecs
from nukki.core.options import OptionHelp, Options
from nukki.server.asked import CHOICES
from nukki.server.removebg.pages import SECURITY, SOURCES, body

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
    },
}

_PROBLEMS = {
    400: "The request is wrong; nothing was charged.",
    402: "The account has too few credits.",
    403: "No valid API key, or one without the right.",
    408: "The body came too slowly.",
    422: "The format cannot hold the result.",
    429: "Too much in one minute; see Retry-After.",
    503: "The server is busy or going down; see Retry-After.",
}

_TYPES: dict[type[Any], str] = {bool: "boolean", int: "integer", float: "number"}
_DEFAULTS = {item.name: item.default for item in dataclasses.fields(Options)}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers of these statuses, as RFC 9457 has them."""
    content = {"application/problem+json": {"schema": PROBLEM_SCHEMA}}
    return {status: {"description": _PROBLEMS[status], "content": content} for status in statuses}


def option_schema(name: str, shown: OptionHelp) -> dict[str, Any]:
    """The JSON schema of an option; unset ones have no default."""
    schema: dict[str, Any] = {
        "type": _TYPES.get(shown.kind, "string"),
        "description": shown.help,
    }
    if shown.choices:
        schema["enum"] = list(shown.choices)
    if _DEFAULTS[name] not in (None, ()):
        schema["default"] = _DEFAULTS[name]
    return schema


_BACKGROUNDS: dict[str, Any] = {
    "background_url": {
        "type": "string",
        "description": "A public address of a picture to lay the subject over.",
    },
    "background_file": {
        "type": "string",
        "format": "binary",
        "description": "A picture to lay the subject over, as a file part.",
    },
}

OPTION_SCHEMAS = {name: option_schema(name, shown) for name, shown in CHOICES.items()}


def _success() -> dict[str, Any]:
    kinds = sorted({entry.media_type for entry in codecs.FORMATS.values() if entry.can_write})
    content: dict[str, Any] = {
        kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds
    }
    content["application/json"] = {
        "schema": {
            "type": "object",
            "properties": {
                "result_b64": {"type": "string"},
                "format": {"type": "string"},
                "width": {"type": "integer"},
                "height": {"type": "integer"},
                "confidence": {"type": "number"},
                "review": {"type": "boolean"},
                "notes": {"type": "array", "items": {"type": "string"}},
            },
        }
    }
    return {"description": "The result.", "content": content}


def _page(summary: str, *without: str, **more: dict[str, Any]) -> dict[str, Any]:
    schemas = {name: schema for name, schema in OPTION_SCHEMAS.items() if name not in without}
    backgrounds = {} if "background" in without else _BACKGROUNDS
    return {
        "summary": summary,
        "openapi_extra": {
            "security": SECURITY,
            "requestBody": body({**SOURCES, **more, **schemas, **backgrounds}),
        },
        "responses": {200: _success(), **problems(*_PROBLEMS)},
    }


BENEATH = (
    "background", "background_zoom", "background_position", "outline", "shadow", "shadow_opacity",
)  # fmt: skip
"""Options that lay the subject over something."""

CUTOUT_PAGE = _page("Cut the subject out of a picture, with the library's options")
MATTE_PAGE = _page("The matte of a picture", "matte_only", *BENEATH)

FINISHING = (
    *BENEATH, "edges", "decontaminate", "turn", "trim", "margin", "scale", "position", "canvas",
    "size", "megapixels", "format", "quality", "eight_bits", "matte_only",
)  # fmt: skip
"""Options that say what happens to a subject that is found."""

COMPOSITE_PAGE = _page(
    "Lay a photo with a finished matte over a background, crop it, and write it",
    *(name for name in OPTION_SCHEMAS if name not in FINISHING),
    matte_file={
        "type": "string",
        "format": "binary",
        "description": "The matte as a grey picture, white where the subject is, as a file part; "
        "without it all of the photo is kept.",
    },
)
