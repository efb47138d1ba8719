"""What answers look like: an example for each route whose answer is JSON, and its schema.

Routes whose pages say more themselves (remove.bg's, jobs that are made) keep what they say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nukki.server.jobs.pages import TOLD_EXAMPLE, TOLD_SCHEMA

_TIME = "2026-05-04T09:30:00Z"
_ID = "0123456789abcdef0123456789abcdef"
_PREFIX = "nk_live_4f9a1c22"
_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # noqa: S105 (an example)
_PNG = "iVBORw0KGgo..."

_CREDITS = {
    "total": 120.5,
    "subscription": 100.0,
    "payg": 20.5,
    "enterprise": 0.0,
    "free_previews": 50,
}
_USER = {
    "id": _ID, "name": "anna", "plan": "free", "created_at": _TIME, "disabled_at": None,
    "credits": _CREDITS,
}  # fmt: skip
_KEY = {
    "id": _ID, "user": "anna", "name": "shop", "prefix": _PREFIX,
    "scopes": ["cut", "account", "jobs"], "sandbox": False, "created_at": _TIME,
    "expires_at": None, "revoked_at": None, "last_used_at": None,
}  # fmt: skip
_NEW_KEY = {"id": _ID, "key": f"{_PREFIX}_{'x' * 43}", "prefix": _PREFIX}
_SUMS = {"calls": 42, "failed": 1, "credits": 30.25, "megapixels": 88.4}
_CALL = {
    "at": _TIME, "user": "anna", "key_id": _ID, "request_id": _ID, "door": "/v1.0/removebg",
    "status": 200, "credits": 1.0, "megapixels": 2.1, "size": "full", "kind": "person",
    "duration_s": 0.412,
}  # fmt: skip
_PLAN = {
    "name": "team", "monthly": 500.0, "free_previews": 50, "per_minute": 1000, "rolls_over": True,
}  # fmt: skip
_JOBS = {name: value for name, value in TOLD_EXAMPLE.items() if name != "items"}
_PICTURE = {
    "result_b64": _PNG, "format": "png", "width": 1200, "height": 900, "confidence": 0.982,
    "review": False, "notes": [],
}  # fmt: skip
_RECIPE = {
    "name": "shop",
    "pattern": "{folder}/{stem}-{output}",
    "outputs": [
        {"name": "main", "suffix": ".jpg", "outlet": "amazon-main"},
        {"name": "web", "suffix": ".webp", "outlet": None},
    ],
}

EXAMPLES: Mapping[str, Any] = {
    "GET /healthz": {"status": "ok"},
    "GET /readyz": {"status": "ready", "open": 0},
    "POST /v1.0/removebg": {
        "data": {
            "result_b64": _PNG, "foreground_top": 12, "foreground_left": 140,
            "foreground_width": 480, "foreground_height": 588,
        }
    },
    "POST /v1.0/improve": {"id": "4e1a21d6-b547-49c3-950d-fcaedeb839d7"},
    "POST /v1.0/alpha-channel-base64": {"alpha_base64": _PNG},
    "POST /v1.0/image-without-background-base64": {"img_without_background_base64": _PNG},
    "GET /available-credit": {"credit": 120.5},
    "GET /v1/models": {"models": [{"id": "u2netp", "description": "anything, small and fast"}]},
    "POST /v2/cutouts": _PICTURE,
    "POST /v2/mattes": _PICTURE,
    "POST /v2/composites": _PICTURE,
    "POST /v2/refine": _PICTURE,
    "GET /v2/outlets": {
        "outlets": [
            {
                "name": "ebay", "title": "eBay", "source": "eBay, \"Picture policy\"",
                "certainty": "commonly known", "options": {"canvas": "1600x1600"},
                "rules": {"longest_min": 500},
            }
        ]
    },
    "POST /v2/checks": {
        "outlet": "ebay",
        "passed": False,
        "findings": [
            {"rule": "longest_min", "passed": False, "expected": "≥ 500 px", "found": "480 px"}
        ],
    },
    "GET /v2/recipes": {"recipes": [_RECIPE]},
    "POST /v2/recipes/checks": {**_RECIPE, "names": [["shoes/red-main.jpg", "shoes/red-web.webp"]]},
    "GET /v2/classes": {
        "networks": [
            {
                "name": "mask-rcnn", "summary": "things of 80 classes", "here": True,
                "classes": ["person", "bicycle", "car"],
            }
        ]
    },
    "GET /v2/words": {
        "needs": ["nukki models pull grounding-dino"],
        "networks": [
            {
                "name": "grounding-dino", "summary": "things by their description", "here": False,
                "licence": "Apache-2.0", "bytes": 204_536_071,
            }
        ],
    },
    "GET /v2/jobs": {"jobs": [_JOBS]},
    "GET /v2/batches": {"batches": [_JOBS]},
    **dict.fromkeys(
        (f"{verb}/{name}/{{id}}{rest}"
         for name in ("jobs", "batches")
         for verb, rest in (("GET /v2", ""), ("POST /v2", "/cancel"), ("POST /v2", "/retry"))),
        TOLD_EXAMPLE,
    ),
    "GET /v2/account": {
        "id": _ID, "name": "anna", "plan": "free", "sandbox": False, "credits": _CREDITS,
    },
    "GET /v2/account/usage": {
        "total": {"user": "anna", **_SUMS},
        "days": [{"day": "2026-05-04", **_SUMS}],
        "calls": [_CALL],
    },
    "GET /v2/account/webhook-secret": {"secret": _SECRET, "previous": None},
    "POST /v2/account/webhook-secret/rotate": {"secret": _SECRET},
    "GET /v2/account/keys": {"keys": [_KEY], "current": _ID},
    "POST /v2/account/keys": _NEW_KEY,
    "POST /v2/account/keys/{key}/rotate": _NEW_KEY,
    "GET /admin/users": {"users": [_USER]},
    "POST /admin/users": _USER,
    "GET /admin/users/{user}": _USER,
    "PATCH /admin/users/{user}": _USER,
    "GET /admin/users/{user}/keys": {"keys": [_KEY]},
    "POST /admin/users/{user}/keys": _NEW_KEY,
    "POST /admin/keys/{key}/rotate": _NEW_KEY,
    "GET /admin/plans": {"plans": [_PLAN]},
    "PUT /admin/plans/{name}": _PLAN,
    "GET /admin/usage": {"totals": [{"user": "anna", **_SUMS}]},
    "GET /admin/usage/calls": {"calls": [_CALL]},
}  # fmt: skip
"""By verb and path."""

_LISTED: Mapping[str, Any] = {"type": "array", "items": TOLD_SCHEMA}

SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "GET /v2/outlets": {
        "type": "object",
        "properties": {"outlets": {"type": "array", "items": {"type": "object"}}},
    },
    "GET /v2/jobs": {"type": "object", "properties": {"jobs": _LISTED}},
    "GET /v2/batches": {"type": "object", "properties": {"batches": _LISTED}},
    **{name: TOLD_SCHEMA for name, example in EXAMPLES.items() if example is TOLD_EXAMPLE},
}
"""Where an example would say too much: jobs and outlets hold options of any kind."""

IN_PATHS: Mapping[str, Any] = {
    "id": _ID,
    "number": 0,
    "key": _PREFIX,
    "user": "anna",
    "name": "team",
}
"""Examples of what stands in paths."""


def exemplify(path: str, verb: str, operation: dict[str, Any]) -> None:
    """Add examples to an operation's answer and to what stands in its path."""
    for item in operation.get("parameters", ()):
        if item["in"] == "path":
            item.setdefault("example", IN_PATHS[item["name"]])
    name = f"{verb.upper()} {path}"
    success = next(status for status in operation["responses"] if status.startswith("2"))
    told = operation["responses"][success].setdefault("content", {})
    if name in EXAMPLES:
        told.setdefault("application/json", {})["example"] = EXAMPLES[name]
    content = told.get("application/json", {})
    if content == {"schema": {}}:  # the framework's guess
        del told["application/json"]
    elif "example" in content and "properties" not in content.get("schema", {}):
        content["schema"] = SCHEMAS.get(name) or schema_of(content["example"])


def schema_of(example: Any) -> dict[str, Any]:
    """The JSON schema of answers that look like an example; null may be anything.

    A whole number stands for any: credits are whole until the first preview.

    >>> schema_of({"n": 1.5, "end": None})["properties"]
    {'n': {'type': 'number'}, 'end': {}}
    """
    if isinstance(example, Mapping):
        properties = {name: schema_of(value) for name, value in example.items()}
        return {"type": "object", "required": list(example), "properties": properties}
    if isinstance(example, list):
        return {"type": "array", "items": schema_of(example[0]) if example else {}}
    return dict(_TYPES[type(example)])


_TYPES: Mapping[type[Any], Mapping[str, str]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "number"},
    float: {"type": "number"},
    type(None): {},
}
