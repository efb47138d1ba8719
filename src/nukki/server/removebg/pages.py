"""How the API's page describes remove.bg's routes; the parameters come from their table."""

from __future__ import annotations

from typing import Any

from nukki.server.removebg.parameters import LEVEL_PARAMETERS, PARAMETERS, Parameter
from nukki.server.removebg.shadows import TYPES

SMALL_PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAG0lEQVR42mNgQAeMDAz/GRgYGBmYYCKY"
    "DEwAADRSAQiRgurpAAAAAElFTkSuQmCC"
)
"""A white square on black, 8 pixels wide: an example that can be sent as it stands."""

SOURCES: dict[str, Any] = {
    "image_file": {
        "type": "string",
        "format": "binary",
        "description": "The picture as a file part: JPG, PNG or WebP.",
    },
    "image_file_b64": {
        "type": "string",
        "description": "The picture as base64 text; a data: prefix is taken, too.",
        "examples": [SMALL_PNG],
    },
    "image_url": {
        "type": "string",
        "description": "A public http or https address of the picture.",
        "examples": ["https://example.org/photo.jpg"],
    },
}

_BACKGROUNDS: dict[str, Any] = {
    "bg_image_url": {
        "type": "string",
        "description": "A public address of a picture to lay the subject over.",
    },
    "bg_image_file": {
        "type": "string",
        "format": "binary",
        "description": "A picture to lay the subject over, as a file part.",
    },
}

_ONLY_FORMS = ("image_file", "bg_image_file", "background_file", "matte_file", "start_file")

_HEADERS = {
    "X-Type": "What the foreground is.",
    "X-Width": "Width of the result in pixels.",
    "X-Height": "Height of the result in pixels.",
    "X-Max-Width": "Width that size=full would have.",
    "X-Max-Height": "Height that size=full would have.",
    "X-Credits-Charged": "What the call cost.",
    "X-Foreground-Top": "Where the foreground lies in the input, in its pixels.",
    "X-Foreground-Left": "Likewise.",
    "X-Foreground-Width": "Likewise.",
    "X-Foreground-Height": "Likewise.",
    "X-RateLimit-Limit": "Megapixels per minute.",
    "X-RateLimit-Remaining": "What is left of them.",
    "X-RateLimit-Reset": "When they are whole again, in Unix seconds.",
}

_CODES = {
    400: "The request is wrong; nothing was charged.",
    402: "The account has too few credits.",
    403: "No valid API key.",
    408: "The body came too slowly.",
    429: "Too much in one minute; see Retry-After.",
    503: "The server is busy or going down; see Retry-After.",
}

ERRORS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["errors"],
    "properties": {
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["title", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("title", "code", "detail")},
            },
        }
    },
}

_BINARY = {"schema": {"type": "string", "format": "binary"}}

SECURITY: list[dict[str, list[str]]] = [{"ApiKey": []}, {"Bearer": []}]


def faults(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers of these statuses in remove.bg's shape."""
    example = {"errors": [{"title": "...", "code": "...", "detail": "..."}]}
    content = {"application/json": {"schema": ERRORS_SCHEMA, "example": example}}
    return {status: {"description": _CODES[status], "content": content} for status in statuses}


def body(form: dict[str, Any]) -> dict[str, Any]:
    """A request body that is taken in all three encodings."""
    plain = {name: schema for name, schema in form.items() if name not in _ONLY_FORMS}
    whole, short = ({"type": "object", "properties": found} for found in (form, plain))
    return {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": whole},
            "application/x-www-form-urlencoded": {"schema": short},
            "application/json": {
                "schema": short,
                "example": {"image_file_b64": SMALL_PNG},
            },
        },
    }


def _schema(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "description": parameter.help}
    if parameter.choices == ("true", "false"):
        schema["type"] = ["boolean", "string"]
    elif parameter.choices:
        schema["enum"] = list(parameter.choices)
    if parameter.default:
        schema["default"] = parameter.default
    if parameter.example:
        schema["examples"] = [parameter.example]
    return schema


def _bracketed() -> dict[str, Any]:
    return {
        f"{name}[{kind}]": {"type": "string", "description": f"{name} of that type alone."}
        for name in LEVEL_PARAMETERS
        for kind in TYPES
        if kind != "auto"
    }


def _success() -> dict[str, Any]:
    headers = {
        name: {"description": told, "schema": {"type": "string"}} for name, told in _HEADERS.items()
    }
    kinds = ("image/png", "image/jpeg", "image/webp", "application/zip")
    json_schema = {
        "type": "object",
        "properties": {
            "data": {
                "type": "object",
                "properties": {
                    "result_b64": {"type": "string"},
                    **{
                        f"foreground_{side}": {"type": "integer"}
                        for side in ("top", "left", "width", "height")
                    },
                },
            }
        },
    }
    content: dict[str, Any] = dict.fromkeys(kinds, _BINARY)
    content["application/json"] = {"schema": json_schema}
    return {"description": "The result.", "headers": headers, "content": content}


def _page(summary: str, **extra: Any) -> dict[str, Any]:
    return {"summary": summary, "openapi_extra": {"security": SECURITY, **extra}}


REMOVEBG_PAGE: dict[str, Any] = {
    **_page(
        "Cut the subject out of a picture",
        requestBody=body(
            {
                **SOURCES,
                **{parameter.name: _schema(parameter) for parameter in PARAMETERS},
                **_bracketed(),
                **_BACKGROUNDS,
            }
        ),
    ),
    "responses": {200: _success(), **faults(400, 402, 403, 408, 429, 503)},
}

ACCOUNT_PAGE: dict[str, Any] = {
    **_page("What is left of an account's credits"),
    "responses": {
        200: {
            "description": "The balance.",
            "content": {
                "application/json": {
                    "schema": {"type": "object"},
                    "example": {
                        "data": {
                            "attributes": {
                                "credits": {
                                    "total": 200,
                                    "subscription": 150,
                                    "payg": 50,
                                    "enterprise": 0,
                                },
                                "api": {"free_calls": 50, "sizes": "all"},
                            }
                        }
                    },
                }
            },
        },
        **faults(403, 429),
    },
}

IMPROVE_PAGE: dict[str, Any] = {
    **_page(
        "Send a picture whose result was not good; nothing is kept here",
        requestBody=body(
            {
                **SOURCES,
                "image_filename": {"type": "string"},
                "tag": {"type": "string", "description": "Any text."},
            }
        ),
    ),
    "responses": {
        200: {
            "description": "Received.",
            "content": {
                "application/json": {
                    "schema": {"type": "object", "properties": {"id": {"type": "string"}}}
                }
            },
        },
        **faults(400, 403, 408, 429, 503),
    },
}
