"""``POST /v2/composites``: a photo and a finished matte in, the picture out; no network runs."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nukki import codecs
from nukki.core.errors import UnknownNameError
from nukki.core.options import DEFAULT_FORMAT, Options
from nukki.pipeline import build
from nukki.server import asked, recipes
from nukki.server.body import Fields
from nukki.server.calling import calling
from nukki.server.service import Service
from nukki.server.sources import IMAGE
from nukki.server.v2.cut import Product
from nukki.server.v2.mattes import whole_or
from nukki.server.v2.pages import COMPOSITE_PAGE, FINISHING
from nukki.server.v2.products import composed_by
from nukki.server.v2.routes import BACKGROUND, answer, answer_all, background_of, key_of
from nukki.server.working import counted
from nukki.stages.watermark import marked

router = APIRouter(prefix="/v2", tags=["nukki"])

MATTE = "matte_file"


@router.post("/composites", **COMPOSITE_PAGE)
async def make_composite(request: Request) -> Response:
    """Lay a photo with a finished matte over a background, crop it, and write it."""
    async with calling(request) as call:
        service = call.service
        fields = await service.fields(request)
        service.sources.check(fields)
        chosen = await _chosen(service, fields)
        written = service.recipes.find(fields)
        data = await service.sources.image(fields)
        await counted(call, data)  # and no more: what costs is finding the subject
        matte, sandbox = fields.files.get(MATTE), call.account.sandbox
        if written is not None:
            recipe = written.made(service.options, chosen)
            key = key_of(fields)
            making = partial(composed_by, data, matte, recipe, key=key, sandbox=sandbox)
            outputs = await service.work.run(making, until=call.until)
            return answer_all(request, call, outputs, recipe=written.name)
        options = asked.apply(chosen, service.options)
        task = partial(compose, data, matte, options, sandbox=sandbox)
        product = await service.work.run(task, until=call.until)
    return answer(request, call, product)


async def _chosen(service: Service, fields: Fields) -> dict[str, Any]:
    """Values by option."""
    besides = (
        IMAGE.file, IMAGE.base64, IMAGE.url, BACKGROUND.file, BACKGROUND.url, MATTE,
        *recipes.FIELDS,
    )  # fmt: skip
    for name in fields.texts:
        if name not in FINISHING and name not in besides:
            raise UnknownNameError("option", name, FINISHING)
    chosen = asked.chosen(fields.texts, besides=besides)
    background = await background_of(service, fields)
    return chosen if background is None else {**chosen, "background": background}


def compose(data: bytes, matte: bytes | None, options: Options, *, sandbox: bool) -> Product:
    """The finished picture.

    Args:
        data: The photo's file.
        matte: A grey picture's file, white where the subject is; None keeps all of the photo.
        options: What is done with it.
        sandbox: Mark the result.

    Raises:
        InputError: A picture cannot be used.
        EncodeError: The format cannot hold the result.
    """
    limit = options.max_megapixels
    photo = codecs.read(data, max_megapixels=limit)
    found = whole_or(matte, photo, max_megapixels=limit)
    remover = build(options)
    chosen = codecs.output_format(options.format or DEFAULT_FORMAT)
    cutout = remover.corrected(photo, found, layered=chosen.layered and not sandbox)
    if sandbox:
        cutout = marked(cutout)
    return Product(
        remover.encode(cutout, chosen.name),
        chosen.name,
        cutout.size_hw,
        cutout.confidence,
        cutout.notes,
    )
