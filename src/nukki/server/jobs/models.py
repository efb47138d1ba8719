"""The tables of jobs.

    jobs ◀── job_items (in order) ◀── job_outputs (where a picture has several)
    replicas: who is alive

What is to be done and what was done is here; the durable-execution engine only sees ids. An item
is settled by one statement that looks at its state, so that work that is done twice after a crash
counts once.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from nukki.server.accounts.models import Base


class Job(Base):
    """A job (one picture) or a batch (many)."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    key_id: Mapped[str]
    kind: Mapped[str]
    sandbox: Mapped[bool]
    charged: Mapped[bool]
    options: Mapped[dict[str, Any]]
    recipe: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    webhook_url: Mapped[str | None]
    total: Mapped[int]
    round: Mapped[int]
    created_at: Mapped[float]
    finished_at: Mapped[float | None]
    expired_at: Mapped[float | None]

    __table_args__ = (Index(None, "user_id", "created_at"), Index(None, "finished_at"))


class Item(Base):
    """One picture of a job."""

    __tablename__ = "job_items"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    source_url: Mapped[str | None]
    state: Mapped[str]
    attempt: Mapped[int]
    starts: Mapped[int]
    hold_id: Mapped[str | None]
    settled_at: Mapped[float | None]
    error_code: Mapped[str | None]
    error_title: Mapped[str | None]
    error_detail: Mapped[str | None]
    suffix: Mapped[str | None]
    media_type: Mapped[str | None]
    result_bytes: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    megapixels: Mapped[float | None]
    credits_milli: Mapped[int]

    __table_args__ = (Index(None, "state"),)


class Output(Base):
    """One of several results of a picture, as answers tell it."""

    __tablename__ = "job_outputs"

    job_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    suffix: Mapped[str]
    told: Mapped[dict[str, Any]]

    __table_args__ = (
        ForeignKeyConstraint(
            ["job_id", "number"], ["job_items.job_id", "job_items.number"], ondelete="CASCADE"
        ),
    )


class Replica(Base):
    """A process that works on jobs; one that is silent for long is gone."""

    __tablename__ = "replicas"

    name: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[float]
