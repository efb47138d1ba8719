"""What the durable-execution engine runs: ids in, nothing out; all else is in the database.

    open_job ──▶ cut_item × n ──▶ the last one to end: tell_webhook

DBOS Transact writes down which workflow has got how far, and runs those that a killed process left
again, from the step they were in. Every step may therefore be run twice, and says in the database
what it did in the transaction that did it.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

from dbos import DBOS, SetWorkflowID

PICTURES, WEBHOOKS = "nukki-pictures", "nukki-webhooks"
"""Queues."""

RETRYING = partial(DBOS.step, retries_allowed=True, max_attempts=6, interval_seconds=0.5)
"""A step whose failures are the database's: six tries, half a second to sixteen apart."""


class Desk(Protocol):
    """Who does the work; see `service.Jobs`."""

    def open_items(self, job_id: str) -> list[tuple[int, int]]:
        """Numbers and attempts of the pictures that are to be worked on."""

    def work_on(self, job_id: str, number: int, attempt: int) -> None:
        """Settle a picture."""

    def close(self, job_id: str) -> int | None:
        """The round that has ended, when the job is finished and someone wants to know."""

    def webhook_delays_s(self) -> list[float]:
        """How long to wait before each try."""

    def tell(self, job_id: str, round: int) -> bool:
        """Send the webhook once; whether there is nothing left to do."""


_desks: list[Desk] = []
"""The desk of this process: the engine finds workflows by name and cannot hand them anything."""


def take_desk(desk: Desk | None) -> None:
    """Say who does the work in this process; None is nobody."""
    _desks[:] = [] if desk is None else [desk]


def _desk() -> Desk:
    return _desks[0]


@DBOS.workflow(name="nukki.open_job")
def open_job(job_id: str) -> None:
    """Let each of a job's pictures wait for its turn."""
    for number, attempt in _open_items(job_id):
        with SetWorkflowID(f"{job_id}.{number}.{attempt}"):
            DBOS.enqueue_workflow(PICTURES, cut_item, job_id, number, attempt)
    _call_webhook(job_id)


@DBOS.workflow(name="nukki.cut_item")
def cut_item(job_id: str, number: int, attempt: int) -> None:
    """Work on one picture; after the last one, tell."""
    _work_on(job_id, number, attempt)
    _call_webhook(job_id)


@DBOS.workflow(name="nukki.tell_webhook")
def tell_webhook(job_id: str, round: int) -> bool:
    """Try until the receiver has it; whether it has."""
    for delay_s in _webhook_delays_s():
        if delay_s:
            DBOS.sleep(delay_s)
        if _tell(job_id, round):
            return True
    return False


def _call_webhook(job_id: str) -> None:
    """The same id for whoever comes here: it is told once."""
    round = _close(job_id)
    if round is not None:
        with SetWorkflowID(f"{job_id}.told.{round}"):
            DBOS.enqueue_workflow(WEBHOOKS, tell_webhook, job_id, round)


@RETRYING(name="nukki.open_items")
def _open_items(job_id: str) -> list[tuple[int, int]]:
    return _desk().open_items(job_id)


@RETRYING(name="nukki.work_on")
def _work_on(job_id: str, number: int, attempt: int) -> None:
    _desk().work_on(job_id, number, attempt)


@RETRYING(name="nukki.close")
def _close(job_id: str) -> int | None:
    return _desk().close(job_id)


@DBOS.step(name="nukki.webhook_delays")
def _webhook_delays_s() -> list[float]:
    return _desk().webhook_delays_s()


@RETRYING(name="nukki.tell")
def _tell(job_id: str, round: int) -> bool:
    return _desk().tell(job_id, round)
