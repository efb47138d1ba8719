"""The library door: any picture in, a cut-out that can be looked at, changed and saved."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

import nukki
from nukki import codecs
from nukki.core import values
from nukki.core.values import Image

Pixels = NDArray[np.uint8]
Forms = Callable[[str], Any]

SHALLOW = ["path", "text path", "bytes", "bytearray", "file", "Pillow", "palette", "uint8"]
SHALLOW += ["grey", "grey (H, W, 1)", "RGBA"]
DEEP = ["uint16", "float32", "float64"]


@pytest.fixture
def cutout(pixels: Pixels, tiny_model: str) -> nukki.Cutout:
    """The bright square, cut out."""
    return nukki.cut(pixels, model=tiny_model)


def shown(cutout: nukki.Cutout) -> NDArray[np.float32]:
    """(H, W, 3) the cut-out over black, full scale at 1: faint pixels hide their colours."""
    full = np.iinfo(cutout.foreground.dtype).max
    return np.asarray(cutout.foreground * cutout.alpha[:, :, None] / full, np.float32)


@pytest.mark.parametrize("name", SHALLOW)
def test_any_form_of_a_photo_gives_the_same_cutout(
    name: str, form: Forms, cutout: nukki.Cutout, tiny_model: str
) -> None:
    np.testing.assert_array_equal(nukki.cut(form(name), model=tiny_model).rgba, cutout.rgba)


@pytest.mark.parametrize("name", DEEP)
def test_more_than_8_bits_are_kept(
    name: str, form: Forms, cutout: nukki.Cutout, tiny_model: str
) -> None:
    deep = nukki.cut(form(name), model=tiny_model)
    assert deep.rgba.dtype == np.uint16
    # What shows is the same but for rounding, in a solver that stops early: a percent.
    np.testing.assert_allclose(shown(deep), shown(cutout), atol=0.01)


def test_an_image_value_is_taken_as_it_is(pixels: Pixels) -> None:
    image = Image(pixels)
    assert nukki.load(image) is image


@pytest.mark.parametrize("name", [*SHALLOW, *DEEP])
def test_loading_gives_the_photo_without_cutting(name: str, form: Forms, pixels: Pixels) -> None:
    image = nukki.load(form(name))
    scale = 257 if image.pixels.dtype == np.uint16 else 1
    np.testing.assert_allclose(image.pixels, pixels.astype(int) * scale, atol=0)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (np.zeros((4, 4, 2), np.uint8), nukki.InputError),
        (np.zeros((4, 4, 3), np.int32), nukki.InputError),
        (np.full((4, 4, 3), 2.0), nukki.InputError),
        (np.full((4, 4, 3), np.nan), nukki.InputError),
        (b"", nukki.InputError),
        (b"no picture at all", nukki.NotAnImageError),
        ("no/such/file.jpg", nukki.InputNotFoundError),
        (io.StringIO("text"), nukki.InputError),
        (42, nukki.InputError),
        (None, nukki.InputError),
    ],
    ids=["channels", "int32", "range", "NaN", "empty", "junk", "path", "text", "number", "None"],
)
def test_what_is_no_picture_is_refused_in_our_words(
    source: Any, error: type[Exception], tiny_model: str
) -> None:
    with pytest.raises(error) as info:
        nukki.cut(source, model=tiny_model)
    assert str(info.value)
    assert "\n" not in str(info.value)


def test_an_option_that_does_not_exist_names_the_nearest(pixels: Pixels) -> None:
    with pytest.raises(nukki.UnknownNameError, match="did you mean edges"):
        nukki.cut(pixels, edge="fine")


def test_the_pixel_limit_holds_for_files(tiny_model: str) -> None:
    large = io.BytesIO()
    PIL.Image.new("L", (1100, 1000)).save(large, "PNG")
    large.seek(0)
    with pytest.raises(nukki.ImageTooLargeError):
        nukki.cut(large, model=tiny_model, max_megapixels=1)


def test_a_cutout_is_the_core_value_with_more_to_it(cutout: nukki.Cutout, pixels: Pixels) -> None:
    assert isinstance(cutout, values.Cutout)
    assert cutout.size_hw == (40, 56)
    assert 0.9 < cutout.confidence <= 1
    np.testing.assert_array_equal(cutout.source.pixels, pixels)
    np.testing.assert_array_equal(cutout.mask, cutout.alpha >= 0.5)


def test_rgba_is_straight_and_black_where_nothing_is(cutout: nukki.Cutout, pixels: Pixels) -> None:
    rgba = cutout.rgba
    solid, clear = rgba[:, :, 3] == 255, rgba[:, :, 3] == 0
    np.testing.assert_array_equal(rgba[solid][:, :3], pixels[solid])
    assert not rgba[clear].any()


def test_the_array_given_is_not_changed(pixels: Pixels, tiny_model: str) -> None:
    kept = pixels.copy()
    nukki.cut(pixels, model=tiny_model, edges="fine").on("white").trim()
    np.testing.assert_array_equal(pixels, kept)


@pytest.mark.parametrize("background", ["white", "#fff", (255, 255, 255), "255,255,255"], ids=str)
def test_a_colour_lies_below(background: Any, cutout: nukki.Cutout) -> None:
    laid = cutout.on(background)
    assert isinstance(laid, nukki.Cutout)
    assert (laid.alpha == 1).all()
    assert laid.rgba[0, 0].tolist() == [255] * 4


@pytest.mark.parametrize("name", ["path", "text path", "bytes", "file", "Pillow", "uint8"])
def test_a_picture_in_any_form_lies_below(name: str, form: Forms, cutout: nukki.Cutout) -> None:
    laid = cutout.on(form(name))
    # The same photo below its own cut-out is the photo: rounding, and colours cleaned at edges.
    assert np.abs(laid.foreground.astype(int) - cutout.source.pixels).mean() < 2


@pytest.mark.parametrize("background", ["blur", "blur:3"])
def test_the_photos_own_blur_lies_below(background: str, cutout: nukki.Cutout) -> None:
    laid = cutout.on(background)
    assert (laid.alpha == 1).all()
    np.testing.assert_allclose(laid.foreground[0, 0], 20, atol=1)


def test_a_trimmed_cutout_cannot_be_laid_over_its_blur(cutout: nukki.Cutout) -> None:
    with pytest.raises(nukki.OptionError, match="blur first"):
        cutout.trim().on("blur")


def test_a_background_that_is_nothing_is_refused(cutout: nukki.Cutout) -> None:
    with pytest.raises(nukki.OptionError, match="expected a colour, a picture file, blur"):
        cutout.on("purpel")


def test_trimming_leaves_the_subject(cutout: nukki.Cutout) -> None:
    trimmed = cutout.trim()
    assert trimmed.size_hw == trimmed.box.size_hw if trimmed.box else False
    assert trimmed.rgba[10, 10].tolist() == [230, 230, 230, 255]


@pytest.mark.parametrize(("margin", "more"), [(5, 10), ("5px", 10), ("50%", None)])
def test_a_margin_is_a_number_a_length_or_a_share(
    margin: int | str, more: int | None, cutout: nukki.Cutout
) -> None:
    bare, wide = cutout.trim().size_hw, cutout.trim(margin).size_hw
    expected = more or 2 * round(bare[1] / 2)
    assert wide[1] - bare[1] == expected


def test_an_empty_matte_stays_whole(tiny_model: str) -> None:
    empty = nukki.cut(np.zeros((9, 12, 3), np.uint8), model=tiny_model)
    assert empty.box is None
    assert empty.trim(3) is empty


def test_a_stroke_corrects_the_matte_and_leaves_the_rest(cutout: nukki.Cutout) -> None:
    corrected = cutout.refine([nukki.Stroke("erase", [(30.0, 20.0)], radius_px=3, hard=True)])
    assert isinstance(corrected, nukki.Cutout)
    assert corrected.alpha[20, 30] == 0
    assert not corrected.foreground[20, 30].any()
    assert np.array_equal(corrected.rgba[:, :24], cutout.rgba[:, :24])


@pytest.mark.parametrize("matte", ["float32", "cutout", "grey file"])
def test_a_matte_from_elsewhere_is_refined(
    matte: str, cutout: nukki.Cutout, pixels: Pixels
) -> None:
    grey = np.rint(cutout.alpha * 255).astype(np.uint8)
    forms: dict[str, Any] = {
        "float32": cutout.alpha,
        "cutout": cutout.to_bytes("png"),
        "grey file": grey,
    }
    stroke = nukki.Stroke("keep", [(3.0, 3.0)], radius_px=2, hardness=1.0, hard=True)
    refined = nukki.refine(pixels, forms[matte], [stroke])
    assert refined.alpha[3, 3] == 1
    np.testing.assert_allclose(refined.alpha[10:], cutout.alpha[10:], atol=0.5 / 255)


def test_a_matte_of_another_size_is_refused(cutout: nukki.Cutout, pixels: Pixels) -> None:
    with pytest.raises(nukki.InputError, match="matte: expected height and width"):
        nukki.refine(pixels, cutout.alpha[:20])


def test_a_matte_in_colour_is_refused(pixels: Pixels) -> None:
    red = pixels * np.array([1, 0, 0], np.uint8)
    with pytest.raises(nukki.InputError, match="expected a grey picture"):
        nukki.refine(pixels, red)


def test_an_object_that_is_pointed_at_is_removed(cutout: nukki.Cutout) -> None:
    height, width = cutout.size_hw
    alone = cutout.pick(nukki.Prompt("remove", box=(0.0, 0.0, float(width), float(height))))
    assert float(alone.alpha.sum()) < 0.2 * float(cutout.alpha.sum())
    assert alone.notes[-1] == "the object was found by grabcut+nukki-lite"


def test_a_trimmed_cutout_cannot_be_pointed_at(cutout: nukki.Cutout) -> None:
    with pytest.raises(nukki.OptionError, match="pick first, then trim"):
        cutout.trim().pick(nukki.Prompt(points=[(3.0, 3.0)]))


def test_a_trimmed_cutout_cannot_be_refined(cutout: nukki.Cutout) -> None:
    with pytest.raises(nukki.OptionError, match="refine first, then trim"):
        cutout.trim().refine([nukki.Stroke("keep", [(3.0, 3.0)])])


def test_the_figure_shows_three_panels(cutout: nukki.Cutout) -> None:
    figure = cutout.compare()
    assert isinstance(figure, nukki.Cutout)
    assert figure.size_hw[1] > 3 * cutout.size_hw[1]


WRITABLE = [entry for entry in codecs.FORMATS.values() if entry.can_write]


@pytest.mark.parametrize("entry", WRITABLE, ids=lambda entry: entry.name)
def test_the_bytes_are_of_the_format_asked_for(entry: Any, cutout: nukki.Cutout) -> None:
    shown = cutout if entry.alpha else cutout.on("white")
    assert codecs.sniff(shown.to_bytes(entry.name)[:64]).name == entry.name


@pytest.mark.parametrize(
    "suffix", [suffix for entry in WRITABLE for suffix in entry.suffixes], ids=str
)
def test_the_format_follows_the_names_ending(
    suffix: str, cutout: nukki.Cutout, tmp_path: Path
) -> None:
    target = tmp_path / f"result{suffix.upper()}"
    assert cutout.on("white").save(str(target)) == target
    assert codecs.sniff(target.read_bytes()[:64]) is codecs.format_for_suffix(suffix)


def test_what_was_saved_reads_back_as_it_was(cutout: nukki.Cutout, tmp_path: Path) -> None:
    image = nukki.load(cutout.save(tmp_path / "new folder" / "result.png"))
    assert image.alpha is not None
    np.testing.assert_array_equal(np.dstack((image.pixels, image.alpha)), cutout.rgba)


@pytest.mark.parametrize("name", ["result", "result.heic", "result.xyz"])
def test_an_ending_that_cannot_be_written_leaves_no_file(
    name: str, cutout: nukki.Cutout, tmp_path: Path
) -> None:
    with pytest.raises(nukki.UnknownNameError, match="no output format named"):
        cutout.save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_result_that_cannot_be_encoded_leaves_the_old_file(
    cutout: nukki.Cutout, tmp_path: Path
) -> None:
    target = tmp_path / "result.jpg"
    target.write_bytes(b"old")
    with pytest.raises(nukki.EncodeError, match="lay the cut-out over a colour"):
        cutout.save(target)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_place_that_cannot_be_written_to_is_named(cutout: nukki.Cutout, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(nukki.OutputError, match=r"cannot write .*result\.png"):
        cutout.save(tmp_path / "file" / "result.png")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_lower_quality_makes_smaller_files(cutout: nukki.Cutout) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    laid = cutout.on(noise)
    assert len(laid.to_bytes("jpeg", quality=20)) < len(laid.to_bytes("jpeg", quality=95))


def test_a_notebook_shows_a_png(cutout: nukki.Cutout) -> None:
    data = cutout._repr_png_()
    assert data == cutout.to_bytes()
    with PIL.Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "RGBA", (56, 40))


def test_eight_threads_at_once_get_what_one_gets(tiny_model: str) -> None:
    photos = [np.roll(np.eye(32, dtype=np.uint8) * 255, shift, 1) for shift in range(24)]
    wide = [np.kron(photo, np.ones((3, 3), np.uint8)) for photo in photos]
    alone = [nukki.cut(photo, model=tiny_model).rgba for photo in wide]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda photo: nukki.cut(photo, model=tiny_model).rgba, wide))
    np.testing.assert_array_equal(together, alone)
