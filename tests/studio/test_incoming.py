"""Ways in: an address on the web, a camera, a sample, and what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.server.clients.rig import listening
from tests.server.origin import Origin, reply, running_origin
from tests.server.stand_ins import FixedKinds
from tests.studio.conftest import Studio, opened_studio, picture

from nukki.server.app import create_app
from nukki.server.settings import ServerSettings

pytestmark = pytest.mark.browser


@pytest.fixture
def origin() -> Iterator[Origin]:
    """A web server on this machine."""
    with running_origin() as found:
        yield found


@pytest.fixture
def fetching(browser: Any, tiny_model: str, tmp_path: Path) -> Iterator[Studio]:
    """The studio of a server that may fetch from this machine."""
    settings = ServerSettings(
        model=tiny_model,
        preset="fast",
        no_auth=True,
        database=f"sqlite:///{tmp_path}/s.sqlite",
        allow_loopback_sources=True,
    )
    with (
        listening(create_app(settings, kinds=FixedKinds()), port=0) as port,
        opened_studio(browser, f"http://127.0.0.1:{port}/", tmp_path) as studio,
    ):
        yield studio


def test_a_picture_from_the_web_is_fetched_by_the_server(fetching: Studio, origin: Origin) -> None:
    origin.pages["/square.png"] = reply(picture(), "Content-Type: image/png")
    fetching.page.fill("#address", origin.url("/square.png"))
    fetching.page.click("#address-form button")
    fetching.wait_until_cut()
    assert fetching.page.inner_text("#file-name") == "square.png"
    assert fetching.result().shape == (600, 800, 4)


def test_an_address_with_nothing_behind_it_is_told(fetching: Studio, origin: Origin) -> None:
    fetching.page.fill("#address", origin.url("/missing.png"))
    fetching.page.click("#address-form button")
    fetching.page.wait_for_selector("#complaint:visible")
    assert "address" in fetching.page.inner_text("#complaint")
    fetching.said.clear()  # the browser itself logs the refusal


def test_the_camera_gives_a_photo(phone: Studio) -> None:
    with phone.page.expect_file_chooser() as chooser:
        phone.page.click("#take")
    assert phone.page.get_attribute("#camera", "capture") == "environment"
    file = {"name": "camera.png", "mimeType": "image/png", "buffer": picture()}
    chooser.value.set_files(file)
    phone.wait_until_cut()
    assert phone.result().shape == (600, 800, 4)


def test_a_sample_is_one_click_away(studio: Studio) -> None:
    studio.page.click('[data-sample="duck.jpg"]')
    studio.wait_until_cut()
    assert studio.page.inner_text("#file-name") == "duck.jpg"
