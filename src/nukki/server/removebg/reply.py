"""Answers in remove.bg's form: bytes or JSON, with its headers."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nukki.server.accounts.gate import Balance, RateState
from nukki.server.faults import JSON
from nukki.server.removebg.credits import shown
from nukki.server.removebg.cut import Result
from nukki.server.removebg.kinds import told

SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "application/zip": "zip",
}


def answer(
    request: Request, result: Result, *, charged: Decimal, rate: RateState | None, level: str
) -> Response:
    """The result of one call, as the client accepts it."""
    headers = headers_of(result, charged=charged, rate=rate, level=level)
    if wants_json(request):
        data = {"result_b64": b64encode(result.data).decode(), **_foreground(result)}
        return JSONResponse({"data": data}, headers=headers, media_type=JSON)
    name = f"no-bg.{SUFFIXES[result.media_type]}"
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(result.data, headers=headers, media_type=result.media_type)


def wants_json(request: Request) -> bool:
    """Whether JSON is among what the client accepts: bytes for all others."""
    return "application/json" in request.headers.get("accept", "").lower()


def headers_of(
    result: Result, *, charged: Decimal, rate: RateState | None, level: str
) -> dict[str, str]:
    """The headers of a success, the same for bytes and JSON."""
    kind = told(result.kind, level)
    headers = {
        "X-Width": str(result.size_hw[1]),
        "X-Height": str(result.size_hw[0]),
        "X-Max-Width": str(result.max_hw[1]),
        "X-Max-Height": str(result.max_hw[0]),
        "X-Credits-Charged": shown(charged),
        "X-Confidence": f"{result.confidence:.3f}",
    }
    if kind is not None:
        headers["X-Type"] = kind
    if result.notes:
        headers["X-Notes"] = "; ".join(result.notes)
    for name, value in _foreground(result).items():
        headers["X-" + name.replace("_", "-").title()] = str(value)
    return headers | (rate_headers(rate) if rate else {})


def rate_headers(rate: RateState) -> dict[str, str]:
    """What is left of the account's minute."""
    return {
        "X-RateLimit-Limit": str(rate.limit),
        "X-RateLimit-Remaining": str(rate.remaining),
        "X-RateLimit-Reset": str(rate.reset_unix),
    }


def _foreground(result: Result) -> dict[str, int]:
    box = result.box
    return {
        "foreground_top": box.top,
        "foreground_left": box.left,
        "foreground_width": box.right - box.left,
        "foreground_height": box.bottom - box.top,
    }


def account_body(balance: Balance) -> dict[str, object]:
    """The body of ``GET /account``; one more key inside and the official Ruby client fails."""
    credits = {
        "total": _number(balance.total),
        "subscription": _number(balance.subscription),
        "payg": _number(balance.payg),
        "enterprise": _number(balance.enterprise),
    }
    api = {"free_calls": balance.free_calls, "sizes": "all"}
    return {"data": {"attributes": {"credits": credits, "api": api}}}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
