"""The page about training lists the networks there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nukki.train.networks import NETWORKS

PAGE = (Path(__file__).parents[3] / "docs" / "training.md").read_text()


def table() -> str:
    return PAGE.partition("<!-- networks:")[2].partition("<!-- /networks -->")[0]


def test_the_page_lists_every_network() -> None:
    assert re.findall(r"^\| `(\w+)`", table(), re.MULTILINE) == list(NETWORKS)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_page_counts_its_parameters(name: str) -> None:
    counted = sum(value.numel() for value in NETWORKS[name].make().parameters())
    (told,) = re.findall(rf"^\| `{name}` \| ([\d.]+) M", table(), re.MULTILINE)
    assert counted / 1e6 == pytest.approx(float(told), rel=0.05)
