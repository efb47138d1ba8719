"""A picture many times on paper."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki import codecs
from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.core.papers import Paper, parse_paper
from nukki.core.values import Cutout, Image
from nukki.ops.sheet import lay_out
from nukki.pipeline import build
from nukki.stages.sheet import Sheet


@pytest.fixture
def photo() -> Cutout:
    """35 x 45 mm at 300 dpi, grey."""
    pixels = np.full((531, 413, 3), 90, np.uint8)
    return Cutout(pixels, np.ones((531, 413), np.float32), Image(pixels))


def printed(photo: Cutout, paper: str = "10x15cm", dpi: float = 300) -> Cutout:
    return Sheet(parse_paper(paper), dpi)(photo)


def test_ten_by_fifteen_holds_eight_passport_photos(photo: Cutout) -> None:
    sheet = printed(photo)
    assert sorted(sheet.size_hw) == [1181, 1772]
    assert (sheet.foreground[..., 0] == 90).sum() == 8 * 531 * 413


def test_a_sheet_is_opaque_and_says_how_large_it_is(photo: Cutout) -> None:
    sheet = printed(photo, "A4", 200)
    assert sheet.alpha.min() == 1
    assert sheet.source.info.dpi == pytest.approx((200, 200))
    assert max(sheet.size_hw) == round(297 / 25.4 * 200)


def test_marks_lie_outside_the_pictures_and_in_line_with_their_edges(photo: Cutout) -> None:
    grey = printed(photo).foreground[..., 0]
    marks = (grey > 90) & (grey < 255)
    rows, columns = np.nonzero(grey == 90)
    assert marks.any()
    assert marks[:, columns.min()].any()
    assert marks[rows.min()].any()


def test_a_picture_that_does_not_fit_is_refused_in_millimetres(photo: Cutout) -> None:
    with pytest.raises(
        OptionError, match=r"fits on 20 x 30 mm with 1\.8 mm round it, got one of 35 x 45"
    ):
        printed(photo, "20x30mm")


def test_what_is_transparent_is_paper(photo: Cutout) -> None:
    clear = replace(photo, alpha=np.zeros_like(photo.alpha))
    assert np.median(printed(clear).foreground) == 255


@given(
    st.tuples(st.integers(1, 400), st.integers(1, 400)),
    st.tuples(st.integers(1, 900), st.integers(1, 900)),
)
def test_copies_stay_on_the_paper_and_apart(
    picture_hw: tuple[int, int], sheet_hw: tuple[int, int]
) -> None:
    layout = lay_out(picture_hw, sheet_hw, margin_px=7, gap_px=5)
    if layout is None:
        assert min(picture_hw[0], picture_hw[1]) + 14 > min(sheet_hw) or max(picture_hw) + 14 > max(
            sheet_hw
        )
        return
    covered = np.zeros(layout.size_hw, int)
    for box in layout.boxes:
        covered[box.grown(2).slices] += 1
        assert box.size_hw == picture_hw
    assert covered.max() == 1
    assert not covered[:5].any()


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("a4", Paper(210, 297)),
        ("15x10cm", Paper(100, 150)),
        ("4 x 6 in", Paper(25.4 * 4, 25.4 * 6)),
    ],
)
def test_papers_are_named_or_measured(text: str, paper: Paper) -> None:
    assert parse_paper(text) == paper


@pytest.mark.parametrize("text", ["", "A9", "10x15", "1x1mm", "5x5m"])
def test_other_papers_are_refused(text: str) -> None:
    with pytest.raises(OptionError, match="sheet: expected a4, a5, a6, letter, or sides"):
        parse_paper(text)


@pytest.mark.parametrize("name", ["jpeg", "png"])
def test_a_file_says_its_dots_per_inch(name: str, photo: Cutout, tiny_model: str) -> None:
    remover = build(Options(model=tiny_model, dpi=600, background="white"))
    data = remover.encode(remover.compose(photo), name)
    dpi = PIL.Image.open(io.BytesIO(data)).info["dpi"]
    assert dpi == pytest.approx((600, 600), abs=0.1)


def test_a_page_of_pdf_is_as_large_as_the_paper(photo: Cutout, tiny_model: str) -> None:
    remover = build(Options(model=tiny_model, sheet="A4", background="white"))
    data = remover.encode(remover.compose(photo, layered=True), "pdf")
    box = data.split(b"/MediaBox")[1].split(b"]")[0].strip(b" [").split()
    assert [round(float(side) / 72 * 25.4) for side in box[2:]] == [210, 297]


def test_a_matte_is_not_printed() -> None:
    with pytest.raises(OptionError, match="a sheet is printed as it looks"):
        Options(sheet="A4", matte_only=True)


def test_a_sheet_is_read_back_as_it_was_written(photo: Cutout, tiny_model: str) -> None:
    remover = build(Options(model=tiny_model, sheet="10x15cm"))
    sheet = remover.compose(photo)
    again = codecs.read(remover.encode(sheet, "png"))
    assert np.array_equal(again.pixels, sheet.foreground)
