"""The account page on a server with accounts: credits, usage, keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.server.clients.rig import listening
from tests.studio.conftest import Studio, opened_studio, picture
from tests.studio.test_screens import Screenshot, violations

from nukki.server.accounts import keys, users
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.app import create_app
from nukki.server.settings import ServerSettings

pytestmark = pytest.mark.browser


@dataclass
class Desk:
    """The account page, a key for it, and where the server is."""

    studio: Studio
    key: str
    address: str

    def sign_in(self) -> None:
        self.studio.page.fill("#key", self.key)
        self.studio.page.click("#enter button")
        self.studio.page.wait_for_selector("#inside:visible")


@pytest.fixture
def desk(browser: Any, tiny_model: str, tmp_path: Path) -> Iterator[Desk]:
    """An account that has cut one picture out."""
    database = f"sqlite:///{tmp_path}/a.sqlite"
    app = create_app(ServerSettings(model=tiny_model, preset="fast", database=database))
    gate: DatabaseGate = app.state.gate
    now = time.time()
    user = users.add_user(gate.engine, "anna", plan="unlimited", now=now)
    key = keys.issue(gate.engine, user.id, now=now, name="mine").text
    with listening(app, port=0) as port:
        address = f"http://127.0.0.1:{port}"
        httpx.post(
            f"{address}/v2/cutouts", headers={"X-Api-Key": key}, files={"image_file": picture()}
        ).raise_for_status()
        with opened_studio(browser, f"{address}/account", tmp_path) as studio:
            studio.requests.clear()
            yield Desk(studio, key, address)
            studio.requests.clear()


def test_a_key_opens_credits_usage_and_keys(
    desk: Desk, node_tools: Path, screenshot: Screenshot
) -> None:
    assert violations(desk.studio, node_tools) == []
    desk.sign_in()
    page = desk.studio.page
    assert "anna" in page.inner_text("#who")
    assert page.inner_text("#sums dd >> nth=0") == "1"
    assert page.locator("#chart rect").count() == page.locator("#days tbody tr").count() >= 30
    assert "1" in page.inner_text("#days tbody tr:last-child") or page.is_hidden("#days")
    assert page.locator("#keys tbody tr").count() == 1
    screenshot(desk.studio, "account")
    assert violations(desk.studio, node_tools) == []


def test_a_key_is_made_shown_once_works_and_is_revoked(desk: Desk) -> None:
    desk.sign_in()
    page = desk.studio.page
    page.fill("#name", "shop")
    page.click("#make button")
    page.wait_for_selector("#made:visible")
    fresh = page.inner_text("#made-key")
    asked = {"X-Api-Key": fresh}
    assert httpx.get(f"{desk.address}/v2/account", headers=asked).status_code == 200
    page.on("dialog", lambda dialog: dialog.accept())
    page.click('#keys button[aria-label="Revoke: shop"]')
    desk.studio.until("[...document.querySelectorAll('#keys button')].length === 2")
    assert httpx.get(f"{desk.address}/v2/account", headers=asked).status_code == 403


def test_a_key_is_replaced_and_the_old_one_works_a_while_longer(desk: Desk) -> None:
    desk.sign_in()
    page = desk.studio.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.click('#keys button[aria-label="Replace: mine"]')
    page.wait_for_selector("#made:visible")
    for key in (page.inner_text("#made-key"), desk.key):
        told = httpx.get(f"{desk.address}/v2/account", headers={"X-Api-Key": key})
        assert told.status_code == 200
    desk.studio.until("document.querySelectorAll('#keys tbody tr').length === 2")
    week = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 86_400))
    assert week in page.inner_text("#keys")


def test_a_wrong_key_is_told(desk: Desk) -> None:
    desk.studio.page.fill("#key", "wrong")
    desk.studio.page.click("#enter button")
    desk.studio.page.wait_for_selector("#complaint:visible")
    assert "not valid" in desk.studio.page.inner_text("#complaint")
    assert desk.studio.page.is_hidden("#inside")
    desk.studio.said.clear()  # the browser itself logs the refusal


def test_the_key_is_forgotten_on_signing_out_and_is_in_no_lasting_store(desk: Desk) -> None:
    desk.sign_in()
    page = desk.studio.page
    assert desk.key not in page.evaluate("JSON.stringify(localStorage)")
    page.click("#leave")
    page.reload()
    page.wait_for_selector("#enter:visible")
    assert page.evaluate("sessionStorage.getItem('nukki-key')") in ("", None)
