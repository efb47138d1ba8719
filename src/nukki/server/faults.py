"""What went wrong, once for all doors; each door gives it its own shape.

    any error ──▶ fault_of ──▶ ApiError(status, code, title, detail, headers) ──▶ shape of the door

      /v1.0/...        {"errors": [{"title", "code", "detail"}]}      remove.bg
      /v1.0/alpha-...  {"error": ..., "errors": [...]}                withoutBG
      /api/remove      {"detail": ...}                                rembg (FastAPI's own)
      everything else  application/problem+json                       RFC 9457

Nothing here tells of the inside: an error that nobody foresaw becomes "Internal error" with the
request's id, and its trace goes to the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi.responses import JSONResponse
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from nukki.core.errors import (
    CorruptImageError,
    ImageTooLargeError,
    NotAnImageError,
    NukkiError,
    OptionError,
)
from nukki.server.accounts.gate import (
    AuthFailedError,
    InsufficientCreditsError,
    RateLimitedError,
    ScopeError,
)

JSON = "application/json; charset=utf-8"
PROBLEM = "application/problem+json"

WITHOUTBG_PATHS = ("/v1.0/alpha-channel", "/v1.0/image-without-background", "/available-credit")


class ApiError(NukkiError):
    """An answer that is no success.

    Args:
        status: HTTP status.
        code: What programs branch on.
        title: What it is, in a few words.
        detail: What was expected, what came, what to do; the title when there is no more to say.
        headers: Sent with the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str = "",
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.http_status = status
        self.code = code
        self.title = title
        self.detail = detail or title
        self.headers = dict(headers or {})
        super().__init__(f"{title}: {self.detail}")


@dataclass(frozen=True)
class _Row:
    """How a kind of error is told."""

    kind: type[Exception]
    code: str
    title: str
    status: int = field(default=0)


_ROWS = (
    _Row(InsufficientCreditsError, "insufficient_credits", "Insufficient credits"),
    _Row(NotAnImageError, "invalid_file_type", "Invalid file type", 400),
    _Row(CorruptImageError, "failed_to_read_image", "There was an error reading the image.", 400),
    _Row(ImageTooLargeError, "resolution_too_high", "Image resolution too high", 400),
    _Row(OptionError, "invalid_option", "Invalid option"),
)

_STATUS_ROWS: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "Bad request"),
    403: ("forbidden", "Not allowed"),
    404: ("not_found", "Not found"),
    405: ("method_not_allowed", "Method not allowed"),
    413: ("payload_too_large", "Payload too large"),
    415: ("unsupported_media_type", "Unsupported media type"),
    422: ("not_possible", "Not possible as asked"),
    501: ("not_installed", "Not available on this server"),
    503: ("service_unavailable", "Service unavailable"),
}


_NO_DATABASE = (InterfaceError, OperationalError, PoolTimeoutError)
"""It is gone, being started again, or too busy."""


def fault_of(error: Exception) -> ApiError:
    """Any error as a `ApiError`; one that nobody foresaw says nothing of itself."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, ScopeError):
        return ApiError(403, "auth_failed", "API Key not allowed", str(error))
    if isinstance(error, AuthFailedError):
        return ApiError(403, "auth_failed", str(error))
    if isinstance(error, RateLimitedError):
        return _rate_fault(error)
    for row in _ROWS:
        if isinstance(error, row.kind):
            status = row.status or getattr(row.kind, "http_status", 500)
            return ApiError(status, row.code, row.title, str(error))
    if isinstance(error, HTTPException):
        return _status_fault(error)
    if isinstance(error, _NO_DATABASE):
        return busy("the database does not answer; come again", retry_after_s=5)
    if isinstance(error, NukkiError) and error.http_status in _STATUS_ROWS:
        code, title = _STATUS_ROWS[error.http_status]
        headers = {"Retry-After": "30"} if error.http_status == 503 else {}
        return ApiError(error.http_status, code, title, str(error), headers=headers)
    return ApiError(
        500, "internal_error", "Internal error", "This is a bug; the log has it by the request's id"
    )


def _rate_fault(error: RateLimitedError) -> ApiError:
    headers = {
        "Retry-After": str(error.retry_after_s),
        "X-RateLimit-Limit": str(error.state.limit),
        "X-RateLimit-Remaining": str(error.state.remaining),
        "X-RateLimit-Reset": str(error.state.reset_unix),
    }
    return ApiError(429, "rate_limit_exceeded", "Rate limit exceeded", str(error), headers=headers)


def _status_fault(error: HTTPException) -> ApiError:
    code, title = _STATUS_ROWS.get(error.status_code, ("http_error", "Error"))
    return ApiError(
        error.status_code, code, title, str(error.detail), headers=dict(error.headers or {})
    )


def busy(why: str, *, retry_after_s: int) -> ApiError:
    """The answer of a server that has too much to do."""
    return ApiError(
        503,
        "service_unavailable",
        "Service unavailable",
        why,
        headers={"Retry-After": str(max(1, retry_after_s))},
    )


def error_array(fault: ApiError) -> JSONResponse:
    """remove.bg's shape; every value is a text, since clients join them."""
    body = {"errors": [{"title": fault.title, "code": fault.code, "detail": fault.detail}]}
    return _json(fault, body, JSON)


def problem(fault: ApiError, request_id: str = "") -> JSONResponse:
    """RFC 9457."""
    body = {
        "type": "about:blank",
        "title": fault.title,
        "status": fault.http_status,
        "detail": fault.detail,
        "code": fault.code,
        "request_id": request_id,
    }
    return _json(fault, body, PROBLEM)


def error_text(fault: ApiError) -> JSONResponse:
    """WithoutBG's shape beside remove.bg's; there, no key is 401 (403 means expired credits)."""
    status = 401 if fault.code == "auth_failed" else fault.http_status
    told = {"title": fault.title, "code": fault.code, "detail": fault.detail}
    return JSONResponse(
        {"error": fault.detail, "errors": [told]},
        status_code=status,
        headers=fault.headers,
        media_type=JSON,
    )


def detail(fault: ApiError) -> JSONResponse:
    """FastAPI's shape, as rembg's clients know it: a list when a parameter is wrong."""
    told: Any = fault.detail
    if fault.http_status == 422:
        told = [{"type": fault.code, "loc": ["query", fault.title], "msg": fault.detail}]
    return _json(fault, {"detail": told}, JSON)


def shaped(fault: ApiError, path: str, request_id: str = "") -> JSONResponse:
    """The answer in the shape of the door that a path belongs to."""
    if path.startswith(WITHOUTBG_PATHS):
        return error_text(fault)
    if path.startswith("/v1.0/"):
        return error_array(fault)
    if path.startswith("/api/remove"):
        return detail(fault)
    return problem(fault, request_id)


def _json(fault: ApiError, body: Any, media_type: str) -> JSONResponse:
    return JSONResponse(
        body, status_code=fault.http_status, headers=fault.headers, media_type=media_type
    )
