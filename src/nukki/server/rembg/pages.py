"""How the API's page describes rembg's routes."""

from __future__ import annotations

from typing import Any

from nukki.server.rembg.parameters import PARAMETERS
from nukki.server.removebg.pages import SECURITY

_ERROR = {
    "application/json": {
        "schema": {"type": "object", "required": ["detail"], "properties": {"detail": {}}}
    }
}

_QUERY = [
    {"name": item.name, "in": "query", "description": item.help, "schema": dict(item.schema)}
    for item in PARAMETERS
]

_FORM = {item.name: {**item.schema, "description": item.help} for item in PARAMETERS}

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A PNG.",
        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
    },
    **{
        status: {"description": told, "content": _ERROR}
        for status, told in {
            400: "The picture or its address cannot be used.",
            402: "The account has too few credits.",
            403: "No valid API key.",
            408: "The body came too slowly.",
            413: "The file is too large.",
            422: "A parameter is wrong, or there is no picture.",
            429: "Too much in one minute; see Retry-After.",
            503: "The server is busy or going down; see Retry-After.",
        }.items()
    },
}

_URL = {
    "name": "url",
    "in": "query",
    "required": True,
    "description": "A public address of the picture.",
    "schema": {"type": "string"},
    "example": "https://example.org/photo.jpg",
}

GET_PAGE: dict[str, Any] = {
    "summary": "Cut the subject out of the picture at an address (rembg)",
    "openapi_extra": {"security": SECURITY, "parameters": [_URL, *_QUERY]},
    "responses": _RESPONSES,
}

POST_PAGE: dict[str, Any] = {
    "summary": "Cut the subject out of a picture (rembg)",
    "openapi_extra": {
        "security": SECURITY,
        "parameters": _QUERY,
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {
                            "file": {"type": "string", "format": "binary"},
                            **_FORM,
                        },
                    }
                }
            },
        },
    },
    "responses": _RESPONSES,
}
