"""What the API's page says of jobs and batches is what they take and tell."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from nukki.server import asked
from nukki.server.app import create_app
from nukki.server.jobs import telling
from nukki.server.jobs.orders import CONTROLS
from nukki.server.jobs.pages import BATCH_EXAMPLE, JOB_EXAMPLE, TOLD_EXAMPLE, TOLD_SCHEMA
from nukki.server.settings import ServerSettings


@pytest.fixture(scope="module")
def paths() -> dict[str, Any]:
    """The paths of the description."""
    found: dict[str, Any] = create_app(ServerSettings(no_auth=True)).openapi()["paths"]
    return found


def form_of(paths: dict[str, Any], path: str, kind: str) -> dict[str, Any]:
    content = paths[path]["post"]["requestBody"]["content"]
    properties: dict[str, Any] = content[kind]["schema"]["properties"]
    return properties


@pytest.mark.parametrize("example", [JOB_EXAMPLE, BATCH_EXAMPLE])
def test_an_example_s_fields_are_taken(example: dict[str, Any]) -> None:
    texts = {name: str(value).lower() for name, value in example.items() if name not in CONTROLS}
    assert asked.chosen(texts).keys() == texts.keys()


@pytest.mark.parametrize("path", ["/v2/jobs", "/v2/batches"])
def test_every_option_that_callers_may_choose_is_described(
    paths: dict[str, Any], path: str
) -> None:
    assert form_of(paths, path, "application/json").keys() >= asked.CHOICES.keys()


def test_files_are_described_where_they_can_be_sent(paths: dict[str, Any]) -> None:
    sent = form_of(paths, "/v2/batches", "multipart/form-data")
    assert sent["files"]["items"]["format"] == "binary"
    assert "files" not in form_of(paths, "/v2/batches", "application/json")


def test_the_answer_s_example_has_the_shape_of_an_answer() -> None:
    job = SimpleNamespace(
        id="a", kind="batch", total=2, created_at=0.0, finished_at=None, sandbox=False, options={},
        recipe=None,
    )  # fmt: skip
    told = telling.summary(job, {"waiting": 2}, 3600.0)
    assert [*told, "items"] == list(TOLD_EXAMPLE)
    assert told["links"].keys() == TOLD_EXAMPLE["links"].keys()
    assert TOLD_SCHEMA["properties"].keys() == TOLD_EXAMPLE.keys()
