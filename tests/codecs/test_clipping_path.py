"""Photos left whole with a clipping path, as Ghostscript, ImageMagick and psd-tools read them."""

from __future__ import annotations

import io
import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.core.errors import EncodeError, OptionError
from nukki.core.options import Options
from nukki.core.values import Cutout, Image, ImageInfo, Matte
from nukki.ops.curves import trace
from nukki.ops.path_accuracy import path_accuracy
from nukki.pipeline import build

SIZE_HW = (60, 90)
LEFT, TOP, RIGHT, BOTTOM = 20, 10, 70, 50

EMBEDDED = ("tiff", "jpeg", "psd")


def ring() -> NDArray[np.float32]:
    """A soft disc with a hole in it."""
    rows, columns = np.mgrid[:60, :90] + 0.5
    away = np.hypot(columns - 45, rows - 30)
    return np.asarray(np.clip(np.minimum(25 - away, away - 8) + 0.5, 0, 1), np.float32)


def picture() -> Image:
    rng = np.random.default_rng(3)
    return Image(rng.integers(0, 250, (*SIZE_HW, 3)).astype(np.uint8))


def cutout() -> Cutout:
    alpha = np.zeros(SIZE_HW, np.float32)
    alpha[TOP:BOTTOM, LEFT:RIGHT] = 1
    photo = picture()
    return Cutout(photo.pixels * (alpha > 0)[..., np.newaxis], alpha, photo)


def written(name: str, made: Cutout | None = None) -> bytes:
    return codecs.write(made or cutout(), name, quality=95, clipping_path=True)


def resources(data: bytes) -> dict[int, bytes]:
    """The image resources that begin with the first in these bytes."""
    at, found = data.index(b"8BIM"), {}
    while data[at : at + 4] == b"8BIM":
        number, _, length = struct.unpack(">HHI", data[at + 4 : at + 12])
        found[number] = data[at + 12 : at + 12 + length]
        at += 12 + length + length % 2
    return found


def knots(path: bytes) -> Iterator[tuple[float, float]]:
    """x and y in pixels of every point on a path."""
    for start in range(0, len(path), 26):
        kind, *numbers = struct.unpack(">H6i", path[start : start + 26])
        if kind == 1:
            yield numbers[3] / 2**24 * SIZE_HW[1], numbers[2] / 2**24 * SIZE_HW[0]


@pytest.mark.parametrize("name", EMBEDDED)
def test_the_path_lies_along_the_matte_and_clips(name: str) -> None:
    found = resources(written(name))
    xs, ys = zip(*knots(found[2000]), strict=True)
    assert (min(xs), max(xs)) == pytest.approx((LEFT, RIGHT), abs=0.6)
    assert (min(ys), max(ys)) == pytest.approx((TOP, BOTTOM), abs=0.6)
    assert found[2999].startswith(b"\x07Subject")


@pytest.mark.parametrize("name", ["tiff", "jpeg"])
def test_the_photo_is_left_whole_and_opaque(name: str) -> None:
    seen = np.asarray(PIL.Image.open(io.BytesIO(written(name))))
    assert seen.shape == (*SIZE_HW, 3)
    # JPEG at quality 95 changes noise a little.
    assert np.abs(seen.astype(int) - picture().pixels).mean() < (0.1 if name == "tiff" else 12)


def test_sixteen_bits_stay_sixteen() -> None:
    deep = Image(picture().pixels.astype(np.uint16) * 257)
    made = replace(cutout(), foreground=deep.pixels, source=deep)
    np.testing.assert_array_equal(codecs.read(written("tiff", made)).pixels, deep.pixels)


@pytest.mark.parametrize("name", EMBEDDED)
def test_imagemagick_sees_the_path(name: str, tmp_path: Path) -> None:
    identify = shutil.which("identify")
    if identify is None:
        pytest.skip("ImageMagick is not installed")
    file = tmp_path / f"a.{name}"
    file.write_bytes(written(name))
    asked = [identify, "-format", "%[8BIM:1999,2998:#1]", f"{file}[0]"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    drawn = re.search(r' d="(.*?)"', told, re.DOTALL)
    assert drawn is not None
    assert drawn[1].strip().startswith("M")


@pytest.mark.parametrize("name", ["tiff", "jpeg"])
def test_psd_tools_reads_the_path(name: str) -> None:
    vector = pytest.importorskip("psd_tools.psd.vector")
    path = vector.Path.frombytes(resources(written(name))[2000])
    assert sum(isinstance(one, vector.Subpath) for one in path) == 1


def test_a_hole_is_a_path_of_its_own() -> None:
    path = resources(written("tiff", replace(cutout(), alpha=ring())))[2000]
    begins = [struct.unpack(">H", path[at : at + 2])[0] for at in range(0, len(path), 26)]
    assert begins.count(0) == 2


def test_a_path_longer_than_a_segment_of_a_jpeg_goes_on_in_the_next() -> None:
    rng = np.random.default_rng(0)
    speckled = np.kron(rng.integers(0, 2, (120, 120)), np.ones((3, 3))).astype(np.float32)
    pixels = np.zeros((360, 360, 3), np.uint8)
    data = written("jpeg", Cutout(pixels, speckled, Image(pixels)))
    assert data.count(b"Photoshop 3.0\0") > 1
    assert PIL.Image.open(io.BytesIO(data)).size == (360, 360)


def test_a_format_without_paths_says_which_have_them() -> None:
    with pytest.raises(EncodeError, match="png holds no clipping path; choose one of jpeg, pdf"):
        written("png")


def rendered(data: bytes, tmp_path: Path) -> NDArray[np.uint8]:
    gs = shutil.which("gs")
    if gs is None:
        pytest.skip("Ghostscript is not installed")
    (tmp_path / "a.pdf").write_bytes(data)
    command = [gs, "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=png16m", "-r72", "-sOutputFile=a.png"]
    subprocess.run([*command, "a.pdf"], check=True, cwd=tmp_path, capture_output=True)
    return np.asarray(PIL.Image.open(tmp_path / "a.png"))


def test_a_pdf_shows_the_photo_inside_the_path(tmp_path: Path) -> None:
    red = np.full((*SIZE_HW, 3), (200, 30, 30), np.uint8)
    alpha = ring()
    page = rendered(codecs.write(Cutout(red, alpha, Image(red)), "pdf", quality=95), tmp_path)
    assert page.shape == (*SIZE_HW, 3)
    assert page[30, 45].tolist() == [255, 255, 255]
    assert np.abs(page[30, 30].astype(int) - (200, 30, 30)).max() < 8
    assert page[2, 2].tolist() == [255, 255, 255]


def test_a_pdf_is_as_large_as_the_photo_s_resolution_says(tmp_path: Path) -> None:
    photo = Image(picture().pixels, info=ImageInfo(dpi=(36.0, 36.0)))
    page = rendered(codecs.write(replace(cutout(), source=photo), "pdf", quality=90), tmp_path)
    assert page.shape[:2] == (120, 180)


def test_the_path_alone_is_black_on_the_page(tmp_path: Path) -> None:
    page = rendered(codecs.write(cutout(), "pdf", quality=90, matte_only=True), tmp_path)
    assert (page[30, 45].max(), page[2, 2].min()) == (0, 255)


def test_a_backdrop_lies_beneath_what_the_pdf_clips(tiny_model: str, tmp_path: Path) -> None:
    remover = build(Options(model=tiny_model, edges="plain", background="lime", format="pdf"))
    matte = np.zeros(SIZE_HW, np.float32)
    matte[TOP:BOTTOM, LEFT:RIGHT] = 1
    done = remover.corrected(picture(), Matte(matte), layered=True)
    page = rendered(remover.encode(done, "pdf"), tmp_path)
    assert np.abs(page[3, 3].astype(int) - (0, 255, 0)).max() < 8


def test_a_finer_tolerance_follows_the_matte_more_closely() -> None:
    alpha = ring()
    fine, coarse = (path_accuracy(alpha, trace(alpha, tolerance_px=by)) for by in (0.1, 2.0))
    assert fine.distance_px < 0.1 < coarse.distance_px < 2.0
    assert fine.overlap > 0.99
    assert fine.knots > coarse.knots


def test_the_result_says_how_well_the_path_follows(tiny_model: str) -> None:
    remover = build(Options(model=tiny_model, clipping_path=True, edges="plain"))
    pixels = np.full((64, 64, 3), 20, np.uint8)
    pixels[16:48, 16:48] = 220
    stream = io.BytesIO()
    PIL.Image.fromarray(pixels).save(stream, "PNG")
    done = remover.convert(stream.getvalue(), format_name="tiff")
    assert re.search(r"path of \d+ points, 0\.\d\d pixels off the matte", done.notes[-1])


def test_a_background_and_a_clipping_path_contradict_each_other() -> None:
    with pytest.raises(OptionError, match="leaves the photo as it is"):
        Options(clipping_path=True, background="white")
