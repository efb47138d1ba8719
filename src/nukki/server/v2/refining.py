"""``POST /v2/refine``: a photo, its matte and a person's strokes in, the corrected matte out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nukki import codecs
from nukki.core.arrays import check_same_size
from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.options import DEFAULT_FORMAT, Options
from nukki.core.strokes import Stroke, read_strokes
from nukki.ops.watermark import watermarked
from nukki.server.body import Fields, decode_base64
from nukki.server.charging import recorded
from nukki.server.faults import ApiError
from nukki.server.service import Call, service_of
from nukki.server.sources import IMAGE
from nukki.server.v2.cut import Product
from nukki.server.v2.refine_page import REFINE_PAGE, RESULTS
from nukki.server.v2.routes import answer
from nukki.server.working import counted
from nukki.stages.correct import correct, cut_by, matte_of

router = APIRouter(prefix="/v2", tags=["nukki"])

MATTE_FILE, MATTE_BASE64 = "matte_file", "matte_b64"
FIELDS = ("strokes", "result", "format")
SOURCES = (IMAGE.file, IMAGE.base64, IMAGE.url, MATTE_FILE, MATTE_BASE64)


@dataclass(frozen=True)
class Correction:
    """What a request asks for.

    Attributes:
        strokes: In pixels of the photo, upright.
        matte: Its file.
        matte_only: The corrected matte is wanted, not the cut-out.
        format: Registry name of the result's format.
    """

    strokes: tuple[Stroke, ...]
    matte: bytes
    matte_only: bool
    format: str


@router.post("/refine", **REFINE_PAGE)
async def refine(request: Request) -> Response:
    """Correct a matte by strokes; no network runs, and no credits are taken."""
    service = service_of(request)
    until = service.deadline()
    account = await service.admit(request)
    async with service.work.enter():
        call = Call(service, request, account)
        async with recorded(call):
            fields = await service.fields(request)
            service.sources.check(fields)
            asked = read_correction(fields)
            data = await service.sources.image(fields)
            await counted(call, data)
            limit = service.settings.max_megapixels
            task = partial(corrected, data, asked, max_mp=limit, sandbox=account.sandbox)
            product = await service.work.run(task, until=until)
        return answer(request, call, product)


def read_correction(fields: Fields) -> Correction:
    """What the fields of a request ask for, besides the photo.

    Raises:
        OptionError: A field is unknown, or outside its grammar.
        ApiError: There is no matte.
    """
    for name in fields.texts:
        if name not in FIELDS and name not in SOURCES:
            raise UnknownNameError("field", name, FIELDS)
    text = fields.get("strokes")
    if text is None:
        raise OptionError("strokes: expected a JSON list of strokes, got nothing")
    result = fields.get("result") or RESULTS[0]
    if result not in RESULTS:
        raise UnknownNameError("result", result, RESULTS)
    chosen = codecs.output_format(fields.get("format") or DEFAULT_FORMAT)
    return Correction(read_strokes(text), _matte(fields), result == "matte", chosen.name)


def _matte(fields: Fields) -> bytes:
    if MATTE_FILE in fields.files:
        return fields.files[MATTE_FILE]
    text = fields.get(MATTE_BASE64)
    if text is None:
        detail = f"Send the present matte as the file part {MATTE_FILE}, or as {MATTE_BASE64}."
        raise ApiError(400, "missing_matte", "No matte given", detail)
    try:
        return decode_base64(text)
    except ValueError as error:
        detail = f"{MATTE_BASE64} is not base64"
        raise ApiError(400, "failed_to_read_matte", "The matte cannot be read", detail) from error


def corrected(data: bytes, asked: Correction, *, max_mp: int, sandbox: bool) -> Product:
    """The result's file; a sandbox key's cut-out is marked.

    Raises:
        InputError: A picture cannot be used, or their sizes differ.
        EncodeError: The format cannot hold the result.
    """
    image = codecs.read(data, max_megapixels=max_mp)
    alpha = matte_of(codecs.read(asked.matte, max_megapixels=max_mp))
    check_same_size(alpha, image.pixels, what="matte")
    cutout = correct(cut_by(image, alpha), asked.strokes)
    if sandbox and not asked.matte_only:
        foreground, marked = watermarked(cutout.foreground, cutout.alpha)
        cutout = replace(cutout, foreground=foreground, alpha=marked)
    encoded = codecs.write(
        cutout, asked.format, quality=Options.quality, matte_only=asked.matte_only
    )
    return Product(encoded, asked.format, cutout.size_hw, cutout.confidence, cutout.notes)
