"""``/v1.0/removebg``, ``/v1.0/account`` and ``/v1.0/improve``."""

from __future__ import annotations

import uuid
from decimal import Decimal
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nukki.server.body import Fields
from nukki.server.calling import calling
from nukki.server.charging import charging
from nukki.server.faults import JSON
from nukki.server.removebg.credits import PREVIEW, Charge, charge_for
from nukki.server.removebg.cut import Result, cut
from nukki.server.removebg.improve import check_daily
from nukki.server.removebg.input import Input, check_region, look
from nukki.server.removebg.pages import ACCOUNT_PAGE, IMPROVE_PAGE, REMOVEBG_PAGE
from nukki.server.removebg.parameters import CutRequest, read_request
from nukki.server.removebg.reply import account_body, answer
from nukki.server.service import Call, Service, service_of
from nukki.server.sources import BACKGROUND
from nukki.server.work import in_thread

router = APIRouter(prefix="/v1.0", tags=["remove.bg"])


@router.post("/removebg", **REMOVEBG_PAGE)
async def removebg(request: Request) -> Response:
    """Cut the subject out of one picture."""
    async with calling(request) as call:
        service = call.service
        fields = await service.fields(request)
        service.sources.check(fields)
        asked = read_request(fields)
        call.size = asked["size"]
        data = await service.sources.image(fields)
        background = await _background(service, asked, fields)
        picture = await in_thread(look, data, max_megapixels=service.settings.max_megapixels)
        check_region(asked, picture.size_hw)
        await call.spend(picture.megapixels)
        result, credits = await _worked(call, asked, picture, background)
        call.kind = result.kind
        return answer(request, result, charged=credits, rate=call.rate, level=asked["type_level"])


async def _worked(
    call: Call, asked: CutRequest, picture: Input, background: bytes | None
) -> tuple[Result, Decimal]:
    """The result, and what it cost."""
    async with charging(call, *_charges(asked, picture)) as charged:
        task = partial(
            cut,
            asked,
            picture,
            charged.charge,
            base=call.service.options,
            kinds=call.service.kinds,
            background=background,
            watermark=call.account.sandbox,
        )
        result = await call.service.work.run(task, until=call.until)
        return result, await charged.commit()


def _charges(asked: CutRequest, picture: Input) -> tuple[Charge, ...]:
    """What the result may be; ``auto`` takes a preview when there are no credits for more."""
    best = charge_for(asked["size"], input_mp=picture.megapixels, format_name=asked.likely_format)
    return (best, PREVIEW) if asked["size"] == "auto" and best.kind == "full" else (best,)


async def _background(service: Service, asked: CutRequest, fields: Fields) -> bytes | None:
    if not asked.background:
        return None
    if asked.background in fields.files:
        return fields.files[asked.background]
    return await service.sources.fetch(fields.texts[asked.background], BACKGROUND)


@router.get("/account", **ACCOUNT_PAGE)
async def account(request: Request) -> JSONResponse:
    """What is left of the account's credits."""
    service = service_of(request)
    asking = await service.admit(request, scope="account")
    balance = await in_thread(service.gate.balance, asking)
    return JSONResponse(account_body(balance), media_type=JSON)


@router.post("/improve", **IMPROVE_PAGE)
async def improve(request: Request) -> JSONResponse:
    """Take a picture whose result was not good. Nothing of it is kept here."""
    service = service_of(request)
    asking = await service.admit(request)
    async with service.work.enter():
        fields = await service.fields(request)
        service.sources.check(fields)
        data = await service.sources.image(fields)
        await in_thread(look, data, max_megapixels=service.settings.max_megapixels)
        check_daily(request.app.state, asking.id, service.clock())
    return JSONResponse({"id": str(uuid.uuid4())}, media_type=JSON)
