"""Databases are brought up to date when they are opened."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from nukki.core.errors import OptionError
from nukki.server.accounts.database import DatabaseError, answers, migrate, open_database
from nukki.server.accounts.models import Base


def test_the_migrated_tables_are_those_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_opening_a_database_again_changes_nothing(engine: Engine, database_url: str) -> None:
    before = inspect(engine).get_table_names()
    open_database(database_url).dispose()
    assert inspect(engine).get_table_names() == before


def test_all_migrations_can_be_taken_back(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "nukki.server.accounts:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_replicas_that_start_at_once_migrate_one_after_the_other(database_url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        engines = list(pool.map(open_database, [database_url] * 8))
    assert all(answers(engine) for engine in engines)
    for engine in engines:
        engine.dispose()


def test_sqlite_writes_ahead_and_waits_for_other_writers(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA busy_timeout")) == 30_000
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


def test_migrating_to_a_revision_that_is_reached_does_nothing(engine: Engine) -> None:
    migrate(engine)
    assert answers(engine)


@pytest.mark.parametrize("url", ["mysql://a@b/c", "nonsense", "", "sqlite"])
def test_a_url_of_another_kind_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(OptionError, match="expected sqlite:///FILE or postgresql://"):
        open_database(url)


def test_a_database_that_cannot_be_reached_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseError, match="cannot open the database") as caught:
        open_database("postgresql://anna:geheim@127.0.0.1:9/none")
    assert "geheim" not in str(caught.value)
