"""API keys: made, found by what a request carries, replaced, revoked.

    nk_live_4f9a1c22_Zx...    kind, prefix (looked up, shown in lists), 32 random bytes
    nk_test_...               a sandbox key

Only the SHA-256 of the whole key is stored: 256 random bits need no slow hash. A key is shown once,
by whoever made it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from sqlalchemy import Engine, insert, or_, select, update

from nukki.core.errors import OptionError
from nukki.server.accounts.database import READS, AnyQuery, AnyRow
from nukki.server.accounts.gate import Scope
from nukki.server.accounts.models import Key, User

SCOPES: tuple[Scope, ...] = get_args(Scope)
ORDINARY_SCOPES: tuple[Scope, ...] = ("cut", "account", "jobs")
SECRET_BYTES = 32
FORM = re.compile(r"nk_(?:live|test)_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
LAST_USED_STEP_S = 60.0
"""How finely "last used" is kept: a write for each request would cost more than it tells."""


@dataclass(frozen=True)
class NewKey:
    """A key that was just made: the only time that ``text`` is to be had."""

    id: str
    text: str
    prefix: str


@dataclass(frozen=True)
class Found:
    """A valid key and its account."""

    key_id: str
    user_id: str
    user_name: str
    plan: str
    scopes: tuple[str, ...]
    sandbox: bool


@dataclass(frozen=True)
class KeyFacts:
    """What may be shown of a key."""

    id: str
    user_id: str
    user: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    sandbox: bool
    created_at: float
    expires_at: float | None
    revoked_at: float | None
    last_used_at: float | None


def issue(
    engine: Engine,
    user_id: str,
    *,
    now: float,
    name: str = "",
    scopes: Iterable[str] = ORDINARY_SCOPES,
    sandbox: bool = False,
    expires_at: float | None = None,
) -> NewKey:
    """A new key of an account.

    Raises:
        OptionError: A scope does not exist, or the expiry lies behind.
    """
    allowed = checked_scopes(scopes)
    if expires_at is not None and expires_at <= now:
        raise OptionError("expires: expected a time that is still to come")
    prefix = secrets.token_hex(4)
    kind = "test" if sandbox else "live"
    text = f"nk_{kind}_{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    key_id = uuid.uuid4().hex
    row = insert(Key).values(
        id=key_id, user_id=user_id, name=name, prefix=prefix, digest=digest(text),
        scopes=" ".join(allowed), sandbox=sandbox, created_at=now, expires_at=expires_at,
    )  # fmt: skip
    with engine.begin() as connection:
        connection.execute(row)
    return NewKey(key_id, text, f"nk_{kind}_{prefix}")


def find(engine: Engine, text: str, *, now: float) -> Found | None:
    """The key's account, when the key is valid now and the account is not disabled."""
    form = FORM.fullmatch(text)
    if form is None:
        return None
    wanted = (
        select(Key, User.name.label("user_name"), User.plan)
        .join(User, User.id == Key.user_id)
        .where(Key.prefix == form[1], Key.revoked_at.is_(None), User.disabled_at.is_(None))
        .where(or_(Key.expires_at.is_(None), Key.expires_at > now))
    )
    with engine.connect().execution_options(**READS) as connection:
        row = connection.execute(wanted).first()
    if row is None or not hmac.compare_digest(row.digest, digest(text)):
        return None
    _note_use(engine, row.id, row.last_used_at, now)
    scopes = tuple(row.scopes.split())
    return Found(row.id, row.user_id, row.user_name, row.plan, scopes, row.sandbox)


def digest(text: str) -> str:
    """What is stored instead of the key."""
    return hashlib.sha256(text.encode()).hexdigest()


def rotate(engine: Engine, key: str, *, now: float, overlap_s: float) -> NewKey:
    """A new key with the rights of an old one, which stays valid for ``overlap_s`` more.

    Raises:
        OptionError: There is no such valid key.
    """
    old = find_valid(engine, key, now=now)
    left = old.expires_at
    made = issue(
        engine, old.user_id, now=now, name=old.name, scopes=old.scopes, sandbox=old.sandbox,
        expires_at=left,
    )  # fmt: skip
    ends = now + overlap_s if left is None else min(left, now + overlap_s)
    _set(engine, old.id, expires_at=ends, revoked_at=now if overlap_s <= 0 else None)
    return made


def revoke(engine: Engine, key: str, *, now: float) -> str:
    """Make a key invalid from this moment on; its id.

    Raises:
        OptionError: There is no such valid key.
    """
    found = find_valid(engine, key, now=now).id
    _set(engine, found, revoked_at=now)
    return found


def find_valid(engine: Engine, key: str, *, now: float) -> KeyFacts:
    """A key that is valid now, by its id or by its prefix as lists show it.

    Raises:
        OptionError: There is none.
    """
    prefix = key.rsplit("_", 1)[-1]
    wanted = _all_facts().where(or_(Key.id == key, Key.prefix == prefix))
    wanted = wanted.where(Key.revoked_at.is_(None))
    wanted = wanted.where(or_(Key.expires_at.is_(None), Key.expires_at > now))
    with engine.connect().execution_options(**READS) as connection:
        row = connection.execute(wanted).first()
    if row is None:
        raise OptionError(f"no valid key {key[:40]!r}; nukki keys list shows them")
    return _facts(row)


def list_keys(engine: Engine, user_id: str | None = None) -> list[KeyFacts]:
    """All keys, or an account's, in the order they were made."""
    wanted = _all_facts()
    if user_id is not None:
        wanted = wanted.where(Key.user_id == user_id)
    with engine.connect().execution_options(**READS) as connection:
        rows = connection.execute(wanted.order_by(Key.created_at, Key.id)).all()
    return [_facts(row) for row in rows]


def _all_facts() -> AnyQuery:
    return select(Key, User.name.label("user")).join(User, User.id == Key.user_id)


def _facts(row: AnyRow) -> KeyFacts:
    shown = f"nk_{'test' if row.sandbox else 'live'}_{row.prefix}"
    return KeyFacts(
        row.id, row.user_id, row.user, row.name, shown, tuple(row.scopes.split()), row.sandbox,
        row.created_at, row.expires_at, row.revoked_at, row.last_used_at,
    )  # fmt: skip


def _set(engine: Engine, key_id: str, **values: float | None) -> None:
    with engine.begin() as connection:
        connection.execute(update(Key).where(Key.id == key_id).values(**values))


def _note_use(engine: Engine, key_id: str, last: float | None, now: float) -> None:
    if last is None or now - last >= LAST_USED_STEP_S:
        _set(engine, key_id, last_used_at=now)


def checked_scopes(scopes: Iterable[str]) -> list[str]:
    """The scopes, each once.

    Raises:
        OptionError: One does not exist, or there is none.
    """
    chosen = list(dict.fromkeys(scopes))
    unknown = [scope for scope in chosen if scope not in SCOPES]
    if unknown or not chosen:
        came = ", ".join(unknown) or "none"
        raise OptionError(f"scopes: expected some of {', '.join(SCOPES)}, got {came}")
    return chosen
