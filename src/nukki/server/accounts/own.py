"""``/v2/account/...``: what an account may see and change of itself."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from nukki.server.accounts import history, users
from nukki.server.accounts.history import Sums, Total
from nukki.server.accounts.shapes import balance_json, call_json, day_json, total_json
from nukki.server.accounts.web import Db, Now, Owner, gate_of

router = APIRouter(prefix="/v2/account", tags=["account"])


@router.get("")
def get_account(request: Request, account: Owner) -> dict[str, Any]:
    """Who the key belongs to, and what is left."""
    return {
        "id": account.id,
        "name": account.name,
        "plan": account.plan,
        "sandbox": account.sandbox,
        "credits": balance_json(gate_of(request).balance(account)),
    }


@router.get("/usage")
def get_usage(
    account: Owner,
    db: Db,
    now: Now,
    *,
    days: Annotated[float, Query(gt=0, le=3660)] = 30.0,
    limit: Annotated[int, Query(ge=0, le=1000)] = 100,
) -> dict[str, Any]:
    """Sums of the last days, of each day (UTC, empty ones too), and the latest calls."""
    since = now - days * history.DAY_S
    total = history.totals(db, user_id=account.id, since=since)
    daily = history.days(db, user_id=account.id, since=since, until=now)
    calls = history.list_calls(db, user_id=account.id, since=since, limit=limit)
    return {
        "total": total_json(total[0] if total else Total(account.name, Sums())),
        "days": [day_json(day) for day in daily],
        "calls": [call_json(call) for call in calls],
    }


@router.get("/webhook-secret")
def get_webhook_secret(account: Owner, db: Db) -> dict[str, Any]:
    """The secret that webhooks are signed with (Standard Webhooks), and the one before."""
    secrets = users.webhook_secrets(db, account.id)
    return {"secret": secrets[0], "previous": secrets[1] if secrets[1:] else None}


@router.post("/webhook-secret/rotate")
def rotate_webhook_secret(account: Owner, db: Db) -> dict[str, Any]:
    """A new secret; webhooks carry a signature by the old one, too, until the next rotation."""
    return {"secret": users.rotate_webhook_secret(db, account.id)}
