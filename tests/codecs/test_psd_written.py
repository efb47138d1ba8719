"""PSD as psd-tools, Pillow and ImageMagick read it."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from nukki import codecs
from nukki.codecs.pack_bits import packed
from nukki.core.options import Options
from nukki.core.values import Cutout, Image, ImageInfo, Matte
from nukki.pipeline import build

SIZE_HW = (60, 300)


def unpacked(data: bytes) -> bytes:
    """PackBits as TIFF 6.0 section 9 tells it."""
    found, at = bytearray(), 0
    while at < len(data):
        head = data[at]
        if head < 128:
            found += data[at + 1 : at + 2 + head]
            at += head + 2
        else:
            found += data[at + 1 : at + 2] * (257 - head)
            at += 2
    return bytes(found)


def photo(depth: Any = np.uint8, **info: Any) -> Image:
    rng = np.random.default_rng(3)
    return Image(rng.integers(0, 250, (*SIZE_HW, 3)).astype(depth), info=ImageInfo(**info))


def written(tiny_model: str, picture: Image, **options: Any) -> bytes:
    alpha = np.zeros(SIZE_HW, np.float32)
    alpha[20:40, 100:200] = 1
    alpha[20:40, 100] = 0.5
    remover = build(Options(model=tiny_model, edges="plain", format="psd", **options))
    return remover.encode(remover.corrected(picture, Matte(alpha), layered=True), "psd")


def layers(data: bytes) -> Any:
    psd_tools = pytest.importorskip("psd_tools")
    return psd_tools.PSDImage.open(io.BytesIO(data))


@pytest.mark.parametrize("width", [1, 127, 128, 129, 300])
def test_packed_rows_unpack_to_themselves(width: int) -> None:
    rng = np.random.default_rng(width)
    rows = rng.integers(0, 255, (5, width)).astype(np.uint8)
    rows[1] = 9
    counts, data = packed(rows)
    assert unpacked(data) == rows.tobytes()
    ends = counts.cumsum()
    assert unpacked(data[ends[1] : ends[2]]) == rows[2].tobytes()


def test_photo_mask_shadow_and_background_are_layers(tiny_model: str) -> None:
    document = layers(written(tiny_model, photo(), background="#102030", shadow="drop"))
    assert [layer.name for layer in document] == ["Background", "Shadow", "Subject"]
    assert document[0].topil().getpixel((0, 0))[:3] == (16, 32, 48)


def test_the_mask_is_the_matte_and_hides_the_photo_itself(tiny_model: str) -> None:
    picture = photo()
    (subject,) = layers(written(tiny_model, picture))
    mask = np.asarray(subject.mask.topil())
    assert mask[30, 150] == 255
    assert mask[30, 100] == 128
    assert mask[0, 0] == 0
    hidden = np.asarray(subject.topil(apply_icc=False))[..., :3]
    np.testing.assert_array_equal(hidden[:10], picture.pixels[:10])


def test_a_crop_cuts_all_layers_alike(tiny_model: str) -> None:
    document = layers(written(tiny_model, photo(), trim=True, margin="5px", background="blur"))
    assert {(layer.width, layer.height) for layer in document} == {(110, 30)}


def test_sixteen_bits_stay(tiny_model: str) -> None:
    deep = photo(np.uint16)
    document = layers(written(tiny_model, deep))
    assert document.depth == 16
    values = document[0].numpy("color")
    np.testing.assert_allclose(values[:10] * 65535, deep.pixels[:10], atol=0.6)


def test_profile_and_resolution_are_kept(tiny_model: str) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = written(tiny_model, photo(icc_profile=profile, dpi=(300.0, 300.0)))
    assert PIL.Image.open(io.BytesIO(data)).info["icc_profile"] == profile


def test_the_clipping_path_lies_along_the_matte(tiny_model: str) -> None:
    vector = pytest.importorskip("psd_tools.psd.vector")
    document = layers(written(tiny_model, photo()))
    assert "Subject" in str(document.image_resources.get_data(2999))
    data = document.image_resources.get_data(2000)
    (outline,) = (one for one in vector.Path.frombytes(data) if isinstance(one, vector.Subpath))
    points = np.array([knot.anchor for knot in outline])
    rows, columns = points[:, 0] * SIZE_HW[0], points[:, 1] * SIZE_HW[1]
    assert rows.min() == pytest.approx(20, abs=0.6)
    assert columns.max() == pytest.approx(200, abs=0.6)


def test_what_others_see_is_the_composite(tiny_model: str) -> None:
    data = written(tiny_model, photo(), background="white")
    shown = np.asarray(PIL.Image.open(io.BytesIO(data)))
    assert shown.shape == (*SIZE_HW, 3)
    assert shown[0, 0].tolist() == [255, 255, 255]


def test_imagemagick_reads_layers_and_composite(tiny_model: str, tmp_path: Path) -> None:
    identify = shutil.which("identify")
    if identify is None:
        pytest.skip("ImageMagick is not here")
    path = tmp_path / "a.psd"
    path.write_bytes(written(tiny_model, photo(), background="white"))
    done = subprocess.run([identify, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.count("PSD 300x60") == 3


def test_a_plain_cutout_becomes_one_layer() -> None:
    picture = photo()
    alpha = np.full(SIZE_HW, 0.25, np.float32)
    data = codecs.write(Cutout(picture.pixels, alpha, picture), "psd", quality=90)
    assert [layer.name for layer in layers(data)] == ["Subject"]
