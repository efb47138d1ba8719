"""``/``: the studio's files, under a policy that lets the page talk to this server alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nukki.server.faults import ApiError

router = APIRouter(include_in_schema=False)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self' blob:; worker-src 'self'; manifest-src 'self'; media-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""No script, style or request but those of this server; pictures that the page itself made."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

LISTING = "files.json"
"""Names all files: what a browser keeps to open the studio without the server."""

TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}


@dataclass(frozen=True)
class Asset:
    """A file of the studio.

    Attributes:
        data: Its bytes.
        media_type: As browsers want it.
        tag: Changes with its content.
    """

    data: bytes
    media_type: str
    tag: str


@router.get("/")
async def front(request: Request) -> Response:
    """The studio's page."""
    return _send(request, "index.html")


@router.get("/account")
async def account(request: Request) -> Response:
    """The page of an account: credits, usage, keys."""
    return _send(request, "account.html")


@router.get("/studio/{path:path}")
async def asset(request: Request, path: str) -> Response:
    """A file that the page asks for."""
    return _send(request, path)


def _send(request: Request, path: str) -> Response:
    if path == LISTING:
        return JSONResponse(sorted(assets()), headers=dict(HEADERS))
    found = assets().get(path)
    if found is None:
        raise ApiError(404, "not_found", "Not found")
    headers = {**HEADERS, "ETag": found.tag}
    if path == "offline.js":
        headers["Service-Worker-Allowed"] = "/"
    if request.headers.get("if-none-match") == found.tag:
        return Response(status_code=304, headers=headers)
    return Response(found.data, headers=headers, media_type=found.media_type)


@cache
def assets() -> Mapping[str, Asset]:
    """The studio's files by their path below its folder: what is not listed is not served."""
    return dict(_found(files("nukki") / "studio", ""))


def _found(folder: Traversable, before: str) -> list[tuple[str, Asset]]:
    listed = []
    for entry in folder.iterdir():
        if entry.is_dir():
            listed += _found(entry, f"{before}{entry.name}/")
        elif (suffix := f".{entry.name.rpartition('.')[2]}") in TYPES:
            data = entry.read_bytes()
            tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
            listed.append((before + entry.name, Asset(data, TYPES[suffix], tag)))
    return listed
