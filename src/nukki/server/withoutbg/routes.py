"""``/v1.0/alpha-channel-base64`` and its neighbours, as the client ``withoutbg`` calls them."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nukki.pipeline import shelf
from nukki.server.body import Fields, decode_base64
from nukki.server.calling import calling
from nukki.server.faults import JSON, ApiError
from nukki.server.removebg.pages import SECURITY, body
from nukki.server.service import Service, service_of
from nukki.server.v2.cut import cut, frames_of
from nukki.server.v2.pages import problems
from nukki.server.work import in_thread
from nukki.server.working import worked

router = APIRouter(tags=["withoutBG"])

ALPHA, CUTOUT = "alpha_base64", "img_without_background_base64"

_FIELDS = {
    "image_base64": {"type": "string", "description": "The picture as base64 text."},
    "image_file": {"type": "string", "format": "binary", "description": "Or as a file part."},
}


_TOLD = {
    400: "The picture cannot be used.",
    401: "No valid API key.",
    402: "The account has too few credits.",
    408: "The body came too slowly.",
    429: "Too much in one minute; see Retry-After.",
    503: "The server is busy or going down; see Retry-After.",
}


def _errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {"application/json": {"schema": {"type": "object", "required": ["error"]}}}
    return {status: {"description": _TOLD[status], "content": content} for status in statuses}


def _page(summary: str, name: str = "") -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "properties": {name: {"type": "string"}}}
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if not name:
        content = {"image/png": {"schema": {"type": "string", "format": "binary"}}}
    responses: dict[int | str, dict[str, Any]] = {
        200: {"description": "The result.", "content": content},
        **_errors(400, 401, 402, 408, 429, 503),
    }
    return {
        "summary": summary,
        "openapi_extra": {"security": SECURITY, "requestBody": body(_FIELDS)},
        "responses": responses,
    }


@router.post("/v1.0/alpha-channel-base64", **_page("The matte of a picture as base64", ALPHA))
async def alpha_channel(request: Request) -> JSONResponse:
    """The matte alone: an 8-bit grey PNG of the picture's size."""
    data = await _cut(request, matte_only=True)
    return JSONResponse({ALPHA: b64encode(data).decode()}, media_type=JSON)


@router.post(
    "/v1.0/image-without-background-base64", **_page("The cut-out of a picture as base64", CUTOUT)
)
async def cutout_base64(request: Request) -> JSONResponse:
    """The cut-out as a PNG in base64."""
    data = await _cut(request, matte_only=False)
    return JSONResponse({CUTOUT: b64encode(data).decode()}, media_type=JSON)


@router.post("/v1.0/image-without-background", **_page("The cut-out of a picture"))
async def cutout(request: Request) -> Response:
    """The cut-out as a PNG."""
    return Response(await _cut(request, matte_only=False), media_type="image/png")


@router.get(
    "/available-credit",
    summary="What is left of an account's credits (withoutBG)",
    responses=_errors(401, 429, 503),
)
async def available_credit(request: Request) -> JSONResponse:
    """The balance as one number."""
    service = service_of(request)
    account = await service.admit(request, scope="account")
    balance = await in_thread(service.gate.balance, account)
    return JSONResponse({"credit": float(balance.total)}, media_type=JSON)


@router.get(
    "/v1/models", summary="The models there are (withoutBG)", responses=problems(403, 429, 503)
)
async def models(request: Request) -> JSONResponse:
    """Names and what they are for."""
    await service_of(request).admit(request)
    specs = await in_thread(lambda: list(shelf().values()))
    told = [{"id": spec.name, "description": spec.summary} for spec in specs]
    return JSONResponse({"models": told}, media_type=JSON)


async def _cut(request: Request, *, matte_only: bool) -> bytes:
    async with calling(request) as call:
        service = call.service
        data = _picture(service, await service.fields(request))
        options = replace(service.options, matte_only=matte_only, eight_bits=True, format="png")
        task = partial(cut, data, options, sandbox=call.account.sandbox)
        frames = await in_thread(frames_of, data, options, sandbox=call.account.sandbox)
        return (await worked(call, data, task, frames=frames)).data


def _picture(service: Service, fields: Fields) -> bytes:
    text = fields.get("image_base64")
    data = fields.files.get("image_file") or fields.files.get("file")
    if text is None and data is None:
        raise ApiError(400, "missing_source", "No image given", "Please provide image_base64.")
    try:
        return service.sources.capped(decode_base64(text) if text is not None else data or b"")
    except ValueError as error:
        raise ApiError(
            400, "failed_to_read_image", "There was an error reading the image.", "not base64"
        ) from error
