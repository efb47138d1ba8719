"""Where a request comes from, for limits on wrong keys."""

from __future__ import annotations

from starlette.requests import Request


def address_of(request: Request) -> str:
    """The caller's address; behind a trusted proxy the one that the proxy itself wrote last."""
    if getattr(request.app.state, "trust_proxy", False) and "x-forwarded-for" in request.headers:
        return request.headers["x-forwarded-for"].rpartition(",")[2].strip()
    return request.client.host if request.client else ""
