"""The API's description: FastAPI's, with what it cannot know."""

from __future__ import annotations

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from nukki.server.pages.answers import complete
from nukki.server.pages.examples import exemplify
from nukki.server.removebg.pages import SECURITY
from nukki.server.v2.pages import problems

SECURITY_SCHEMES = {
    "ApiKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    "Bearer": {"type": "http", "scheme": "bearer"},
}

OPEN = frozenset({"/healthz", "/readyz", "/metrics", "/v2/outlets", "/v2/classes", "/v2/words"})
"""Paths that need no key."""

FRAMEWORK_S = ("HTTPValidationError", "ValidationError")
"""Schemas of answers that this application never gives: its own shapes stand in their place."""


def openapi(app: FastAPI) -> dict[str, Any]:
    """The description of an application, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _corrected(
            get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                separate_input_output_schemas=False,
            )
        )
    return app.openapi_schema


def _corrected(spec: dict[str, Any]) -> dict[str, Any]:
    components = spec.setdefault("components", {})
    components["securitySchemes"] = SECURITY_SCHEMES
    for name in FRAMEWORK_S:
        components.get("schemas", {}).pop(name, None)
    for path, verbs in spec["paths"].items():
        for verb, operation in verbs.items():
            if "HTTPValidationError" in str(operation["responses"].get("422", "")):
                operation["responses"]["422"] = problems(422)[422]
            _name(operation)
            complete(path, verb, operation["responses"])
            exemplify(path, verb, operation)
            operation.setdefault("security", [] if path in OPEN else SECURITY)
    return spec


def _name(operation: dict[str, Any]) -> None:
    """The first sentence of what a route does in place of its function's name in capitals."""
    given, whole = operation["summary"], operation.get("description", "")
    if given.replace(" ", "_").lower() in operation["operationId"] and whole:
        operation["summary"] = re.split(r"[.;]\s", whole + " ")[0]
    operation["description"] = whole.replace("``", "`")
    for status, answer in operation["responses"].items():
        if status.startswith("2") and answer["description"] == "Successful Response":
            answer["description"] = "Done as asked."
