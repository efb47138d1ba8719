"""What the doors of one application share."""

from __future__ import annotations

import math
import time
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal

from starlette.requests import Request

from nukki.core.options import Options
from nukki.server.accounts.gate import Account, Clock, Gate, RateState, Scope, Usage
from nukki.server.body import Fields, read_fields
from nukki.server.callers import address_of
from nukki.server.edge import route_of
from nukki.server.metrics import Metrics
from nukki.server.recipes import Recipes
from nukki.server.removebg.kinds import Kinds
from nukki.server.settings import ServerSettings
from nukki.server.sources import Sources
from nukki.server.work import Work, in_thread


@dataclass(frozen=True)
class Service:
    """The parts of a running server.

    Attributes:
        settings: What it was told.
        gate: Accounts.
        work: The queue and its workers.
        sources: Finds pictures in requests.
        recipes: Finds recipes in them.
        kinds: Tells what a foreground is.
        metrics: What is counted.
        clock: Unix seconds.
    """

    settings: ServerSettings
    gate: Gate
    work: Work
    sources: Sources
    recipes: Recipes
    kinds: Kinds
    metrics: Metrics
    clock: Clock

    @property
    def options(self) -> Options:
        """What holds for pictures of callers who ask for nothing else."""
        return self.settings.options

    async def admit(self, request: Request, *, scope: Scope = "cut") -> Account:
        """Who is asking; raises as `Gate.admit` does."""
        account = await in_thread(
            self.gate.admit, request.headers, scope=scope, address=address_of(request)
        )
        request.state.facts = {"account": account.id}
        return account

    async def fields(self, request: Request) -> Fields:
        """The fields of a request's body."""
        return await read_fields(request, max_field_bytes=self.settings.max_field_bytes)

    def deadline(self) -> float:
        """When a request that comes now is given up, on the clock of `time.monotonic`."""
        return time.monotonic() + self.settings.deadline_s


@dataclass
class Call:
    """One call of an account, from its admission to its place in the history.

    Attributes:
        service: Where it is made.
        request: The request.
        account: Who makes it.
        until: When it is given up, on the clock of `time.monotonic`.
        size: What was asked for, for the history.
        megapixels: Of the input.
        kind: What was found.
    """

    service: Service
    request: Request
    account: Account
    _: KW_ONLY
    until: float = math.inf
    size: str = ""
    megapixels: float = 0.0
    kind: str = ""
    credits: Decimal = Decimal(0)
    rate: RateState | None = None

    def __post_init__(self) -> None:
        self._started = time.monotonic()

    async def spend(self, megapixels: float) -> None:
        """Count the picture against the account's minute; raises as `Gate.spend_rate` does."""
        self.megapixels = megapixels
        self.rate = await in_thread(self.service.gate.spend_rate, self.account, megapixels)

    async def record(self, status: int) -> None:
        """Put it into the account's history."""
        usage = Usage(
            request_id=self.request.state.request_id,
            door=route_of(self.request.scope),
            status=status,
            credits=self.credits,
            megapixels=self.megapixels,
            size=self.size,
            kind=self.kind,
            duration_s=time.monotonic() - self._started,
        )
        self.service.metrics.credits.inc(float(self.credits))
        await in_thread(self.service.gate.record, self.account, usage)


def service_of(request: Request) -> Service:
    """The service of the application that a request came to."""
    found: Service = request.app.state.service
    return found
