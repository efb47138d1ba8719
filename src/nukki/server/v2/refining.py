"""``POST /v2/refine``: a matte in, and out as a person corrected it by strokes or by pointing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nukki import codecs
from nukki.core.arrays import check_same_size
from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.options import DEFAULT_FORMAT, Options
from nukki.core.pointing import Guidance
from nukki.core.prompts import read_prompt
from nukki.core.strokes import read_strokes
from nukki.core.values import Cutout
from nukki.pipeline.objects import object_finder
from nukki.server.body import Fields, decode_base64
from nukki.server.calling import calling
from nukki.server.faults import ApiError
from nukki.server.sources import IMAGE
from nukki.server.v2.cut import Product
from nukki.server.v2.refine_page import REFINE_PAGE, RESULTS
from nukki.server.v2.routes import answer
from nukki.server.working import counted
from nukki.stages.correct import by_hand, cut_by, matte_of
from nukki.stages.watermark import marked

router = APIRouter(prefix="/v2", tags=["nukki"])

MATTE_FILE, MATTE_BASE64 = "matte_file", "matte_b64"
FIELDS = ("object", "strokes", "result", "format")
FINDER = "X-Object-Finder"
"""Header that says what found the object."""

SOURCES = (IMAGE.file, IMAGE.base64, IMAGE.url, MATTE_FILE, MATTE_BASE64)


@dataclass(frozen=True)
class Correction:
    """What a request asks for.

    Attributes:
        guidance: What is pointed at and drawn, in pixels of the upright photo.
        matte: Its file.
        matte_only: The corrected matte is wanted, not the cut-out.
        format: Registry name of the result's format.
    """

    guidance: Guidance
    matte: bytes
    matte_only: bool
    format: str


@router.post("/refine", **REFINE_PAGE)
async def refine(request: Request) -> Response:
    """Correct a matte by strokes, or by an object that is pointed at; no credits are taken."""
    async with calling(request) as call:
        service = call.service
        fields = await service.fields(request)
        service.sources.check(fields)
        asked = read_correction(fields)
        data = await service.sources.image(fields)
        await counted(call, data)
        limit = service.settings.max_megapixels
        task = partial(corrected, data, asked, max_mp=limit, sandbox=call.account.sandbox)
        refined = await service.work.run(task, until=call.until)
    response = answer(request, call, refined.product)
    if refined.finder:
        response.headers[FINDER] = refined.finder
    return response


def read_correction(fields: Fields) -> Correction:
    """What the fields of a request ask for, besides the photo.

    Raises:
        OptionError: A field is unknown, or outside its grammar.
        ApiError: There is no matte.
    """
    for name in fields.texts:
        if name not in FIELDS and name not in SOURCES:
            raise UnknownNameError("field", name, FIELDS)
    strokes, pointed = fields.get("strokes"), fields.get("object")
    if strokes is None and pointed is None:
        raise OptionError("refine: expected strokes, a JSON list, or an object that is pointed at")
    result = fields.get("result") or RESULTS[0]
    if result not in RESULTS:
        raise UnknownNameError("result", result, RESULTS)
    chosen = codecs.output_format(fields.get("format") or DEFAULT_FORMAT)
    return Correction(
        Guidance(
            read_prompt(pointed) if pointed else None, read_strokes(strokes) if strokes else ()
        ),
        _matte(fields),
        result == "matte",
        chosen.name,
    )


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


@dataclass(frozen=True)
class Refined:
    """What came of a request.

    Attributes:
        product: The result's file.
        finder: What found the object that was pointed at, "" when none was.
    """

    product: Product
    finder: str


def corrected(data: bytes, asked: Correction, *, max_mp: int, sandbox: bool) -> Refined:
    """The result's file; a sandbox key's cut-out is marked.

    Raises:
        InputError: A picture cannot be used, or their sizes differ.
        EncodeError: The format cannot hold the result.
    """
    image = codecs.read(data, max_megapixels=max_mp)
    alpha = matte_of(codecs.read(asked.matte, max_megapixels=max_mp))
    check_same_size(alpha, image.pixels, what="matte")
    found = by_hand(image, alpha, asked.guidance, object_finder)
    # A matte needs no colours of the subject, which take most of the time on a large photo.
    cutout = (
        Cutout(image.pixels, found.alpha, image) if asked.matte_only else cut_by(image, found.alpha)
    )
    if sandbox and not asked.matte_only:
        cutout = marked(cutout)
    encoded = codecs.write(
        cutout, asked.format, quality=Options.quality, matte_only=asked.matte_only
    )
    product = Product(encoded, asked.format, cutout.size_hw, cutout.confidence, cutout.notes)
    return Refined(product, found.finder)
