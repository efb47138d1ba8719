"""With a real network: the whole way once, as a person goes it first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.server.clients.rig import listening
from tests.studio.conftest import Studio, opened_studio

from nukki.core.errors import WeightsError
from nukki.pipeline import find_model
from nukki.server.app import create_app
from nukki.server.settings import ServerSettings
from nukki.weights import locate

PORTRAIT = Path(__file__).parents[2] / "examples" / "astronaut.jpg"

pytestmark = [pytest.mark.browser, pytest.mark.weights]


@pytest.fixture
def real(browser: Any, tmp_path: Path) -> Iterator[Studio]:
    """The studio with the default network."""
    try:
        for file in find_model("u2netp").weights:
            locate(file)
    except WeightsError as error:
        pytest.skip(f"the weights of u2netp cannot be had: {error}")
    settings = ServerSettings(no_auth=True, database=f"sqlite:///{tmp_path}/s.sqlite")
    with (
        listening(create_app(settings), port=0) as port,
        opened_studio(browser, f"http://127.0.0.1:{port}/", tmp_path) as studio,
    ):
        yield studio


@pytest.mark.parametrize("sample", ["mug.jpg", "duck.jpg", "plant.jpg"])
def test_a_sample_is_cut_out(real: Studio, sample: str) -> None:
    real.page.click(f'[data-sample="{sample}"]')
    real.wait_until_cut()
    alpha = real.result()[..., 3]
    assert alpha.shape == (420, 560)
    assert alpha[210, 280] > 250
    assert alpha[-20:].max() < 20


def test_a_hair_stroke_changes_only_its_surroundings(real: Studio) -> None:
    real.page.set_input_files("#file", PORTRAIT)
    real.wait_until_cut()
    before = real.result()
    assert before.shape == (512, 512, 4)
    assert before[120, 230, 3] == 255  # her face
    assert before[60, 400, 3] == 0  # the wall
    real.page.wait_for_selector('input[value="hair"]', state="attached")
    real.brush("r", (150, 60), (150, 110))
    real.until("!document.body.classList.contains('making')")
    after = real.result()
    assert real.page.locator("#steps li").count() == 2
    np.testing.assert_array_equal(after[300:, :, 3], before[300:, :, 3])
