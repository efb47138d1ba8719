"""A request's body in any of three encodings, as one mapping of fields.

    multipart/form-data  ─┐
    …-www-form-urlencoded ┼─▶ Fields: texts by name, files by name
    application/json     ─┘

What clients really send decided the details: empty texts are fields that were not given, JSON may
hold true booleans and numbers, nested JSON objects are bracketed names (``shadow_type[car]``), and
a file's type means nothing; its name says at most what a result shall be called.
"""

from __future__ import annotations

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from nukki.server.faults import ApiError
from nukki.server.work import in_thread

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")

MAX_FIELDS, MAX_FILES = 200, 4
"""Beyond what any client sends; a thousand tiny fields cost more than one picture."""

_DATA_URL = re.compile(r"data:[\w/+.;=-]*,", re.ASCII)


@dataclass(frozen=True)
class Fields:
    """What a body held.

    Attributes:
        texts: Values by name, the last of each; none is empty.
        files: File parts by name.
        names: What the callers' files are called, by the names of their parts.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """A text, or None when it was not given."""
        return self.texts.get(name)

    def bracketed(self, name: str) -> dict[str, str]:
        """``name[key]`` texts by key."""
        pattern = re.compile(re.escape(name) + r"\[([^\[\]]*)\]")
        found = ((pattern.fullmatch(key), value) for key, value in self.texts.items())
        return {match[1]: value for match, value in found if match}


async def read_fields(request: Request, *, max_field_bytes: int) -> Fields:
    """The fields of a request; none when its encoding is another.

    Raises:
        ApiError: 400, the body is not what its Content-Type says, or has too many fields.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in FORMS:
        return await _form(request, max_field_bytes)
    if kind == "application/json" or kind.endswith("+json"):
        return await in_thread(_json, await request.body())  # thirty megabytes take their time
    return Fields()


async def _form(request: Request, max_field_bytes: int) -> Fields:
    texts: dict[str, str] = {}
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    try:
        async with request.form(
            max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=max_field_bytes
        ) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = await value.read()
                    names[name] = value.filename or ""
                elif value.strip():
                    texts[name] = value
    except HTTPException as error:  # Starlette's wrapping of what its parsers find
        raise malformed(str(error.detail)) from error
    except (ValueError, LookupError) as error:  # a boundary or a charset that is none
        raise malformed("it is not the form that its Content-Type says") from error
    return Fields(texts, {name: data for name, data in files.items() if data}, names)


def _json(data: bytes) -> Fields:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise malformed("it is not JSON") from error
    if not isinstance(found, dict):
        raise malformed("expected a JSON object")
    texts = {name: text for name, text in _flat(found) if text.strip()}
    if len(texts) > MAX_FIELDS:
        raise malformed(f"more than {MAX_FIELDS} fields")
    return Fields(texts)


def _flat(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}[{key}]", _text(inner)) for key, inner in value.items())
        else:
            yield name, _text(value)


def _text(value: Any) -> str:
    """JSON's words for what a form would say; None is not given."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def malformed(why: str) -> ApiError:
    """The answer to a body that cannot be read."""
    return ApiError(400, "malformed_request", "Malformed request body", why or "it cannot be read")


def decode_base64(text: str) -> bytes:
    """The bytes of base64 text: line ends, a ``data:`` prefix, and the URL alphabet are taken.

    Raises:
        ValueError: It is not base64.
    """
    prefix = _DATA_URL.match(text[:200])
    stripped = text[prefix.end() if prefix else 0 :].translate(_CLEANED)
    try:
        return b64decode(stripped + "=" * (-len(stripped) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error


_CLEANED = {
    **dict.fromkeys(map(ord, "\r\n\t ="), None),
    ord("-"): "+",
    ord("_"): "/",
}
"""Blanks and padding go (the latter comes back); ``-_`` are what URLs write for ``+/``.

A blank cannot stand for a ``+`` that a form decoded: both occur, and only one can be meant.
"""
