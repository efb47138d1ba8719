"""One call of an account from end to end: let in, given a place, and put into the history."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request

from nukki.server.charging import recorded
from nukki.server.service import Call, service_of


@asynccontextmanager
async def calling(request: Request) -> AsyncIterator[Call]:
    """A call that may cut pictures, with a place in the queue; recorded whatever becomes of it.

    Raises:
        AuthFailedError: No valid key.
        ApiError: 503, there is no place.
    """
    service = service_of(request)
    until = service.deadline()
    account = await service.admit(request)
    async with service.work.enter():
        call = Call(service, request, account, until=until)
        async with recorded(call):
            yield call
