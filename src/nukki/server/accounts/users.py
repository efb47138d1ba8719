"""Accounts: added, found, disabled, given credits and another plan."""

from __future__ import annotations

import base64
import secrets
import uuid
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Engine, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from nukki.core.errors import OptionError, UnknownNameError
from nukki.server.accounts.amounts import to_milli
from nukki.server.accounts.database import READS, AnyRow
from nukki.server.accounts.models import Credits, Purchase, User
from nukki.server.accounts.plans import find_plan
from nukki.server.accounts.time_spans import TWO_YEARS_S, after_months

LONGEST_NAME = 200


@dataclass(frozen=True)
class UserFacts:
    """What may be shown of an account."""

    id: str
    name: str
    plan: str
    created_at: float
    disabled_at: float | None


def add_user(engine: Engine, name: str, *, plan: str, now: float) -> UserFacts:
    """A new account with the first month's credits of its plan.

    Raises:
        OptionError: The name is empty, too long, or taken.
        UnknownNameError: There is no such plan.
    """
    if not 0 < len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise OptionError(f"user: expected a name of 1 to {LONGEST_NAME} letters")
    made = UserFacts(uuid.uuid4().hex, name, plan, now, None)
    try:
        with engine.begin() as connection:
            facts = find_plan(connection, plan)
            connection.execute(insert(User).values(
                id=made.id, name=name, plan=plan, created_at=now, webhook_secret=new_secret(),
            ))  # fmt: skip
            connection.execute(insert(Credits).values(
                user_id=made.id, subscription_milli=to_milli(facts.monthly),
                free_calls=facts.free_previews, renews_at=after_months(now, 1),
            ))  # fmt: skip
    except IntegrityError as error:
        raise OptionError(f"user: there is a {name!r} already; choose another name") from error
    return made


def list_users(engine: Engine) -> list[UserFacts]:
    """All accounts, in the order they were made."""
    with engine.connect().execution_options(**READS) as connection:
        rows = connection.execute(select(User).order_by(User.created_at, User.id)).all()
    return [_facts(row) for row in rows]


def find_user(engine: Engine, name_or_id: str) -> UserFacts:
    """An account by its name or id.

    Raises:
        UnknownNameError: There is none.
    """
    with engine.connect().execution_options(**READS) as connection:
        wanted = select(User).where(or_(User.name == name_or_id, User.id == name_or_id))
        row = connection.execute(wanted).first()
        if row is not None:
            return _facts(row)
        names = connection.scalars(select(User.name)).all()
    raise UnknownNameError("user", name_or_id, names, remedy="nukki users list shows them")


def set_plan_of(engine: Engine, user: UserFacts, plan: str) -> None:
    """Move an account to another plan; its credits follow with its next month.

    Raises:
        UnknownNameError: There is no such plan.
    """
    with engine.begin() as connection:
        find_plan(connection, plan)
        connection.execute(update(User).where(User.id == user.id).values(plan=plan))


def set_disabled(engine: Engine, user: UserFacts, at: float | None) -> None:
    """Refuse all of an account's keys from this moment on; None lets them in again."""
    with engine.begin() as connection:
        connection.execute(update(User).where(User.id == user.id).values(disabled_at=at))


def remove_user(engine: Engine, user: UserFacts) -> None:
    """Delete an account with its keys, credits and history; this cannot be taken back."""
    with engine.begin() as connection:
        connection.execute(delete(User).where(User.id == user.id))


def buy(engine: Engine, user: UserFacts, credits: Decimal, *, now: float) -> None:
    """Add pay-as-you-go credits; they lapse after two years."""
    amount, lapses = to_milli(credits), now + TWO_YEARS_S
    with engine.begin() as connection:
        connection.execute(insert(Purchase).values(
            id=uuid.uuid4().hex, user_id=user.id, amount_milli=amount, bought_at=now,
            lapses_at=lapses,
        ))  # fmt: skip
        balance = update(Credits).where(Credits.user_id == user.id)
        connection.execute(balance.values(payg_milli=Credits.payg_milli + amount))
        first = balance.where(Credits.payg_lapses_at.is_(None))
        connection.execute(first.values(payg_lapses_at=lapses))


def set_enterprise(engine: Engine, user: UserFacts, credits: Decimal) -> None:
    """Set the credits that are agreed on apart from any plan; they are spent last."""
    with engine.begin() as connection:
        balance = update(Credits).where(Credits.user_id == user.id)
        connection.execute(balance.values(enterprise_milli=to_milli(credits)))


def webhook_secrets(engine: Engine, user_id: str) -> list[str]:
    """The secrets that an account's webhooks are signed with: the present one first."""
    with engine.connect().execution_options(**READS) as connection:
        wanted = select(User.webhook_secret, User.old_webhook_secret).where(User.id == user_id)
        row = connection.execute(wanted).first()
    return [secret for secret in row or () if secret]


def rotate_webhook_secret(engine: Engine, user_id: str) -> str:
    """A new secret; webhooks also carry a signature by the one before, until the next rotation."""
    secret = new_secret()
    with engine.begin() as connection:
        connection.execute(
            update(User)
            .where(User.id == user_id)
            .values(old_webhook_secret=User.webhook_secret, webhook_secret=secret)
        )
    return secret


def new_secret() -> str:
    """A secret as Standard Webhooks writes it: ``whsec_`` and base64 of 32 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _facts(row: AnyRow) -> UserFacts:
    return UserFacts(row.id, row.name, row.plan, row.created_at, row.disabled_at)
