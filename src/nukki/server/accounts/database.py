"""A database by its URL: SQLite in a file, or PostgreSQL; its tables are brought up to date."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from nukki.core.errors import NukkiError, OptionError

BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for another one in SQLite, where there is only one at a time."""

MIGRATION_LOCK = 7_100_117
"""Any number of our own: replicas that start together migrate one after the other."""

AnyRow: TypeAlias = Any
"""A row; SQLAlchemy 2.0 and 2.1 write its type in different ways."""

AnyQuery: TypeAlias = Any
"""A select, likewise."""

Database: TypeAlias = Engine
"""What other rooms call it, who do not know SQLAlchemy."""

READS = {"reads_only": True}
"""Execution options of a connection that will not write."""


class DatabaseError(NukkiError):
    """The database cannot be opened or brought up to date."""

    exit_code = 74
    http_status = 503


def open_database(url: str) -> Engine:
    """An engine on the database, with all of its tables as this version needs them.

    Args:
        url: ``sqlite:///path`` or ``postgresql://user:password@host/name``.

    Raises:
        OptionError: The URL is none of these.
        DatabaseError: There is no database to be reached, or it may not be written.
    """
    engine = make_engine(url)
    try:
        migrate(engine)
    except OperationalError as error:
        shown = engine.url.render_as_string(hide_password=True)
        raise DatabaseError(f"cannot open the database {shown}: {_reason(error)}") from error
    return engine


def can_answer(engine: Engine) -> bool:
    """Whether the database says anything at all."""
    try:
        with engine.connect().execution_options(**READS) as connection:
            return connection.scalar(text("SELECT 1")) == 1
    except (DBAPIError, PoolTimeoutError):
        return False


def make_engine(url: str) -> Engine:
    """An engine on the database, as it is."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return create_engine(parsed, pool_size=10, max_overflow=20, pool_pre_ping=True)


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables up to ``revision``, in one transaction; nothing happens when they are."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def answers(engine: Engine) -> bool:
    """Whether the database can be asked now; for a readiness check."""
    try:
        with engine.connect().execution_options(**READS) as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError:
        return False
    return True


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise OptionError(_expected(url)) from error
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise OptionError(_expected(url))
    return parsed


def _expected(url: str) -> str:
    scheme = url.partition(":")[0]
    return (
        "database: expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME, "
        f"got {scheme[:20]!r}:..."
    )


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).absolute().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = (
        None  # the driver's own BEGIN comes too late and is never IMMEDIATE
    )
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _enter_wal(connection)
    connection.execute("PRAGMA synchronous=NORMAL")  # a killed process loses nothing in WAL
    connection.execute("PRAGMA foreign_keys=ON")


def _enter_wal(connection: Any, tries: int = 50) -> None:
    """Switch to WAL; two processes doing it at once get "locked" in spite of the busy timeout."""
    import sqlite3

    for left in range(tries, 0, -1):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if left == 1:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """Take the writer's lock at once: a reader that becomes a writer later may get a deadlock."""
    reads = connection.get_execution_options().get("reads_only")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _reason(error: OperationalError) -> str:
    return str(error.orig).strip().splitlines()[0]
