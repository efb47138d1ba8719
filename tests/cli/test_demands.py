"""``nukki remove --for``: what is demanded is made, and the file is checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from click.testing import Result

from nukki.core.heads import Head
from nukki.pipeline.faces import HeadLooker

Nukki = Callable[..., Result]
TINY = ("-m", "tiny", "--edges", "plain")


@pytest.fixture
def portrait(tmp_path: Path, nukki: Nukki) -> Path:
    """A bright head on shoulders, before a dark wall."""
    y, x = np.mgrid[:600, :400] + 0.5
    person = (np.hypot((x - 200) / 80, (y - 200) / 120) < 1) | ((y > 330) & (abs(x - 200) < 170))
    PIL.Image.fromarray(np.where(person, 230, 20).astype(np.uint8)).convert("RGB").save(
        tmp_path / "me.png"
    )
    return tmp_path


@pytest.fixture
def faces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads are found: in the photo where it is, in finished files as 66 % of their height."""

    def find(_: HeadLooker, photo: Any, alpha: Any) -> Head:
        if photo.shape[:2] == (600, 400):
            return Head(crown_px=80, eyes_px=200, chin_px=320, centre_px=200)
        height, width = photo.shape[:2]
        return Head(0.07 * height, 0.37 * height, 0.66 * height, width / 2)

    monkeypatch.setattr(HeadLooker, "__call__", find)


def opened(path: Path) -> PIL.Image.Image:
    with PIL.Image.open(path) as picture:
        picture.load()
        return picture


@pytest.mark.usefixtures("faces")
def test_size_ground_format_and_resolution_are_the_offices(nukki: Nukki, portrait: Path) -> None:
    result = nukki("remove", "me.png", "-o", "out.jpg", "--for", "us-passport", *TINY)
    assert result.exit_code == 0, result.stderr
    picture = opened(portrait / "out.jpg")
    assert (picture.size, picture.info["dpi"]) == ((600, 600), (300, 300))
    assert picture.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.usefixtures("faces")
def test_the_head_is_where_the_office_wants_it(nukki: Nukki, portrait: Path) -> None:
    nukki("remove", "me.png", "-o", "out.png", "--for", "us-passport", *TINY,
          "--background", "black")  # fmt: skip
    middle = np.asarray(opened(portrait / "out.png").convert("L"))[:, 300]
    assert np.flatnonzero(middle > 128)[0] == pytest.approx(0.07 * 600, abs=3)


@pytest.mark.usefixtures("faces")
def test_what_is_given_goes_before_what_is_demanded(nukki: Nukki, portrait: Path) -> None:
    result = nukki("remove", "me.png", "-o", "out.png", "--for", "us-passport", *TINY,
                   "--canvas", "700x700", "--dpi", "350")  # fmt: skip
    assert opened(portrait / "out.png").size == (700, 700)
    assert result.exit_code == 1  # the office wants a JPEG
    assert "wrong: out.png: US passport and visa, 2 × 2 in: formats: expected jpeg" in result.stderr


@pytest.mark.usefixtures("faces")
def test_a_scale_of_ones_own_takes_the_place_of_the_head(nukki: Nukki, portrait: Path) -> None:
    result = nukki("remove", "me.png", "-o", "o.jpg", "--for", "us-passport", *TINY,
                   "--scale", "50%")  # fmt: skip
    assert result.exit_code == 0, result.stderr


def test_without_a_face_a_person_is_asked_to_look(
    nukki: Nukki, portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HeadLooker, "__call__", lambda *_: "no face")
    result = nukki("remove", "me.png", "-o", "out.jpg", "--for", "us-passport", *TINY)
    assert result.exit_code == 0
    assert "note: me.png: no face: check the head by hand" in result.stderr
    assert "look: out.jpg: US passport and visa, 2 × 2 in: head: expected 50–69 %" in result.stderr


def test_a_shop_is_checked_as_an_office_is(nukki: Nukki, portrait: Path) -> None:
    result = nukki("remove", "me.png", "-o", "out.jpg", "--for", "shopify", *TINY)
    assert result.exit_code == 0, result.stderr
    assert opened(portrait / "out.jpg").size == (2048, 2048)


@pytest.mark.usefixtures("faces")
def test_a_sheet_is_made_of_it_and_not_checked(nukki: Nukki, portrait: Path) -> None:
    result = nukki("remove", "me.png", "-o", "out.jpg", "--for", "japan-passport", *TINY,
                   "--sheet", "10x15cm")  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert "Japan" not in result.stderr
    picture = opened(portrait / "out.jpg")
    assert sorted(picture.size) == [2362, 3543]
    assert picture.info["dpi"] == (600, 600)


def test_an_office_that_is_unknown_is_told_with_the_nearest(nukki: Nukki, portrait: Path) -> None:
    result = nukki("remove", "me.png", "--for", "us-pasport", *TINY)
    assert result.exit_code == 2
    assert "did you mean us-passport" in result.stderr
