"""OpenRaster and OpenEXR, read back by what they promise."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.codecs.registry import sniff
from nukki.core.errors import EncodeError
from nukki.core.options import Options
from nukki.core.values import Cutout, Image, Matte
from nukki.pipeline import build

SIZE_HW = (40, 70)


def alpha() -> NDArray[np.float32]:
    shape = np.zeros(SIZE_HW, np.float32)
    shape[10:30, 20:50] = 1
    shape[10:30, 20] = 0.3
    return shape


def photo() -> Image:
    rng = np.random.default_rng(5)
    return Image(rng.integers(0, 250, (*SIZE_HW, 3)).astype(np.uint8))


def drawing(tiny_model: str, **options: Any) -> zipfile.ZipFile:
    remover = build(Options(model=tiny_model, edges="plain", format="openraster", **options))
    done = remover.corrected(photo(), Matte(alpha()), layered=True)
    return zipfile.ZipFile(io.BytesIO(remover.encode(done, "openraster")))


def sheet(archive: zipfile.ZipFile, name: str) -> NDArray[np.uint8]:
    return np.asarray(PIL.Image.open(io.BytesIO(archive.read(name))))


def test_the_kind_of_file_comes_first_and_plain(tiny_model: str) -> None:
    first = drawing(tiny_model).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert drawing(tiny_model).read("mimetype") == b"image/openraster"


def test_the_background_lies_beneath_a_photo_with_its_mask(tiny_model: str) -> None:
    archive = drawing(tiny_model, background="#00ff00")
    stack = ET.fromstring(archive.read("stack.xml")).find("stack")
    assert stack is not None
    subject, below = list(stack)
    mask, whole = list(subject)
    assert (subject.tag, mask.get("composite-op")) == ("stack", "svg:dst-in")
    np.testing.assert_array_equal(sheet(archive, whole.get("src") or "")[0, 0, :3],
                                  photo().pixels[0, 0])  # fmt: skip
    np.testing.assert_array_equal(sheet(archive, mask.get("src") or "")[..., 3],
                                  np.rint(alpha() * 255))  # fmt: skip
    assert sheet(archive, below.get("src") or "")[0, 0].tolist() == [0, 255, 0, 255]


def test_what_others_see_is_the_finished_picture(tiny_model: str) -> None:
    archive = drawing(tiny_model, background="#00ff00")
    assert sheet(archive, "mergedimage.png")[0, 0].tolist() == [0, 255, 0, 255]
    assert max(sheet(archive, "Thumbnails/thumbnail.png").shape[:2]) <= 256


def test_a_drawing_is_no_mere_zip() -> None:
    made = Cutout(photo().pixels, alpha(), photo())
    assert sniff(codecs.write(made, "openraster", quality=90)[:64]).name == "openraster"
    assert sniff(codecs.write(made, "zip", quality=90)[:64]).name == "zip"


def test_layers_are_not_a_matte() -> None:
    made = Cutout(photo().pixels, alpha(), photo())
    with pytest.raises(EncodeError, match="for the matte alone choose png"):
        codecs.write(made, "openraster", quality=90, matte_only=True)


def inflated(data: bytes, n_bytes: int) -> bytes:
    """A block of OpenEXR's ZIP compression, by the letter of its file layout."""
    if len(data) == n_bytes:
        return data
    steps = np.frombuffer(zlib.decompress(data), np.uint8).astype(np.int64)
    apart = ((np.cumsum(steps) - 128 * np.arange(len(steps))) % 256).astype(np.uint8)
    values = np.empty(n_bytes, np.uint8)
    values[::2], values[1::2] = apart[: (n_bytes + 1) // 2], apart[(n_bytes + 1) // 2 :]
    return values.tobytes()


def planes(data: bytes, line_bytes: int) -> list[bytes]:
    """The lines of a file of scan lines."""
    table = data.index(b"screenWindowWidth\0float\0") + len(b"screenWindowWidth\0float\0") + 9
    count = -(-SIZE_HW[0] // 16)
    lines: list[bytes] = []
    for place in struct.unpack_from(f"<{count}Q", data, table):
        top, length = struct.unpack_from("<iI", data, place)
        n_lines = min(16, SIZE_HW[0] - top)
        block = inflated(data[place + 8 : place + 8 + length], n_lines * line_bytes)
        lines += [block[at : at + line_bytes] for at in range(0, len(block), line_bytes)]
    return lines


def test_light_is_linear_and_multiplied_by_a_whole_float_of_alpha() -> None:
    grey = np.full((*SIZE_HW, 3), 188, np.uint8)
    made = Cutout(grey, alpha(), Image(grey))
    lines = planes(codecs.write(made, "exr", quality=90), SIZE_HW[1] * 16)
    width = SIZE_HW[1]
    found = np.array([np.frombuffer(line[: 4 * width], "<f4") for line in lines])
    red = np.array([np.frombuffer(line[12 * width :], "<f4") for line in lines])
    np.testing.assert_array_equal(found, alpha())
    assert red[20, 40] == pytest.approx(0.503, abs=1e-3)  # half the light is sRGB's 188
    assert red[20, 20] == pytest.approx(0.3 * 0.503, abs=1e-3)
    assert not red[0].any()


def test_the_matte_alone_is_one_plane_of_floats() -> None:
    made = replace(Cutout(photo().pixels, alpha(), photo()))
    data = codecs.write(made, "exr", quality=90, matte_only=True)
    found = [np.frombuffer(line, "<f4") for line in planes(data, 4 * SIZE_HW[1])]
    np.testing.assert_array_equal(np.array(found), alpha())


def test_openexr_itself_reads_the_file(tmp_path: Path) -> None:
    openexr = pytest.importorskip("OpenEXR")
    made = Cutout(photo().pixels, alpha(), photo())
    (tmp_path / "a.exr").write_bytes(codecs.write(made, "exr", quality=90))
    with openexr.File(str(tmp_path / "a.exr")) as file:
        pixels = file.channels()["RGBA"].pixels
    np.testing.assert_array_equal(pixels[..., 3], alpha())
    assert pixels.dtype == np.float32
