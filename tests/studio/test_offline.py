"""Once it was loaded, the studio opens without a server."""

from __future__ import annotations

import pytest
from tests.studio.conftest import Studio, picture

pytestmark = pytest.mark.browser


def test_after_one_visit_it_opens_without_the_server_and_the_work_goes_on(studio: Studio) -> None:
    studio.drop(picture())
    studio.wait_until_cut()
    studio.page.wait_for_timeout(1200)
    studio.until("navigator.serviceWorker.controller !== null")
    studio.until("caches.match('/studio/pixel-worker.js').then(Boolean)")
    studio.page.context.set_offline(True)
    studio.page.reload()
    studio.page.wait_for_selector("body[data-ready]")
    studio.wait_until_cut()
    studio.brush("e", (400, 250), (400, 350))
    result = studio.result()
    studio.page.context.set_offline(False)
    studio.said.clear()  # the browser itself logs that the server is away
    assert (result[250:350, 395:405, 3] == 0).all()
    assert int(result[300, 300, 3]) == 255
