"""``POST /v2/cutouts`` and ``POST /v2/mattes``: one picture in, one or several out, at once."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nukki import codecs
from nukki.core.values import Image
from nukki.outlets import Recipe
from nukki.server import asked, recipes
from nukki.server.body import Fields
from nukki.server.calling import calling
from nukki.server.jobs.archive import write_archive
from nukki.server.jobs.names import attachment
from nukki.server.networks import check_networks
from nukki.server.recipes import WrittenRecipe
from nukki.server.removebg.credits import shown
from nukki.server.removebg.reply import rate_headers, wants_json
from nukki.server.service import Call, Service
from nukki.server.sources import IMAGE, Names
from nukki.server.v2.cut import Product, cut, frames_of
from nukki.server.v2.pages import CUTOUT_PAGE, MATTE_PAGE
from nukki.server.v2.products import Output, body_of, cut_by, cut_each, frames_by
from nukki.server.work import in_thread
from nukki.server.working import worked

router = APIRouter(prefix="/v2", tags=["nukki"])

BACKGROUND = Names(
    "background_file",
    "",
    "background_url",
    "invalid_background_url",
    "failed_background_download",
    "background",
)
START = Names("start_file", "start_b64", "", "", "", "mask")
"""A mask to start from."""

_SOURCES = (
    IMAGE.file, IMAGE.base64, IMAGE.url, BACKGROUND.file, BACKGROUND.url, START.file, START.base64,
)  # fmt: skip


@router.post("/cutouts", **CUTOUT_PAGE)
async def make_cutout(request: Request) -> Response:
    """Cut the subject out of a picture, with the library's options or by a recipe."""
    async with calling(request) as call:
        service = call.service
        fields = await service.fields(request)
        service.sources.check(fields)
        written = service.recipes.find(fields)
        if written is None:
            return await _make(request, call, fields, {})
        return await _make_all(request, call, fields, written)


@router.post("/mattes", **MATTE_PAGE)
async def make_matte(request: Request) -> Response:
    """The matte of a picture, as a grey picture."""
    async with calling(request) as call:
        fields = await call.service.fields(request)
        call.service.sources.check(fields)
        return await _make(request, call, fields, {"matte_only": True})


async def _make(request: Request, call: Call, fields: Fields, fixed: Mapping[str, Any]) -> Response:
    """One result; or one for each thing, where they are asked for one by one."""
    service, sandbox = call.service, call.account.sandbox
    chosen = await _chosen(service, fields) | dict(fixed)
    options = asked.apply(chosen, service.options)
    await in_thread(check_networks, options, any_model=service.settings.any_model)
    data = await service.sources.image(fields)
    if options.selection.separate:
        each = partial(cut_each, data, options, key=key_of(fields), sandbox=sandbox)
        return answer_all(request, call, await worked(call, data, each))
    task = partial(cut, data, options, sandbox=sandbox)
    frames = await in_thread(frames_of, data, options, sandbox=sandbox)
    return answer(request, call, await worked(call, data, task, frames=frames))


async def _make_all(
    request: Request, call: Call, fields: Fields, written: WrittenRecipe
) -> Response:
    """The outputs of a recipe."""
    service, sandbox = call.service, call.account.sandbox
    chosen = await _chosen(service, fields, besides=recipes.FIELDS)
    recipe: Recipe = written.made(service.options, chosen)
    await in_thread(check_networks, recipe.look, any_model=service.settings.any_model)
    data = await service.sources.image(fields)
    task = partial(cut_by, data, recipe, key=key_of(fields), sandbox=sandbox)
    frames = await in_thread(frames_by, data, recipe, sandbox=sandbox)
    outputs = await worked(call, data, task, frames=frames)
    return answer_all(request, call, outputs, recipe=written.name)


async def _chosen(
    service: Service, fields: Fields, *, besides: Sequence[str] = ()
) -> dict[str, Any]:
    """Values by option, with the pictures that a request brought for some."""
    chosen = asked.chosen(fields.texts, besides=(*_SOURCES, *besides))
    limit = service.settings.max_megapixels
    if (mask := await service.sources.part(fields, START)) is not None:
        chosen["start"] = await in_thread(codecs.read, mask, max_megapixels=limit)
    background = await background_of(service, fields)
    return chosen if background is None else {**chosen, "background": background}


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


def key_of(fields: Fields) -> str:
    """What the picture of a request is called, for the names of several results."""
    url = (fields.get(IMAGE.url) or "").partition("?")[0].rstrip("/")
    return fields.names.get(IMAGE.file) or url.rpartition("/")[2] or "photo"


def answer(request: Request, call: Call, product: Product) -> Response:
    """The file itself, or JSON that holds it."""
    headers = _headers(call, product, product.notes)
    if wants_json(request):
        return JSONResponse(_body(product), headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="cutout{product.suffix}"'
    return Response(product.data, headers=headers, media_type=product.media_type)


def answer_all(
    request: Request, call: Call, outputs: Sequence[Output], *, recipe: str = ""
) -> Response:
    """A ZIP of the files, the file itself where there is one, or JSON that holds all."""
    least = min(outputs, key=lambda one: one.product.confidence).product
    headers = _headers(call, outputs[0].product, _notes(outputs))
    headers |= _sureness(least)
    if wants_json(request):
        return JSONResponse({"recipe": recipe or None, **body_of(outputs)}, headers=headers)
    if len(outputs) == 1:
        (one,) = outputs
        headers["Content-Disposition"] = attachment(one.file.rpartition("/")[2])
        return Response(one.product.data, headers=headers, media_type=one.product.media_type)
    files = [(one.file, partial(iter, (one.product.data,))) for one in outputs]
    headers["Content-Disposition"] = attachment(f"{recipe or 'things'}.zip")
    data = b"".join(write_archive(files))
    return Response(data, headers=headers, media_type="application/zip")


def _headers(call: Call, product: Product, notes: Sequence[str]) -> dict[str, str]:
    height, width = product.size_hw
    headers = {
        "X-Width": str(width),
        "X-Height": str(height),
        **_sureness(product),
        "X-Credits-Charged": shown(call.credits),
    }
    if notes:
        headers["X-Notes"] = (
            "; ".join(notes).translate(_PLAIN).encode("latin-1", "replace").decode("latin-1")
        )
    return headers | (rate_headers(call.rate) if call.rate else {})


_PLAIN = str.maketrans({"≥": ">=", "≤": "<=", "–": "-"})
"""Headers are in Latin-1."""


def _sureness(product: Product) -> dict[str, str]:
    return {
        "X-Confidence": f"{product.confidence:.3f}",
        "X-Review": "true" if product.review else "false",
    }


def _notes(outputs: Sequence[Output]) -> list[str]:
    """What is to be said of each, and the rules that it breaks."""
    notes = list(dict.fromkeys(note for one in outputs for note in one.product.notes))
    for one in outputs:
        rules = ", ".join(finding.rule for finding in one.wrong)
        if one.outlet and rules:
            notes.append(f"{one.name}: {one.outlet.name} would refuse it: {rules}")
    return notes


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
