"""Jobs and batches by a recipe: several results of each picture, with the real pipeline."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import PIL.Image
import pytest

from nukki.server.accounts.gate import Account

from .conftest import TINY_MODEL, JobsServer, started
from .live import Caller

SHOP = {
    "name": "{folder}/{stem}-{output}",
    "outputs": {
        "main": {"outlet": "ebay", "canvas": "30x30"},
        "clear": {"size": "12"},
    },
}


@pytest.fixture(scope="module")
def shared(tiny_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobsServer]:
    """A server that has recipes, for all tests of this module."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "recipes").mkdir()
    (folder / "recipes" / "shop.json").write_text(json.dumps(SHOP))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUKKI_HOME", str(tiny_home))
        with started(folder, TINY_MODEL, recipes=str(folder / "recipes")) as server:
            yield server


def batch(caller: Caller, photo: bytes, *names: str, **fields: Any) -> httpx.Response:
    files: list[tuple[str, Any]] = [("files", (name, photo)) for name in names]
    files += [
        (name, (None, value) if isinstance(value, str) else value) for name, value in fields.items()
    ]
    return caller.client.post("/v2/batches", files=files)


def unpacked(caller: Caller, path: str) -> dict[str, bytes]:
    response = caller.client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def size(data: bytes) -> tuple[int, int]:
    return PIL.Image.open(io.BytesIO(data)).size


def test_the_archive_is_named_by_the_recipe_as_bulk_names(
    caller: Caller, photo_bytes: bytes
) -> None:
    names = ("shoes/a.jpg", "shoes/a.png", "b.jpg")
    told = caller.ended(batch(caller, photo_bytes, *names, recipe="shop"))
    assert (told["state"], told["recipe"]) == ("done", "shop")
    files = unpacked(caller, told["links"]["result"])
    pictures = [name for name in files if not name.endswith(".json")]
    assert pictures == [
        "shoes/a-main.jpg", "shoes/a-clear.png", "shoes/a.png-main.jpg", "shoes/a.png-clear.png",
        "b-main.jpg", "b-clear.png",
    ]  # fmt: skip
    assert [size(files[name]) for name in pictures] == [(30, 30), (12, 12)] * 3


def test_what_shops_would_refuse_is_told_of_each_and_in_the_archive(
    caller: Caller, photo_bytes: bytes
) -> None:
    told = caller.ended(batch(caller, photo_bytes, "a.png", recipe="shop"))
    main, clear = told["items"][0]["outputs"]
    assert (main["name"], main["outlet"], main["passed"]) == ("main", "ebay", False)
    assert [one["rule"] for one in main["findings"]] == ["longest_min"]
    assert (clear["outlet"], clear["width"]) == (None, 12)
    checks = json.loads(unpacked(caller, told["links"]["result"])["checks.json"])
    assert [(one["file"], one["passed"]) for one in checks] == [("a-main.jpg", False)]


def test_a_picture_is_paid_for_once(
    server: JobsServer, anna: Account, caller: Caller, photo_bytes: bytes
) -> None:
    caller.ended(batch(caller, photo_bytes, "a.png", "b.png", recipe="shop"))
    assert server.credits(anna) == 100 - 2 * 0.25


def test_one_output_is_asked_for_by_name(caller: Caller, photo_bytes: bytes) -> None:
    told = caller.ended(batch(caller, photo_bytes, "a.png", recipe="shop"))
    here = f"{told['links']['self']}/items/0/result"
    one = caller.client.get(here, params={"output": "clear"})
    assert (one.headers["content-type"], size(one.content)) == ("image/png", (12, 12))
    assert "a-clear.png" in one.headers["content-disposition"]
    assert list(unpacked(caller, here))[:2] == ["a-main.jpg", "a-clear.png"]
    wrong = caller.client.get(here, params={"output": "claer"})
    assert (wrong.status_code, "did you mean clear" in wrong.json()["detail"]) == (400, True)


def test_a_job_takes_a_recipe_of_the_callers_own(caller: Caller, photo_bytes: bytes) -> None:
    own = ("own.json", json.dumps({"outputs": {"a": {"size": "6"}}}).encode())
    files = {"image_file": ("x.png", photo_bytes), "recipe_file": own}
    told = caller.ended(caller.client.post("/v2/jobs", files=files))
    assert told["recipe"] == "own"
    assert size(caller.client.get(told["links"]["result"]).content) == (6, 6)


def test_options_beside_a_recipe_hold_for_all_outputs(caller: Caller, photo_bytes: bytes) -> None:
    told = caller.ended(batch(caller, photo_bytes, "a.png", recipe="shop", size="6"))
    files = unpacked(caller, told["links"]["result"])
    assert [size(files[name]) for name in ("a-main.jpg", "a-clear.png")] == [(6, 6), (6, 6)]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"recipe": "shpo"}, "did you mean shop"),
        ({"recipe_file": ("a.json", b'{"device": "cuda"}')}, "a.json: no option named 'device'"),
        ({"recipe_file": ("a.json", b'{"keep": "tomatoe"}')}, "no class named"),
        ({"recipe_file": ("a.json", b" " * 64_001)}, "at most 64000 bytes"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_kept(
    caller: Caller, photo_bytes: bytes, fields: dict[str, Any], said: str
) -> None:
    response = batch(caller, photo_bytes, "a.png", **fields)
    assert response.status_code == 400
    assert said in response.json()["detail"]


def test_a_bad_picture_fails_alone_and_the_others_keep_their_names(
    caller: Caller, photo_bytes: bytes
) -> None:
    files = [("files", ("a.jpg", b"no picture")), ("files", ("a.png", photo_bytes))]
    asked: list[tuple[str, Any]] = [*files, ("recipe", (None, "shop"))]
    told = caller.ended(caller.client.post("/v2/batches", files=asked))
    assert (told["done"], told["failed"]) == (1, 1)
    names = list(unpacked(caller, told["links"]["result"]))
    assert names[:2] == ["a.png-main.jpg", "a.png-clear.png"]
    assert "errors.json" in names


def test_events_tell_the_outputs(caller: Caller, photo_bytes: bytes) -> None:
    told = caller.ended(batch(caller, photo_bytes, "a.png", recipe="shop"))
    with caller.client.stream("GET", told["links"]["events"]) as events:
        lines = [line for line in events.iter_lines() if line.startswith("data: ")]
    outputs = json.loads(lines[0].removeprefix("data: "))["outputs"]
    assert [one["name"] for one in outputs] == ["main", "clear"]


def test_a_deleted_batch_leaves_no_output(
    server: JobsServer, caller: Caller, photo_bytes: bytes
) -> None:
    told = caller.ended(batch(caller, photo_bytes, "a.png", recipe="shop"))
    assert caller.client.delete(told["links"]["self"]).status_code == 204
    assert not server.kept(told)


def test_things_one_by_one_are_counted_in_the_archive(caller: Caller) -> None:
    pixels = np.full((40, 80, 3), 20, np.uint8)
    pixels[10:30, 10:30] = pixels[12:26, 50:64] = 230
    stream = io.BytesIO()
    PIL.Image.fromarray(pixels).save(stream, "PNG")
    told = caller.ended(batch(caller, stream.getvalue(), "a.png", instance="all-separate"))
    assert [one["file"] for one in told["items"][0]["outputs"]] == ["a-1.png", "a-2.png"]
    names = list(unpacked(caller, told["links"]["result"]))
    assert names == ["a-1.png", "a-2.png"]
