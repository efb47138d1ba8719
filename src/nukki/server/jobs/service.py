"""Jobs as the routes see them, and as the durable-execution engine does."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from nukki.core.errors import OptionError
from nukki.outlets import Maker, Recipe
from nukki.pipeline import build
from nukki.server import asked
from nukki.server.accounts import users
from nukki.server.accounts.gate import Account, Clock, RateLimitedError, RateState
from nukki.server.accounts.web import iso
from nukki.server.faults import ApiError
from nukki.server.jobs import store, telling, webhooks
from nukki.server.jobs.cutting import PRICE, Bench
from nukki.server.jobs.durable import Durable
from nukki.server.jobs.items import OPEN
from nukki.server.jobs.orders import Order, OrderLimits
from nukki.server.jobs.storage import Storage
from nukki.server.jobs.store import NewJob, Price
from nukki.server.networks import check_networks
from nukki.server.recipes import Recipes, WrittenRecipe


@dataclass(frozen=True)
class JobSettings:
    """How jobs run.

    Attributes:
        limits: Of one order.
        max_open: Pictures of one account that wait or are worked on.
        retention_s: Everything of a job is deleted this long after it has ended.
        charges: There are accounts with credits, and secrets to sign webhooks with.
        webhook_delays_s: Before each try.
        any_model: Callers may name models that must first be fetched.
        loopback: Webhooks may go to this machine itself, for tests.
    """

    limits: OrderLimits
    max_open: int = 5000
    retention_s: float = 3600.0
    charges: bool = True
    webhook_delays_s: Sequence[float] = field(default=webhooks.DELAYS_S)
    any_model: bool = False
    loopback: bool = False


@dataclass(frozen=True)
class Jobs:
    """All that there is to jobs in one process.

    Attributes:
        engine: The database.
        storage: Pictures.
        bench: Where they are worked on.
        durable: What sees to it that they are, whatever happens.
        settings: How.
        clock: Unix seconds.
        recipes: Finds recipes.
    """

    engine: Engine
    storage: Storage
    bench: Bench
    durable: Durable
    settings: JobSettings
    clock: Clock
    recipes: Recipes

    def new_order(self, *, items: int | None = None) -> Order:
        """An order to be read from a request; its id cannot be guessed."""
        limits = self.settings.limits
        most = limits.items if items is None else items
        own = OrderLimits(most, limits.file_bytes, limits.total_bytes, limits.field_bytes)
        return Order(secrets.token_hex(16), self.storage, own, self.recipes)

    def submit(self, account: Account, order: Order, *, kind: str) -> None:
        """Make a job of an order, with credits put aside for all of its pictures.

        Raises:
            InsufficientCreditsError: There are not enough for all of them.
            RateLimitedError: The account has too much under way.
            OptionError: The options do not go together.
        """
        self._check_options(order)
        self._check_room(account, len(order.items))
        if order.webhook_url is not None and not self.settings.charges:
            raise OptionError("webhook_url: webhooks are signed with an account's secret, and "
                              "this server runs without accounts")  # fmt: skip
        price = self._price(account.sandbox)
        new = NewJob(
            order.job_id, account, kind, order.options,
            None if order.recipe is None else vars(order.recipe),
            order.webhook_url, order.items, price,
        )  # fmt: skip
        store.create(self.engine, new, now=self.clock())
        self.durable.open_job(order.job_id, 0)

    def recipe_of(self, job: Any) -> Recipe | None:
        """The recipe of a job; None where each picture has one result."""
        if job.recipe is None:
            return None
        return WrittenRecipe(**job.recipe).made(self.bench.base, job.options)

    def drop(self, order: Order) -> None:
        """Delete the pictures of an order that did not become a job."""
        self.storage.remove_tree(order.job_id)

    def find(self, account: Account, job_id: str, *, kind: str) -> Any:
        """The account's job.

        Raises:
            ApiError: 404, there is none; 410, it has been deleted.
        """
        job = store.find(self.engine, job_id, account.id)
        if job is None or job.kind != kind:
            raise ApiError(404, "not_found", "No such job", f"this account has no {kind} {job_id}")
        if job.expired_at is not None:
            raise ApiError(410, "expired", "Deleted", "its pictures and results have been deleted")
        return job

    def cancel(self, job_id: str) -> None:
        """Give up what is open; what is not done is not charged."""
        store.cancel(self.engine, job_id, now=self.clock())

    def retry(self, job: Any) -> None:
        """Work again on what failed or was cancelled.

        Raises:
            InsufficientCreditsError: There are not enough credits for all of it.
            ApiError: 409, there is nothing to retry.
        """
        price = self._price(job.sandbox)
        if not store.retry(self.engine, job.id, price, now=self.clock()):
            raise ApiError(409, "nothing_to_retry", "Nothing to retry", "nothing of it failed")
        self.durable.open_job(job.id, job.round + 1)

    def remove(self, job_id: str) -> None:
        """Give up what is open, and delete everything of a job."""
        self.cancel(job_id)
        store.expire(self.engine, job_id, now=self.clock())
        self.storage.remove_tree(job_id)

    # What the engine's workflows call:

    def open_items(self, job_id: str) -> list[tuple[int, int]]:
        """Numbers and attempts of the pictures that are to be worked on."""
        rows = store.list_items(self.engine, job_id)
        return [(row.number, row.attempt) for row in rows if row.state in OPEN]

    def work_on(self, job_id: str, number: int, attempt: int) -> None:
        """Settle a picture."""
        self.bench.work_on(job_id, number, attempt)

    def close(self, job_id: str) -> int | None:
        """The round that has ended, when the job is finished and someone wants to know."""
        store.close(self.engine, job_id, now=self.clock())
        job = store.find(self.engine, job_id)
        if job is None or job.finished_at is None or job.webhook_url is None:
            return None
        ended: int = job.round
        return ended

    def webhook_delays_s(self) -> list[float]:
        """How long to wait before each try."""
        return list(self.settings.webhook_delays_s)

    def tell(self, job_id: str, round: int) -> bool:
        """Send the webhook once; whether there is nothing left to do."""
        job = store.find(self.engine, job_id)
        if job is None or job.webhook_url is None:
            return True
        now = self.clock()
        summary = telling.summary(job, store.counts(self.engine, job_id), self.settings.retention_s)
        message = webhooks.make_message(
            f"msg_{job_id}_{round}", job.webhook_url, f"{job.kind}.finished",
            iso(now) or "", summary,
        )  # fmt: skip
        known = users.webhook_secrets(self.engine, job.user_id)
        return webhooks.deliver(message, known, now=now, loopback=self.settings.loopback)

    def _check_options(self, order: Order) -> None:
        """What is wrong with what was chosen is told before anything is kept."""
        if order.recipe is not None:
            recipe = order.recipe.made(self.bench.base, order.options)
            Maker(recipe)
            options = recipe.look
        else:
            options = asked.apply(order.options, self.bench.base)
            build(options)
        check_networks(options, any_model=self.settings.any_model)

    def _price(self, sandbox: bool) -> Price | None:
        return PRICE if self.settings.charges and not sandbox else None

    def _check_room(self, account: Account, n_items: int) -> None:
        most = self.settings.max_open
        open_now = store.open_items_of(self.engine, account.id)
        if open_now + n_items <= most:
            return
        state = RateState(most, max(0, most - open_now), int(self.clock()) + 60)
        raise RateLimitedError(
            f"expected at most {most} pictures under way at once, and {open_now} are; "
            "wait until some are done",
            state=state,
            retry_after_s=60,
        )
