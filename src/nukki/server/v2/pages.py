"""How the API's page describes the routes of ``/v2``; options come from the library's own."""

from __future__ import annotations

import dataclasses
from typing import Any

from nukki import codecs
from nukki.core.fields import OptionHelp
from nukki.core.options import Options
from nukki.server.asked import CHOICES
from nukki.server.removebg.pages import SECURITY, SMALL_PNG, SOURCES, body
from nukki.server.v2.stroke_schema import STROKE_EXAMPLE, STROKE_SCHEMA

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

OPTION_SCHEMAS = {
    **{name: option_schema(name, shown) for name, shown in CHOICES.items()},
    "scribbles": {
        "type": "array",
        "items": STROKE_SCHEMA,
        "description": "Correct the matte by strokes of a brush; in forms, as JSON text.",
        "examples": [STROKE_EXAMPLE],
    },
}

STARTS: dict[str, Any] = {
    "start_file": {
        "type": "string",
        "format": "binary",
        "description": "A mask to start from instead of what a network finds, as a file part: a "
        "grey picture of the photo's shape, or a cut-out, whose transparency it is.",
    },
    "start_b64": {
        "type": "string",
        "description": "The same as base64 text.",
        "examples": [SMALL_PNG],
    },
}

RECIPES: dict[str, Any] = {
    "recipe": {
        "type": "string",
        "description": "A recipe of the server's (`GET /v2/recipes`): its outputs are made of the "
        "photo. Options beside it hold for all of them.",
    },
    "recipe_file": {
        "type": "string",
        "description": "A recipe of the caller's own instead: YAML or JSON, as text or a file "
        "part.",
    },
}

FINDING_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "rule": {"type": "string"},
        "passed": {"type": ["boolean", "null"], "description": "null: only a person can tell."},
        "expected": {"type": "string"},
        "found": {"type": "string"},
    },
}

OUTPUT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "What the recipe calls it."},
        "file": {"type": "string", "description": "What its file is called."},
        "format": {"type": "string"},
        "media_type": {"type": "string"},
        "bytes": {"type": "integer"},
        "width": {"type": "integer"},
        "height": {"type": "integer"},
        "outlet": {"type": ["string", "null"]},
        "passed": {"type": ["boolean", "null"], "description": "null: no outlet's rules."},
        "findings": {"type": "array", "items": FINDING_SCHEMA},
        "notes": {"type": "array", "items": {"type": "string"}},
    },
}
"""One of several results; those of jobs have their files elsewhere."""


def _success(*, several: bool) -> dict[str, Any]:
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
                **(_SEVERAL if several else {}),
            },
        }
    }
    if several:
        content["application/zip"] = {"schema": {"type": "string", "format": "binary"}}
    return {"description": "The result.", "content": content}


_SEVERAL: dict[str, Any] = {
    "recipe": {"type": ["string", "null"]},
    "outputs": {
        "type": "array",
        "description": "Of a recipe, or of things one by one: each with its `result_b64`, in place "
        "of a result above.",
        "items": OUTPUT_SCHEMA,
    },
}


def _page(summary: str, *without: str, **more: dict[str, Any]) -> dict[str, Any]:
    schemas = {name: schema for name, schema in OPTION_SCHEMAS.items() if name not in without}
    backgrounds = {} if "background" in without else _BACKGROUNDS
    return {
        "summary": summary,
        "openapi_extra": {
            "security": SECURITY,
            "requestBody": body({**SOURCES, **more, **schemas, **backgrounds}),
        },
        "responses": {200: _success(several=True), **problems(*_PROBLEMS)},
    }


BENEATH = (
    "background", "background_zoom", "background_position", "light_wrap", "match_colours",
    "outline", "shadow", "shadow_opacity",
)  # fmt: skip
"""Options that lay the subject over something."""

CUTOUT_PAGE = _page(
    "Cut the subject out of a picture, with the library's options or by a recipe",
    **RECIPES,
    **STARTS,
)
MATTE_PAGE = _page("The matte of a picture", "matte_only", *BENEATH, **STARTS)

FINISHING = (
    *BENEATH, "edges", "decontaminate", "turn", "trim", "margin", "scale", "position", "canvas",
    "head", "sheet", "dpi", "size", "megapixels", "format", "quality", "eight_bits", "matte_only",
)  # fmt: skip
"""Options that say what happens to a subject that is found."""

COMPOSITE_PAGE = _page(
    "Lay a photo with a finished matte over a background, crop it, and write it",
    *(name for name in OPTION_SCHEMAS if name not in FINISHING),
    **RECIPES,
    matte_file={
        "type": "string",
        "format": "binary",
        "description": "The matte as a grey picture, white where the subject is, as a file part; "
        "without it all of the photo is kept.",
    },
)
