"""The bodies of the routes on accounts, in and out."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from nukki.server.accounts.gate import Balance
from nukki.server.accounts.history import Day, PastCall, Sums, Total
from nukki.server.accounts.keys import ORDINARY_SCOPES, KeyFacts, NewKey
from nukki.server.accounts.plans import PlanFacts
from nukki.server.accounts.users import UserFacts
from nukki.server.accounts.web import date, iso

Amount = Annotated[Decimal, Field(ge=0, le=10**9, decimal_places=3)]


class Body(BaseModel):
    """A body whose misspelt fields are refused instead of passed over."""

    model_config = ConfigDict(extra="forbid")


def example(**values: Any) -> ConfigDict:
    """What a body may look like, for the API's page."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [values]})


class NewUser(Body):
    """An account to be made."""

    model_config = example(name="anna", plan="free", credits=100)

    name: str
    plan: str = "free"
    credits: Amount = Decimal(0)


class UserChange(Body):
    """What is to become different; what is not given stays."""

    model_config = example(add_credits=20.5)

    plan: str | None = None
    add_credits: Amount | None = None
    enterprise_credits: Amount | None = None
    disabled: bool | None = None


class KeyRequest(Body):
    """A key to be made."""

    model_config = example(name="shop", scopes=["cut", "jobs"], expires_in_s=7_776_000)

    name: str = ""
    scopes: list[str] = list(ORDINARY_SCOPES)
    sandbox: bool = False
    expires_in_s: float | None = Field(default=None, gt=0)


class Rotation(Body):
    """How long the old key stays valid."""

    model_config = example(overlap_s=86_400)

    overlap_s: float = Field(default=86_400.0, ge=0)


class PlanBody(Body):
    """A plan, without its name."""

    model_config = example(monthly=500, per_minute=1000)

    monthly: Amount = Decimal(0)
    free_previews: int = Field(default=50, ge=0)
    per_minute: int = Field(default=500, ge=1)
    rolls_over: bool = True


def user_json(user: UserFacts, left: Balance) -> dict[str, Any]:
    """An account and what is left of its credits."""
    return {
        "id": user.id,
        "name": user.name,
        "plan": user.plan,
        "created_at": iso(user.created_at),
        "disabled_at": iso(user.disabled_at),
        "credits": balance_json(left),
    }


def balance_json(left: Balance) -> dict[str, Any]:
    """Credits as numbers."""
    return {
        "total": float(left.total),
        "subscription": float(left.subscription),
        "payg": float(left.payg),
        "enterprise": float(left.enterprise),
        "free_previews": left.free_calls,
    }


def key_json(key: KeyFacts) -> dict[str, Any]:
    """What may be shown of a key."""
    return {
        "id": key.id,
        "user": key.user,
        "name": key.name,
        "prefix": key.prefix,
        "scopes": list(key.scopes),
        "sandbox": key.sandbox,
        "created_at": iso(key.created_at),
        "expires_at": iso(key.expires_at),
        "revoked_at": iso(key.revoked_at),
        "last_used_at": iso(key.last_used_at),
    }


def new_key_json(key: NewKey) -> dict[str, Any]:
    """A key that was just made, the one time it is shown."""
    return {"id": key.id, "key": key.text, "prefix": key.prefix}


def plan_json(plan: PlanFacts) -> dict[str, Any]:
    """A plan."""
    return {
        "name": plan.name,
        "monthly": float(plan.monthly),
        "free_previews": plan.free_previews,
        "per_minute": plan.per_minute,
        "rolls_over": plan.rolls_over,
    }


def total_json(total: Total) -> dict[str, Any]:
    """An account's sums."""
    return {"user": total.user, **sums_json(total.sums)}


def day_json(day: Day) -> dict[str, Any]:
    """A day's sums."""
    return {"day": date(day.at), **sums_json(day.sums)}


def sums_json(sums: Sums) -> dict[str, Any]:
    """Sums of calls, as numbers."""
    return {
        "calls": sums.calls,
        "failed": sums.failed,
        "credits": float(sums.credits),
        "megapixels": round(sums.megapixels, 3),
    }


def call_json(call: PastCall) -> dict[str, Any]:
    """One call of the history."""
    usage = call.usage
    return {
        "at": iso(call.at),
        "user": call.user,
        "key_id": call.key_id,
        "request_id": usage.request_id,
        "door": usage.door,
        "status": usage.status,
        "credits": float(usage.credits),
        "megapixels": round(usage.megapixels, 3),
        "size": usage.size,
        "kind": usage.kind,
        "duration_s": round(usage.duration_s, 3),
    }
