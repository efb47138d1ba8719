"""``/docs``."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from nukki.server.pages.docs_page import POLICY, docs_page

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """What the API offers, and how it is called."""
    page = docs_page(request.app.openapi(), address=str(request.base_url))
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})
