"""Finished pictures are checked by their pixels."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import PIL.Image
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

import nukki
from nukki import codecs, weights
from nukki.cli import check as command
from nukki.core.errors import UnknownNameError, WeightsError
from nukki.core.heads import Head
from nukki.core.values import Image, Matte
from nukki.outlets import OUTLETS, Finding, Report, Rules, check
from nukki.pipeline import build
from nukki.pipeline.faces import HeadLooker


def page(side: int = 1200, *, ground: int = 255, fill: float = 0.9) -> NDArray[np.uint8]:
    """A red disc on a flat ground."""
    y, x = np.mgrid[:side, :side] + 0.5 - side / 2
    pixels = np.full((side, side, 3), ground, np.uint8)
    pixels[np.hypot(x, y) < side * fill / 2] = 180, 20, 30
    return pixels


def encoded(pixels: NDArray[Any], plugin: str = "JPEG", **parameters: Any) -> bytes:
    stream = io.BytesIO()
    PIL.Image.fromarray(pixels).save(stream, plugin, **parameters)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is fetched: the network that finds faces is not here."""
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path))
    monkeypatch.setattr(weights, "locate", Mock(side_effect=WeightsError("not here")))


def office(found: Head, monkeypatch: pytest.MonkeyPatch, **rules: Any) -> Report:
    """What an office says of a head in a photo of 1000 pixels."""
    monkeypatch.setattr(HeadLooker, "__call__", lambda *_: found)
    outlet = replace(OUTLETS["us-passport"], rules=Rules(**rules))
    return check(encoded(page(1000)), outlet)


def finding(report: Report, rule: str) -> Finding:
    return next(one for one in report.findings if one.rule == rule)


def test_white_and_well_filled_passes_although_a_jpeg_rings() -> None:
    report = check(encoded(page(), quality=80), "amazon-main")
    assert report.passed, report.findings
    assert finding(report, "fill_min").found.startswith("90")


def test_one_level_from_white_is_not_white() -> None:
    report = check(encoded(page(ground=254), "PNG"), "amazon-main")
    assert finding(report, "background").passed is False
    assert finding(report, "background").found.startswith("254, 254, 254")


def test_a_single_grey_spot_far_from_the_subject_is_found() -> None:
    spotted = page()
    spotted[5, 5] = 251
    assert finding(check(encoded(spotted, "PNG"), "amazon-main"), "background").passed is False


def test_a_subject_that_is_too_small_is_measured() -> None:
    report = check(encoded(page(fill=0.8)), "amazon-main")
    assert finding(report, "fill_min").passed is False
    assert finding(report, "fill_min").found.startswith("80")


def test_a_dark_room_is_no_white_background() -> None:
    assert finding(check(encoded(page(ground=30)), "amazon-main"), "background").passed is False


def test_transparency_is_no_white() -> None:
    rgba = np.dstack([page(), np.where(page()[..., 1] == 255, 0, 255).astype(np.uint8)])
    report = check(encoded(rgba, "PNG"), "amazon-main")
    assert finding(report, "opaque").passed is False


@pytest.mark.parametrize(("side", "passed"), [(999, False), (1000, True)])
def test_zoom_needs_a_thousand_pixels(side: int, passed: bool) -> None:
    assert finding(check(encoded(page(side)), "amazon-main"), "longest_min").passed is passed


def test_a_head_that_is_not_found_is_left_to_a_person() -> None:
    report = check(encoded(page(600)), "us-passport")
    assert finding(report, "head").passed is None
    assert "(nukki models pull face): check by hand" in finding(report, "head").found


@pytest.mark.parametrize(
    ("chin", "passed", "found"),
    [(700, True, "60 %"), (900, False, "80 %"), (795, None, "70 %, near a limit")],
)
def test_a_head_is_measured_from_crown_to_chin(
    chin: float, passed: bool | None, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = office(Head(100, 400, chin, 500), monkeypatch, head=(50, 69))
    assert finding(report, "head").passed is passed
    assert finding(report, "head").found.startswith(found)


def test_eyes_are_measured_from_below_and_the_space_above_from_above(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = office(Head(100, 400, 700, 500), monkeypatch, eyes=(56, 69), above=(3, 6))
    assert finding(report, "eyes").found == "60 %"
    assert finding(report, "eyes").passed is True
    assert finding(report, "above").found == "10 %"
    assert finding(report, "above").passed is False


def test_what_is_not_the_corners_colour_is_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Mock(return_value="nobody")
    monkeypatch.setattr(HeadLooker, "__call__", shown)
    check(encoded(page(200, ground=230), "PNG"), "us-passport")
    _, alpha = shown.call_args.args
    assert alpha.mean() == pytest.approx(np.pi * 0.45**2, abs=0.01)


@pytest.mark.parametrize(("ground", "passed"), [(255, True), (215, True), (150, False)])
def test_offices_take_pale_backgrounds(ground: int, passed: bool) -> None:
    report = check(encoded(page(600, ground=ground)), "us-passport")
    assert finding(report, "background").passed is passed


@pytest.mark.parametrize("name", OUTLETS)
def test_a_photo_made_with_an_outlets_options_passes_its_check(name: str, tiny_model: str) -> None:
    outlet = OUTLETS[name]
    ground: dict[str, Any] = {} if "background" in outlet.options else {"background": "#d0e0f0"}
    options = nukki.Options(model=tiny_model, offline=True, **outlet.options, **ground)
    remover = build(options)
    photo = page(900, ground=20)
    matte = Matte((photo[..., 0] == 180).astype(np.float32))
    data = remover.encode(remover.corrected(Image(photo), matte), str(outlet.options["format"]))
    report = check(data, outlet)
    assert report.passed, report.findings


@pytest.mark.parametrize("name", OUTLETS)
def test_every_outlet_names_its_source_and_takes_formats_that_are_known(name: str) -> None:
    outlet = OUTLETS[name]
    assert len(outlet.source) > 20
    assert set(outlet.rules.formats) <= set(codecs.FORMATS)


def test_an_unknown_outlet_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="amazon-main"):
        check(encoded(page(50)), "amazon")


def test_the_command_exits_with_1_and_says_what_is_wrong(tmp_path: Any) -> None:
    path = tmp_path / "small.png"
    path.write_bytes(encoded(page(300, ground=250), "PNG"))
    done = CliRunner().invoke(command.command, [str(path), "--for", "amazon-main", "-q"])
    assert done.exit_code == 1
    assert "WRONG" in done.output
    assert "250, 250, 250" in done.output
    assert "fill" not in done.output


def test_the_command_lists_what_it_knows() -> None:
    done = CliRunner().invoke(command.command, ["--list"])
    assert "us-passport" in done.output
    assert "U.S. Department of State" in done.output
