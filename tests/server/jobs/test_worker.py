"""What a server without a door needs, and how it is begun."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from nukki.cli.main import app
from nukki.core.errors import OptionError
from nukki.server.jobs import worker
from nukki.server.jobs.worker import work, worker_name
from nukki.server.settings import ServerSettings

SHARED = "postgresql://nukki@db/nukki"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "share one database"),
        ({"database": "sqlite:///a.sqlite", "storage": "/pictures"}, "share one database"),
        ({"database": SHARED}, "share one storage"),
    ],
)
def test_a_worker_that_shares_nothing_is_refused(settings: dict[str, str], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        work(ServerSettings(**settings))  # type: ignore[arg-type]


def test_two_workers_on_one_machine_have_two_names() -> None:
    assert worker_name() != worker_name()


def test_a_word_of_serve_makes_a_worker_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[ServerSettings] = []
    monkeypatch.setattr(worker, "work", begun.append)
    words = ["--database", SHARED, "--storage", "/pictures"]
    result = CliRunner().invoke(app, ["serve", "--jobs-only", *words])
    assert (result.exit_code, "listens on no port" in result.stderr) == (0, True)
    assert [one.database for one in begun] == [SHARED]


def test_without_a_shared_database_the_command_says_what_to_set() -> None:
    result = CliRunner().invoke(app, ["serve", "--jobs-only"])
    assert (result.exit_code, "NUKKI_DATABASE" in result.stderr) == (2, True)
