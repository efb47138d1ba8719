"""The tables of accounts.

    plans ◀── users ◀─┬─ keys
                      ├─ balances (one each) ── purchases
                      ├─ reservations
                      └─ usage
    rate_windows, idempotency: by name of their owner, nothing refers to them

Credits are whole thousandths (``_milli``), because SQLite has no decimals; times are Unix seconds.
A change here needs a migration; a test compares the two.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Double, ForeignKey, Index, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints get the same names in SQLite and PostgreSQL, so that migrations can name them."""


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        int: BigInteger,
        float: Double,
        bytes: LargeBinary,
        dict[str, Any]: JSON,
    }


class Plan(Base):
    """What an account gets each month."""

    __tablename__ = "plans"

    name: Mapped[str] = mapped_column(primary_key=True)
    monthly_milli: Mapped[int]
    free_previews: Mapped[int]
    per_minute: Mapped[int]
    rolls_over: Mapped[bool]


class User(Base):
    """An account."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    plan: Mapped[str] = mapped_column(ForeignKey("plans.name"))
    created_at: Mapped[float]
    disabled_at: Mapped[float | None]
    webhook_secret: Mapped[str]
    old_webhook_secret: Mapped[str | None]


class Key(Base):
    """An API key: only its digest is kept."""

    __tablename__ = "keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    prefix: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str]
    scopes: Mapped[str]
    sandbox: Mapped[bool]
    created_at: Mapped[float]
    expires_at: Mapped[float | None]
    revoked_at: Mapped[float | None]
    last_used_at: Mapped[float | None]


class Credits(Base):
    """What is left of an account's credits, and how the latest reservation was split.

    ``taken_*`` tell a statement's own RETURNING what it took from where: the new amounts do not.
    """

    __tablename__ = "balances"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    subscription_milli: Mapped[int] = mapped_column(default=0)
    payg_milli: Mapped[int] = mapped_column(default=0)
    enterprise_milli: Mapped[int] = mapped_column(default=0)
    free_calls: Mapped[int] = mapped_column(default=0)
    taken_subscription: Mapped[int] = mapped_column(default=0)
    taken_payg: Mapped[int] = mapped_column(default=0)
    taken_enterprise: Mapped[int] = mapped_column(default=0)
    renews_at: Mapped[float]
    payg_lapses_at: Mapped[float | None]


class Purchase(Base):
    """Credits bought once; they lapse two years later."""

    __tablename__ = "purchases"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    amount_milli: Mapped[int]
    bought_at: Mapped[float]
    lapses_at: Mapped[float]


class Hold(Base):
    """Credits put aside for one piece of work."""

    __tablename__ = "reservations"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    reference: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str]
    free_call: Mapped[bool]
    subscription_milli: Mapped[int]
    payg_milli: Mapped[int]
    enterprise_milli: Mapped[int]
    charged_milli: Mapped[int]
    made_at: Mapped[float]
    lapses_at: Mapped[float | None]

    __table_args__ = (Index(None, "state", "lapses_at"),)


class Call(Base):
    """One line of an account's history."""

    __tablename__ = "usage"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    key_id: Mapped[str]
    request_id: Mapped[str]
    at: Mapped[float]
    door: Mapped[str]
    status: Mapped[int]
    credits_milli: Mapped[int]
    megapixels: Mapped[float]
    size: Mapped[str]
    kind: Mapped[str]
    duration_s: Mapped[float]

    __table_args__ = (Index(None, "user_id", "at"),)


class RateWindow(Base):
    """The running minute of an account, or of an address that sends wrong keys."""

    __tablename__ = "rate_windows"

    name: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[float]
    spent: Mapped[int]


class Answer(Base):
    """What was answered to a request with an idempotency key; ``status`` is empty in flight."""

    __tablename__ = "idempotency"

    owner: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[str]
    token: Mapped[str]
    begun_at: Mapped[float] = mapped_column(index=True)
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[bytes | None]
    lasting: Mapped[bool]
