"""``/api/remove``, as ``rembg s`` has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import numpy as np
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nukki import codecs, weights
from nukki.core.errors import WeightsError
from nukki.core.options import Options
from nukki.core.values import Cutout
from nukki.rembg import new_session, remove
from nukki.rembg.matting import DEFAULT_VARIANT, weight_file
from nukki.server.body import Fields
from nukki.server.calling import calling
from nukki.server.faults import ApiError
from nukki.server.networks import check_networks
from nukki.server.rembg.pages import GET_PAGE, POST_PAGE
from nukki.server.rembg.parameters import Wish, read_wish
from nukki.server.service import Service
from nukki.server.sources import Names
from nukki.server.work import in_thread
from nukki.server.working import worked
from nukki.stages.watermark import marked

router = APIRouter(prefix="/api", tags=["rembg"])

SOURCE = Names("file", "", "url", "invalid_url", "failed_download")


@router.get("/remove", **GET_PAGE)
async def remove_from_url(request: Request) -> Response:
    """Cut the subject out of the picture at an address."""
    return await _remove(request, Fields())


@router.post("/remove", **POST_PAGE)
async def remove_from_file(request: Request) -> Response:
    """Cut the subject out of a picture that is sent."""
    return await _remove(request, None)


async def _remove(request: Request, fields: Fields | None) -> Response:
    async with calling(request) as call:
        service = call.service
        found = await service.fields(request) if fields is None else fields
        wish = read_wish(found.texts, request.query_params)
        data = await _picture(service, found, request.query_params)
        model = wish.model or service.settings.model
        await in_thread(_check, service, model, wish)
        task = partial(_cut, data, model, wish, marks=call.account.sandbox)
        result = await worked(call, data, task)
    return Response(result, media_type="image/png")


def _check(service: Service, model: str, wish: Wish) -> None:
    """A caller's model must be here, and so must ViTMatte where it is asked for."""
    check_networks(Options(model=model), any_model=service.settings.any_model)
    if not wish.needs_vitmatte or service.settings.any_model:
        return
    try:
        weights.locate(weight_file(DEFAULT_VARIANT), offline=True)
    except WeightsError as error:
        raise ApiError(
            400, "model_not_available", "Model not available", "ViTMatte is not on this server"
        ) from error


async def _picture(service: Service, fields: Fields, query: Mapping[str, str]) -> bytes:
    if SOURCE.file in fields.files:
        data = fields.files[SOURCE.file]
        if len(data) > service.settings.max_file_bytes:
            limit = service.settings.max_upload_mb
            raise ApiError(413, "file_too_large", "File too large", f"File exceeds {limit:g}MB")
        return data
    url = fields.get(SOURCE.url) or query.get(SOURCE.url)
    if url:
        return await service.sources.fetch(url, SOURCE)
    raise ApiError(422, "missing", "file", "Field required: a picture as file, or its url")


def _cut(data: bytes, model: str, wish: Wish, *, marks: bool) -> bytes:
    """A PNG file, as `nukki.rembg.remove` gives it; a mask, or a cut-out."""
    session = new_session(model)
    arguments: dict[str, Any] = dict(wish.arguments)
    result = cast(bytes, remove(data, session=session, force_return_bytes=True, **arguments))
    return _marked(result) if marks else result


def _marked(data: bytes) -> bytes:
    image = codecs.read(data)
    own = image.unit_alpha()
    alpha = np.ones(image.size_hw, np.float32) if own is None else own
    return codecs.write(marked(Cutout(image.pixels, alpha, image)), "png", quality=Options.quality)
