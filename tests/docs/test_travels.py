"""``docs/how-a-picture-travels.md`` names files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-a-picture-travels.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.(?:py|js))`", PAGE)))

DOORS = ("cli", "library.py", "rembg", "video", "bulk", "server", "studio", "desktop")


@pytest.mark.parametrize("path", NAMED)
def test_a_file_that_a_picture_passes_is_there(path: str) -> None:
    assert (ROOT / "src" / "nukki" / path).is_file()


@pytest.mark.parametrize("door", DOORS)
def test_no_door_is_left_out(door: str) -> None:
    assert [path for path in NAMED if path.partition("/")[0] == door]
