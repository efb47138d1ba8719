"""``/v2/outlets`` and ``POST /v2/checks``: what shops and offices demand, and whether it is met."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nukki.core.errors import OptionError, UnknownNameError
from nukki.outlets import OUTLETS, Report, check
from nukki.server.calling import calling
from nukki.server.removebg.pages import SECURITY, SOURCES, body
from nukki.server.sources import IMAGE
from nukki.server.v2.pages import FINDING_SCHEMA, problems
from nukki.server.working import counted

router = APIRouter(prefix="/v2", tags=["nukki"])

OUTLET = "outlet"

_REPORT: dict[str, Any] = {
    "description": "What the outlet would say.",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "outlet": {"type": "string"},
                    "passed": {"type": "boolean"},
                    "findings": {"type": "array", "items": FINDING_SCHEMA},
                },
            }
        }
    },
}

CHECK_PAGE: dict[str, Any] = {
    "summary": "Check a finished picture's pixels against the rules of a shop or an office",
    "openapi_extra": {
        "security": SECURITY,
        "requestBody": body({**SOURCES, OUTLET: {"type": "string", "enum": list(OUTLETS)}}),
    },
    "responses": {200: _REPORT, **problems(400, 402, 403, 408, 429, 503)},
}


@router.get("/outlets", summary="Shops and offices whose rules are known")
async def list_outlets() -> dict[str, Any]:
    """The rules, where they are written, and the options that make a picture of the kind."""
    return {"outlets": [_outlet(entry.name) for entry in OUTLETS.values()]}


@router.post("/checks", **CHECK_PAGE)
async def make_check(request: Request) -> Response:
    """Check a finished picture's pixels against the rules of a shop or an office."""
    async with calling(request) as call:
        service = call.service
        fields = await service.fields(request)
        service.sources.check(fields)
        name = _name(fields.texts)
        data = await service.sources.image(fields)
        await counted(call, data)
        look = partial(check, data, name, offline=service.options.offline)
        report = await service.work.run(look, until=call.until)
    return JSONResponse(_report(report))


def _name(texts: Mapping[str, str]) -> str:
    for given in texts:
        if given not in {OUTLET, IMAGE.base64, IMAGE.url}:
            raise UnknownNameError("field of a check", given, (OUTLET,))
    if OUTLET not in texts:
        raise OptionError(f"expected the field {OUTLET}: one of {', '.join(OUTLETS)}")
    return OUTLETS[texts[OUTLET]].name


def _outlet(name: str) -> dict[str, Any]:
    entry = OUTLETS[name]
    rules = dataclasses.asdict(entry.rules)
    kept = {rule: value for rule, value in rules.items() if value}
    return {**vars(entry), "options": dict(entry.options), "rules": kept}


def _report(report: Report) -> dict[str, Any]:
    findings = [dataclasses.asdict(finding) for finding in report.findings]
    return {"outlet": report.outlet.name, "passed": report.passed, "findings": findings}
