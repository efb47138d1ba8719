"""The API's description and its page; every example on it is run against the server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.server.clients.rig import listening
from tests.server.conftest import Server, opened
from tests.server.stand_ins import KEY

from nukki.server.app import create_app
from nukki.server.pages.docs_page import docs_page
from nukki.server.pages.examples import EXAMPLES
from nukki.server.pages.openapi import OPEN
from nukki.server.pages.snippets import SNIPPETS, Snippet
from nukki.server.settings import ServerSettings

IN_A_BROWSER = """
const { openAsBlob } = require("node:fs");
const { writeFile } = require("node:fs/promises");
let made;
URL.createObjectURL = blob => { made = blob; return "blob:result"; };
openAsBlob("photo.jpg").then(cutOut)
  .then(async () => writeFile("no-bg.png", Buffer.from(await made.arrayBuffer())))
  .catch(error => { console.error(error); process.exit(1); });
"""
"""What a page would do with the function: give it a file, show its answer."""


@pytest.fixture
def place(server: Server, photo: bytes, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a running server, and a folder with a photo."""
    (tmp_path / "photo.jpg").write_bytes(photo)
    with listening(server.app, port=0) as port:
        yield f"http://127.0.0.1:{port}", tmp_path


def needed(name: str) -> str:
    """A program, or a skip that names it."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not here")
    return found


def call(folder: Path, *command: str) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def run_php(folder: Path, file: str) -> None:
    php = needed("php")
    if "curl" not in subprocess.run([php, "-m"], capture_output=True, text=True, check=True).stdout:
        pytest.skip("PHP has no curl here")
    call(folder, php, file)


def run_csharp(folder: Path, file: str) -> None:
    call(folder, needed("mcs"), "-r:System.Net.Http.dll", "-out:program.exe", file)
    call(folder, needed("mono"), "program.exe")


def run_browser(folder: Path, file: str) -> None:
    path = folder / file
    path.write_text(path.read_text() + IN_A_BROWSER)
    call(folder, needed("node"), file)


def run_python(folder: Path, file: str) -> None:
    """The server's own packages have httpx, whose names for this are the same."""
    path = folder / file
    path.write_text(path.read_text().replace("requests", "httpx"))
    call(folder, sys.executable, file)


RUNNERS: dict[str, Callable[[Path, str], None]] = {
    "curl": lambda folder, file: call(folder, needed("bash"), file),
    "Python": run_python,
    "PHP": run_php,
    "C#": run_csharp,
    "JavaScript": run_browser,
    "Node.js": lambda folder, file: call(folder, needed("node"), file),
}


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.title)
def test_an_example_does_what_it_shows(snippet: Snippet, place: tuple[str, Path]) -> None:
    address, folder = place
    (folder / snippet.file).write_text(snippet.text(address=address, key=KEY))
    RUNNERS[snippet.title](folder, snippet.file)
    picture = opened((folder / "no-bg.png").read_bytes())
    assert (picture.mode, picture.size) == ("RGBA", (80, 60))


CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

PICK_AND_SHOW = """
document.body.innerHTML = "<input type=file><img>";
document.querySelector("input").onchange = async ({ target }) => {
  document.querySelector("img").src = await cutOut(target.files[0]);
};
"""


@pytest.mark.browser
def test_the_browsers_example_works_on_a_page_from_elsewhere(place: tuple[str, Path]) -> None:
    """The page has no origin: the browser asks first whether it may send the key."""
    if os.environ.get("NUKKI_BROWSER_TESTS") != "1":
        pytest.skip("drives a browser; NUKKI_BROWSER_TESTS=1 runs it")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    address, folder = place
    snippet = next(found for found in SNIPPETS if found.file == "browser.js")
    program = next(filter(None, map(shutil.which, CHROMIUM)), None) or pytest.skip("no chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(content=snippet.text(address=address, key=KEY) + PICK_AND_SHOW)
        page.set_input_files("input", folder / "photo.jpg")
        page.wait_for_function("document.querySelector('img').naturalWidth > 0")
        shown = page.evaluate(
            "[...document.images].map(one => [one.naturalWidth, one.naturalHeight])"
        )
        browser.close()
    assert shown == [[80, 60]]


@pytest.mark.parametrize("title", ["curl", "Node.js"])
def test_an_example_fails_loudly_with_a_wrong_key(title: str, place: tuple[str, Path]) -> None:
    address, folder = place
    snippet = next(found for found in SNIPPETS if found.title == title)
    (folder / snippet.file).write_text(snippet.text(address=address, key="wrong"))
    with pytest.raises(AssertionError, match=r"403|API Key invalid"):
        RUNNERS[title](folder, snippet.file)


def test_the_page_shows_every_example_and_every_route(server: Server) -> None:
    response = server.client.get("/docs")
    assert response.headers["content-type"].startswith("text/html")
    paths = list(server.app.openapi()["paths"])
    assert not [path for path in paths if f"<code>{path}</code>" not in response.text]
    assert all(f">{title}</label>" in response.text for title in ("curl", "PHP", "C#", "Node.js"))


def test_the_page_runs_no_script_and_loads_nothing_from_elsewhere(server: Server) -> None:
    response = server.client.get("/docs")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "<script" not in response.text
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", response.text)


def walk(node: Any) -> Iterator[Any]:
    yield node
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from walk(child)


def test_the_description_is_openapi_3_1_and_tells_every_parameter(server: Server) -> None:
    from nukki.server.asked import CHOICES
    from nukki.server.removebg.parameters import TABLE

    spec = server.client.get("/openapi.json").json()
    assert spec["openapi"].startswith("3.1")
    forms = {
        path: spec["paths"][path]["post"]["requestBody"]["content"]["multipart/form-data"]
        for path in ("/v1.0/removebg", "/v2/cutouts")
    }
    assert set(TABLE) <= set(forms["/v1.0/removebg"]["schema"]["properties"])
    assert set(CHOICES) <= set(forms["/v2/cutouts"]["schema"]["properties"])
    assert {"ApiKey", "Bearer"} <= set(spec["components"]["securitySchemes"])
    assert not [node for node in walk(spec) if isinstance(node, dict) and "nullable" in node]


def test_every_operation_says_what_it_is_and_answers(server: Server) -> None:
    spec = server.app.openapi()
    for verbs in spec["paths"].values():
        for operation in verbs.values():
            assert operation["summary"]
            assert {"200", "201", "202", "204"} & set(operation["responses"])


def answers_in_json(spec: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for path, verbs in spec["paths"].items():
        for verb, operation in verbs.items():
            for status, answer in operation["responses"].items():
                if status.startswith("2") and "application/json" in answer.get("content", {}):
                    yield f"{verb.upper()} {path}", answer["content"]["application/json"]


def test_every_answer_in_json_has_an_example_and_a_schema(tmp_path: Path) -> None:
    told = ServerSettings(database=f"sqlite:///{tmp_path / 'server.sqlite'}")
    answers = dict(answers_in_json(create_app(told).openapi()))
    assert answers.keys() >= EXAMPLES.keys()
    assert [name for name, content in answers.items() if "example" not in content] == []
    bare = [name for name, content in answers.items() if "properties" not in content["schema"]]
    assert bare == []


def test_no_route_is_called_by_its_functions_name(server: Server) -> None:
    for verbs in server.app.openapi()["paths"].values():
        for operation in verbs.values():
            name = operation["summary"].replace(" ", "_").lower()
            assert not operation["operationId"].startswith(f"{name}_"), name


def test_the_page_shows_what_answers_look_like_and_what_bodies_hold(tmp_path: Path) -> None:
    told = ServerSettings(database=f"sqlite:///{tmp_path / 'server.sqlite'}")
    page = docs_page(create_app(told).openapi(), address="http://127.0.0.1:7000/")
    assert "&quot;free_previews&quot;: 50" in page
    assert "<code>expires_in_s</code>" in page
    assert "``" not in page


def test_only_what_is_open_to_all_needs_no_key(server: Server) -> None:
    paths = server.app.openapi()["paths"]
    free = {path for path, verbs in paths.items() for one in verbs.values() if not one["security"]}
    assert free == OPEN
