"""Finished pictures are checked by their pixels."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import PIL.Image
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

import nukki
from nukki import codecs
from nukki.cli import check as command
from nukki.core.errors import UnknownNameError
from nukki.core.values import Image, Matte
from nukki.outlets import OUTLETS, Finding, Report, check
from nukki.pipeline import build


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


def test_the_height_of_a_head_is_left_to_a_person() -> None:
    report = check(encoded(page(600)), "us-passport")
    assert finding(report, "head").passed is None


@pytest.mark.parametrize(("ground", "passed"), [(255, True), (215, True), (150, False)])
def test_offices_take_pale_backgrounds(ground: int, passed: bool) -> None:
    report = check(encoded(page(600, ground=ground)), "us-passport")
    assert finding(report, "background").passed is passed


@pytest.mark.parametrize("name", OUTLETS)
def test_a_photo_made_with_an_outlets_options_passes_its_check(name: str, tiny_model: str) -> None:
    outlet = OUTLETS[name]
    ground: dict[str, Any] = {} if "background" in outlet.options else {"background": "#d0e0f0"}
    remover = build(nukki.Options(model=tiny_model, **outlet.options, **ground))
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
