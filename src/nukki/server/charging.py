"""Credits put aside for one piece of work: charged when it succeeds, else given back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal

import anyio
from starlette.exceptions import HTTPException

from nukki.core.errors import NukkiError
from nukki.server.accounts.gate import InsufficientCreditsError, Reservation
from nukki.server.faults import fault_of
from nukki.server.removebg.credits import Charge
from nukki.server.service import Call
from nukki.server.work import in_thread


@dataclass
class Charged:
    """What was put aside.

    Attributes:
        charge: What the result may be: the first of the charges that the account can pay.
    """

    charge: Charge
    _call: Call
    _held: Reservation
    _settled: bool = field(default=False)

    async def commit(self) -> Decimal:
        """Charge it; what was charged."""
        self._settled = True
        self._call.credits = await in_thread(self._held.commit)
        return self._call.credits


@asynccontextmanager
async def charging(call: Call, *charges: Charge) -> AsyncIterator[Charged]:
    """Put the first of the charges aside that the account can pay; refund unless committed.

    Raises:
        InsufficientCreditsError: It can pay none of them.
    """
    charged = await _reserve(call, charges)
    try:
        yield charged
    finally:
        if not charged._settled:
            with anyio.CancelScope(shield=True):  # a client that went away pays nothing either
                await in_thread(charged._held.refund)


async def _reserve(call: Call, charges: tuple[Charge, ...]) -> Charged:
    *better, last = charges
    for charge in better:
        try:
            return await _held(call, charge)
        except InsufficientCreditsError:
            continue
    return await _held(call, last)


async def _held(call: Call, charge: Charge) -> Charged:
    gate = call.service.gate
    held = await in_thread(gate.reserve, call.account, charge.credits, kind=charge.kind)
    return Charged(charge, call, held)


@asynccontextmanager
async def recorded(call: Call) -> AsyncIterator[None]:
    """Put the call into the account's history, whatever becomes of it."""
    status = 500
    try:
        yield
        status = 200
    except (NukkiError, HTTPException) as error:
        status = fault_of(error).http_status
        raise
    finally:
        with anyio.CancelScope(shield=True):
            await call.record(status)
