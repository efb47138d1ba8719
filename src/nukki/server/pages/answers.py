"""Answers that routes of ``/v2`` and ``/admin`` have in common, which the framework cannot know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nukki import codecs
from nukki.server.v2.pages import PROBLEM_SCHEMA

_PROBLEMS: Mapping[int, str] = {
    400: "The request is wrong; nothing was charged.",
    402: "The account has too few credits.",
    403: "No valid API key, or one without the right.",
    404: "There is no such thing, or it is another account's.",
    408: "The body came too slowly.",
    409: "Not in this state, or the same Idempotency-Key is being worked on.",
    410: "It was deleted after its time.",
    422: "A parameter is wrong, or an Idempotency-Key came with another request.",
    429: "Too much in one minute; see Retry-After.",
    503: "The server is busy or going down; see Retry-After.",
}

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_PICTURES = {entry.media_type: _BINARY for entry in codecs.FORMATS.values() if entry.can_write}

_FILES: Mapping[str, dict[str, Any]] = {
    "/result": _PICTURES,
    "/result.zip": {"application/zip": _BINARY},
    "/events": {"text/event-stream": {}},
}
"""What is given by routes that end so."""


def complete(path: str, verb: str, responses: dict[str, Any]) -> None:
    """Add to a route's answers, by status, those that it shares with its like."""
    for ending, content in _FILES.items():
        if path.endswith(ending):
            responses["200"]["content"] = content
    for status in _statuses(path, verb):
        content = {"application/problem+json": {"schema": PROBLEM_SCHEMA}}
        answer = {"description": _PROBLEMS[status], "content": content}
        responses.setdefault(str(status), answer)


def _statuses(path: str, verb: str) -> set[int]:
    if not path.startswith(("/v2/", "/admin/")):
        return set()
    found = {400, 403, 422, 429, 503}  # wrong keys are counted, and the database may be away
    if "{" in path or path.startswith("/admin/usage"):  # a user may be named there, too
        found |= {404}
    if path.startswith(("/v2/jobs/{", "/v2/batches/{")):
        found |= {409, 410}
    if verb != "get":
        found |= {408, 409}
    if verb != "get" and path.startswith("/v2/"):
        found |= {402}
    return found
