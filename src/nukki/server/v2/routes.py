"""``POST /v2/cutouts`` and ``POST /v2/mattes``: one picture in, one out, at once."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nukki import codecs
from nukki.core.options import Options
from nukki.core.values import Image
from nukki.server import asked
from nukki.server.body import Fields
from nukki.server.calling import calling
from nukki.server.removebg.credits import shown
from nukki.server.removebg.reply import rate_headers, wants_json
from nukki.server.service import Call, Service
from nukki.server.sources import IMAGE, Names
from nukki.server.v2.cut import Product, cut, frames_of
from nukki.server.v2.pages import CUTOUT_PAGE, MATTE_PAGE
from nukki.server.work import in_thread
from nukki.server.working import check_model, worked

router = APIRouter(prefix="/v2", tags=["nukki"])

BACKGROUND = Names(
    "background_file",
    "",
    "background_url",
    "invalid_background_url",
    "failed_background_download",
    "background",
)

_NO_OPTIONS = (IMAGE.file, IMAGE.base64, IMAGE.url, BACKGROUND.file, BACKGROUND.url)


@router.post("/cutouts", **CUTOUT_PAGE)
async def make_cutout(request: Request) -> Response:
    """Cut the subject out of a picture, with the library's options."""
    return await _make(request)


@router.post("/mattes", **MATTE_PAGE)
async def make_matte(request: Request) -> Response:
    """The matte of a picture, as a grey picture."""
    return await _make(request, matte_only=True)


async def _make(request: Request, **fixed: Any) -> Response:
    async with calling(request) as call:
        service = call.service
        fields = await service.fields(request)
        service.sources.check(fields)
        options = await _options(service, fields, fixed)
        data = await service.sources.image(fields)
        task = partial(cut, data, options, sandbox=call.account.sandbox)
        frames = await in_thread(frames_of, data, options, sandbox=call.account.sandbox)
        product = await worked(call, data, task, frames=frames)
    return answer(request, call, product)


async def _options(service: Service, fields: Fields, fixed: dict[str, Any]) -> Options:
    chosen = asked.chosen(fields.texts, besides=_NO_OPTIONS) | fixed
    background = await background_of(service, fields)
    if background is not None:
        chosen["background"] = background
    options = asked.apply(chosen, service.options)
    await in_thread(check_model, options, any_model=service.settings.any_model)
    return options


async def background_of(service: Service, fields: Fields) -> Image | None:
    """The picture that a request brought to lay the subject over.

    Raises:
        InputError: It cannot be read.
        ApiError: It cannot be had.
    """
    data = fields.files.get(BACKGROUND.file)
    if data is None:
        url = fields.get(BACKGROUND.url)
        data = await service.sources.fetch(url, BACKGROUND) if url else None
    if data is None:
        return None
    limit = service.settings.max_megapixels
    return await in_thread(codecs.read, data, max_megapixels=limit)


def answer(request: Request, call: Call, product: Product) -> Response:
    """The file itself, or JSON that holds it."""
    height, width = product.size_hw
    headers = {
        "X-Width": str(width),
        "X-Height": str(height),
        "X-Confidence": f"{product.confidence:.3f}",
        "X-Review": "true" if product.review else "false",
        "X-Credits-Charged": shown(call.credits),
    }
    if product.notes:
        headers["X-Notes"] = "; ".join(product.notes)
    headers |= rate_headers(call.rate) if call.rate else {}
    if wants_json(request):
        return JSONResponse(_body(product), headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="cutout{product.suffix}"'
    return Response(product.data, headers=headers, media_type=product.media_type)


def _body(product: Product) -> dict[str, Any]:
    height, width = product.size_hw
    return {
        "result_b64": b64encode(product.data).decode(),
        "format": product.format,
        "width": width,
        "height": height,
        "confidence": round(product.confidence, 3),
        "review": product.review,
        "notes": list(product.notes),
    }
