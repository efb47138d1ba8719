"""How the API's page describes ``POST /v2/refine``."""

from __future__ import annotations

from typing import Any

from nukki import codecs
from nukki.core import prompts
from nukki.core.options import DEFAULT_FORMAT
from nukki.core.prompts import ACTIONS, Prompt
from nukki.core.strokes import MAX_STROKES
from nukki.server.removebg.pages import SECURITY, SMALL_PNG, SOURCES, body
from nukki.server.v2.pages import CUTOUT_PAGE, problems
from nukki.server.v2.stroke_schema import POINT, STROKE_EXAMPLE, STROKE_SCHEMA

RESULTS = ("matte", "cutout")

_WAY: dict[str, Any] = {"type": "array", "items": POINT, "maxItems": prompts.MAX_POINTS}

OBJECT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "description": "An object that is pointed at by points on it, a box or an outline; in forms, "
    "as JSON text. `X-Object-Finder` says what found it.",
    "examples": [{"action": "add", "points": [[5, 4]]}],
    "properties": {
        "action": {
            "type": "string",
            "enum": list(ACTIONS),
            "default": Prompt.action,
            "description": "choose keeps this object and nothing else, add keeps it too, remove "
            "takes it away.",
        },
        "points": _WAY | {"description": "On the object, in pixels of the upright photo."},
        "others": _WAY | {"description": "On what is not the object."},
        "box": {
            "type": "array",
            "items": {"type": "number"},
            "minItems": 4,
            "maxItems": 4,
            "description": "Left, top, right and bottom of what holds the object wholly.",
        },
        "outline": _WAY | {"description": "A closed way roughly round the object."},
    },
}

_FIELDS: dict[str, Any] = {
    "matte_file": {
        "type": "string",
        "format": "binary",
        "description": "The present matte as a file part: a grey picture of the photo's size, or "
        "a cut-out, whose transparency it is.",
    },
    "matte_b64": {
        "type": "string",
        "description": "The same as base64 text.",
        "examples": [SMALL_PNG],
    },
    "object": OBJECT_SCHEMA,
    "strokes": {
        "type": "array",
        "items": STROKE_SCHEMA,
        "minItems": 1,
        "maxItems": MAX_STROKES,
        "description": "What a person drew, the later over the earlier; in forms, as JSON text.",
        "examples": [STROKE_EXAMPLE],
    },
    "result": {
        "type": "string",
        "enum": list(RESULTS),
        "default": RESULTS[0],
        "description": "The corrected matte as a grey picture, or the cut-out.",
    },
    "format": {
        "type": "string",
        "enum": [name for name, entry in codecs.FORMATS.items() if entry.can_write],
        "default": DEFAULT_FORMAT,
    },
}


def _request_body() -> dict[str, Any]:
    told = body({**SOURCES, **_FIELDS})
    content = told["content"]
    content["multipart/form-data"]["encoding"] = {
        name: {"contentType": "application/json"} for name in ("strokes", "object")
    }
    content["application/json"]["example"] = {
        "image_file_b64": SMALL_PNG,
        "matte_b64": SMALL_PNG,
        "strokes": STROKE_EXAMPLE,
    }
    return told


REFINE_PAGE: dict[str, Any] = {
    "summary": "Correct a matte by strokes, or by an object that is pointed at",
    "openapi_extra": {"security": SECURITY, "requestBody": _request_body()},
    "responses": {
        200: CUTOUT_PAGE["responses"][200],
        **problems(400, 402, 403, 408, 422, 429, 503),
    },
}
