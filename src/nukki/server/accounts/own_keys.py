"""``/v2/account/keys``: an account's keys, managed by one of them with the scope ``account``.

No key makes one that may do more than itself: not by asking for it, and not by rotating another
one of the account. Any key of the account may be revoked: whoever finds one abroad shall not have
to look for a mightier one first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from nukki.core.errors import OptionError
from nukki.server.accounts import keys
from nukki.server.accounts.gate import ScopeError
from nukki.server.accounts.keys import KeyFacts
from nukki.server.accounts.shapes import KeyRequest, Rotation, key_json, new_key_json
from nukki.server.accounts.web import Db, Now, Owner, no_key

router = APIRouter(prefix="/v2/account/keys", tags=["account"])


def own_key(account: Owner, db: Db, now: Now, key: str) -> KeyFacts:
    """The account's valid key that a path names; those of others are not found."""
    try:
        found = keys.find_valid(db, key, now=now)
    except OptionError as error:
        raise no_key(error) from error
    if found.user_id != account.id:
        raise no_key(OptionError(f"no valid key {key[:40]!r}"))
    return found


Own = Annotated[KeyFacts, Depends(own_key)]


@router.get("")
def list_own_keys(account: Owner, db: Db) -> dict[str, Any]:
    """The account's keys, without themselves; ``current`` is the one that asks."""
    listed = [key_json(key) for key in keys.list_keys(db, account.id)]
    return {"keys": listed, "current": account.key_id}


@router.post("", status_code=201)
def make_own_key(account: Owner, db: Db, now: Now, body: KeyRequest) -> dict[str, Any]:
    """Make a key; this answer is the only one that holds it. It ends no later than yours."""
    mine = keys.find_valid(db, account.key_id, now=now)
    wished = None if body.expires_in_s is None else now + body.expires_in_s
    ends = [at for at in (wished, mine.expires_at) if at is not None]
    _check_no_more(mine, scopes=keys.checked_scopes(body.scopes), sandbox=body.sandbox)
    made = keys.issue(
        db, account.id, now=now, name=body.name, scopes=body.scopes, sandbox=body.sandbox,
        expires_at=min(ends, default=None),
    )  # fmt: skip
    return new_key_json(made)


@router.post("/{key}/rotate", status_code=201)
def rotate_own_key(account: Owner, db: Db, now: Now, key: Own, body: Rotation) -> dict[str, Any]:
    """A new key with the same rights; the old one stays valid for the overlap."""
    mine = keys.find_valid(db, account.key_id, now=now)
    _check_no_more(mine, scopes=key.scopes, sandbox=key.sandbox)
    if mine.expires_at is not None and (key.expires_at is None or key.expires_at > mine.expires_at):
        raise ScopeError(f"{key.prefix} lasts longer than the key that asks; use one that does")
    return new_key_json(keys.rotate(db, key.id, now=now, overlap_s=body.overlap_s))


@router.delete("/{key}", status_code=204)
def revoke_own_key(db: Db, now: Now, key: Own) -> Response:
    """Refuse a key from this moment on, even the one that asks."""
    keys.revoke(db, key.id, now=now)
    return Response(status_code=204)


def _check_no_more(mine: KeyFacts, *, scopes: Iterable[str], sandbox: bool) -> None:
    """Refuse what the key that asks may not do itself."""
    more = [scope for scope in scopes if scope not in mine.scopes]
    if more:
        raise ScopeError(
            f"the API key does not allow {', '.join(more)} itself; "
            f"expected some of {', '.join(mine.scopes)}"
        )
    if mine.sandbox and not sandbox:
        raise ScopeError("a sandbox key makes sandbox keys only; set sandbox to true")
