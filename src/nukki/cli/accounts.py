"""What the commands on accounts share: the database's flag, spans of time, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from nukki.core.errors import MissingExtraError, OptionError

if TYPE_CHECKING:
    from nukki.server.accounts.database import Database

UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
SPAN = re.compile(r"(\d{1,6})([smhdw])")


def takes_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """The flag that says which database."""
    return click.option(
        "--database",
        envvar="NUKKI_DATABASE",
        metavar="URL",
        help="As for nukki serve.  [default: SQLite in nukki's home]",
    )(command)


@contextmanager
def opened(url: str | None) -> Iterator[Database]:
    """The accounts' database, for as long as the block runs.

    Raises:
        MissingExtraError: The server's packages are not installed.
    """
    try:
        from nukki.server.accounts.database import open_database
        from nukki.server.settings import default_database
    except ModuleNotFoundError as error:
        raise MissingExtraError("accounts", "server") from error
    engine = open_database(url or f"sqlite:///{default_database()}")
    try:
        yield engine
    finally:
        engine.dispose()


def span_s(text: str, name: str) -> float:
    """Seconds from a span of time.

    Raises:
        OptionError: It is none.

    >>> span_s("36h", "--overlap")
    129600.0
    """
    found = SPAN.fullmatch(text.strip())
    if found is None:
        raise OptionError(f"{name}: expected a span like 90d, 36h or 15m, got {text[:40]!r}")
    return float(int(found[1]) * UNITS_S[found[2]])


def moment(unix: float | None) -> str:
    """A time for a table, in UTC.

    >>> moment(0.0), moment(None)
    ('1970-01-01 00:00', '-')
    """
    if unix is None:
        return "-"
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%d %H:%M")
