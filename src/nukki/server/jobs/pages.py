"""How the API's page describes jobs and batches; options come from the library's own."""

from __future__ import annotations

from typing import Any

from nukki.server.jobs.telling import STATES
from nukki.server.removebg.pages import SECURITY, SOURCES
from nukki.server.v2.pages import OPTION_SCHEMAS, OUTPUT_SCHEMA, RECIPES, problems

_WEBHOOK: dict[str, Any] = {
    "webhook_url": {
        "type": "string",
        "format": "uri",
        "description": "A public address that is told once, when the last picture is settled; "
        "signed as Standard Webhooks describe it.",
        "examples": ["https://example.org/hooks/nukki"],
    }
}

_BATCH_FORM: dict[str, Any] = {
    "files": {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "description": "Pictures, each a file part of this name; results keep their names.",
    },
    "archive": {
        "type": "string",
        "format": "binary",
        "description": "A ZIP of pictures, in folders or not.",
    },
}

_URLS: dict[str, Any] = {
    "type": "array",
    "items": {"type": "string", "format": "uri"},
    "description": "Public http or https addresses of pictures.",
}

JOB_EXAMPLE: dict[str, Any] = {
    "image_url": "https://example.org/photo.jpg",
    "format": "webp",
    "trim": True,
    "webhook_url": "https://example.org/hooks/nukki",
}

BATCH_EXAMPLE: dict[str, Any] = {
    "urls": ["https://example.org/chair.jpg", "https://example.org/lamp.jpg"],
    "format": "webp",
    "background": "white",
    "webhook_url": "https://example.org/hooks/nukki",
}

_ID = "0123456789abcdef0123456789abcdef"

TOLD_EXAMPLE: dict[str, Any] = {
    "id": _ID,
    "state": "running",
    "total": 2,
    "waiting": 1,
    "running": 0,
    "done": 1,
    "failed": 0,
    "cancelled": 0,
    "created_at": "2026-05-04T09:30:00Z",
    "finished_at": None,
    "expires_at": None,
    "sandbox": False,
    "options": {"format": "webp", "background": "white"},
    "recipe": None,
    "links": {
        "self": f"/v2/batches/{_ID}",
        "events": f"/v2/batches/{_ID}/events",
        "result": f"/v2/batches/{_ID}/result.zip",
        "cancel": f"/v2/batches/{_ID}/cancel",
        "retry": f"/v2/batches/{_ID}/retry",
    },
    "items": [
        {
            "number": 0,
            "name": "chair.jpg",
            "state": "done",
            "error": None,
            "result": {"media_type": "image/webp", "bytes": 48123, "width": 1200, "height": 900},
            "outputs": [],
            "credits_charged": 1.0,
        },
        {
            "number": 1,
            "name": "lamp.jpg",
            "state": "waiting",
            "error": None,
            "result": None,
            "outputs": [],
            "credits_charged": 0.0,
        },
    ],
}

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_TIME = {"type": ["string", "null"], "format": "date-time"}

_ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["number", "name", "state", "error", "result", "outputs", "credits_charged"],
    "properties": {
        "number": _COUNT,
        "name": _TEXT,
        "state": {"type": "string", "enum": list(STATES)},
        "error": {
            "type": ["object", "null"],
            "properties": dict.fromkeys(("code", "title", "detail"), _TEXT),
        },
        "result": {"type": ["object", "null"]},
        "outputs": {
            "type": "array",
            "description": "Where a recipe makes several; `result` is the first of them.",
            "items": OUTPUT_SCHEMA,
        },
        "credits_charged": {"type": "number", "minimum": 0},
    },
}

TOLD_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [name for name in TOLD_EXAMPLE if name != "items"],
    "properties": {
        "id": _TEXT,
        "state": {"type": "string", "enum": list(STATES)},
        "total": _COUNT,
        **dict.fromkeys(STATES, _COUNT),
        "created_at": _TIME,
        "finished_at": _TIME,
        "expires_at": _TIME,
        "sandbox": {"type": "boolean"},
        "options": {"type": "object"},
        "recipe": {"type": ["string", "null"]},
        "links": {"type": "object", "additionalProperties": _TEXT},
        "items": {"type": "array", "items": _ITEM},
    },
}


def _body(form: dict[str, Any], plain: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    """A request body as a form, with files, or as JSON, without."""
    options = {**_WEBHOOK, **RECIPES, **OPTION_SCHEMAS}
    return {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {**form, **plain, **options}}
            },
            "application/json": {
                "schema": {"type": "object", "properties": {**plain, **options}},
                "example": example,
            },
        },
    }


def _page(description: str, body: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": TOLD_SCHEMA, "example": TOLD_EXAMPLE}}
    return {
        "status_code": 202,
        "description": description,
        "openapi_extra": {"security": SECURITY, "requestBody": body},
        "responses": {
            202: {"description": "It is taken; ask at `links.self`.", "content": content},
            **problems(400, 402, 403, 408, 429),
        },
    }


_ONE = {"image_file": SOURCES["image_file"]}
_OTHERS = {name: schema for name, schema in SOURCES.items() if name != "image_file"}

JOB_PAGE = _page(
    "Exactly one of `image_file`, `image_file_b64` and `image_url`.",
    _body(_ONE, _OTHERS, JOB_EXAMPLE),
)
BATCH_PAGE = _page(
    "Any number of `files`, an `archive` (ZIP), and `urls`; the options hold for all of them.",
    _body(_BATCH_FORM, {"urls": _URLS}, BATCH_EXAMPLE),
)
