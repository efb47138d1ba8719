"""``/admin/...``: accounts, keys, plans and usage for a key with the scope ``admin``."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from nukki.core.errors import OptionError
from nukki.server.accounts import history, keys, plans, quota, users
from nukki.server.accounts.plans import PlanFacts
from nukki.server.accounts.shapes import (
    KeyRequest,
    NewUser,
    PlanBody,
    Rotation,
    UserChange,
    call_json,
    key_json,
    new_key_json,
    plan_json,
    total_json,
    user_json,
)
from nukki.server.accounts.web import Admin, Db, Named, Now, no_key, user_of

router = APIRouter(prefix="/admin", tags=["admin"])

Since = Annotated[float, Query(description="Unix seconds: calls from then on.")]
Until = Annotated[float, Query(description="Unix seconds: calls before then.")]


def id_of(
    request: Request,
    user: Annotated[str | None, Query(description="Only this user, by name or id.")] = None,
) -> str | None:
    """The id of the account that a query names."""
    return None if user is None else user_of(request, user).id


UserOf = Annotated[str | None, Depends(id_of)]


@router.get("/users")
def list_users(_: Admin, db: Db, now: Now) -> dict[str, Any]:
    """All accounts, with what is left of their credits."""
    found = users.list_users(db)
    return {"users": [user_json(user, quota.balance(db, user.id, now=now)) for user in found]}


@router.post("/users", status_code=201)
def add_user(_: Admin, db: Db, now: Now, body: NewUser) -> dict[str, Any]:
    """Make an account."""
    made = users.add_user(db, body.name, plan=body.plan, now=now)
    if body.credits:
        users.buy(db, made, body.credits, now=now)
    return user_json(made, quota.balance(db, made.id, now=now))


@router.get("/users/{user}")
def get_user(_: Admin, db: Db, now: Now, user: Named) -> dict[str, Any]:
    """One account, by id or name."""
    return user_json(user, quota.balance(db, user.id, now=now))


@router.patch("/users/{user}")
def change_user(_: Admin, db: Db, now: Now, user: Named, body: UserChange) -> dict[str, Any]:
    """Another plan, more credits, shut out or let in."""
    if body.plan is not None:
        users.set_plan_of(db, user, body.plan)
    if body.add_credits:
        users.buy(db, user, body.add_credits, now=now)
    if body.enterprise_credits is not None:
        users.set_enterprise(db, user, body.enterprise_credits)
    if body.disabled is not None:
        users.set_disabled(db, user, now if body.disabled else None)
    return user_json(users.find_user(db, user.id), quota.balance(db, user.id, now=now))


@router.delete("/users/{user}", status_code=204)
def remove_user(_: Admin, db: Db, user: Named) -> Response:
    """Delete an account with its keys, credits and history."""
    users.remove_user(db, user)
    return Response(status_code=204)


@router.get("/users/{user}/keys")
def list_keys(_: Admin, db: Db, user: Named) -> dict[str, Any]:
    """The account's keys, without themselves."""
    return {"keys": [key_json(key) for key in keys.list_keys(db, user.id)]}


@router.post("/users/{user}/keys", status_code=201)
def make_key(_: Admin, db: Db, now: Now, user: Named, body: KeyRequest) -> dict[str, Any]:
    """Make a key; this answer is the only one that holds it."""
    expires = None if body.expires_in_s is None else now + body.expires_in_s
    made = keys.issue(
        db, user.id, now=now, name=body.name, scopes=body.scopes, sandbox=body.sandbox,
        expires_at=expires,
    )  # fmt: skip
    return new_key_json(made)


@router.post("/keys/{key}/rotate", status_code=201)
def rotate_key(_: Admin, db: Db, now: Now, key: str, body: Rotation) -> dict[str, Any]:
    """A new key with the same rights; the old one stays valid for the overlap."""
    try:
        return new_key_json(keys.rotate(db, key, now=now, overlap_s=body.overlap_s))
    except OptionError as error:
        raise no_key(error) from error


@router.delete("/keys/{key}", status_code=204)
def revoke_key(_: Admin, db: Db, now: Now, key: str) -> Response:
    """Refuse a key from this moment on."""
    try:
        keys.revoke(db, key, now=now)
    except OptionError as error:
        raise no_key(error) from error
    return Response(status_code=204)


@router.get("/plans")
def list_plans(_: Admin, db: Db) -> dict[str, Any]:
    """All plans."""
    return {"plans": [plan_json(plan) for plan in plans.list_plans(db)]}


@router.put("/plans/{name}")
def set_plan(_: Admin, db: Db, name: str, body: PlanBody) -> dict[str, Any]:
    """Add a plan, or change it."""
    plan = PlanFacts(name=name, **body.model_dump())
    plans.set_plan(db, plan)
    return plan_json(plan)


@router.get("/usage")
def sum_usage(
    _: Admin, db: Db, *, user: UserOf, since: Since = 0.0, until: Until = 1e18
) -> dict[str, Any]:
    """Calls, failures, credits and megapixels of each account."""
    found = history.totals(db, user_id=user, since=since, until=until)
    return {"totals": [total_json(total) for total in found]}


@router.get("/usage/calls")
def list_calls(
    _: Admin,
    db: Db,
    *,
    user: UserOf,
    since: Since = 0.0,
    until: Until = 1e18,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """The latest calls first."""
    found = history.list_calls(db, user_id=user, since=since, until=until, limit=limit)
    return {"calls": [call_json(call) for call in found]}
