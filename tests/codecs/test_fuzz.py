"""Whatever happens to a file's bytes: a picture, or one of nukki's own errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.codecs.png_stream import SIGNATURE, chunk
from nukki.core.errors import NukkiError
from nukki.core.values import Cutout

pytestmark = pytest.mark.fuzz

MUTATIONS_PER_FILE = 300
MAX_MEGAPIXELS = 1
HEADER_BYTES = 64

READABLE = [name for name, entry in codecs.FORMATS.items() if entry.can_read]


FIELDS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\1", b"\x7f\xff\0\0", b"\x80")


def flipped(data: bytes, dice: np.random.Generator) -> bytes:
    changed = bytearray(data)
    for at in dice.integers(0, len(data), dice.integers(1, 8)):
        changed[at] = dice.integers(0, 256)
    return bytes(changed)


def header_field_changed(data: bytes, dice: np.random.Generator) -> bytes:
    at = int(dice.integers(0, min(HEADER_BYTES, len(data))))
    field = FIELDS[dice.integers(0, len(FIELDS))]
    return data[:at] + field + data[at + len(field) :]


def truncated(data: bytes, dice: np.random.Generator) -> bytes:
    return data[: int(dice.integers(0, len(data)))]


def spliced(data: bytes, dice: np.random.Generator) -> bytes:
    first, second, length = (int(value) for value in dice.integers(0, len(data), 3))
    return data[:first] + data[second : second + length % 64] + data[first:]


def mended(data: bytes) -> bytes:
    """A PNG with right checksums, so that what lies behind them is put to the test too."""
    if not data.startswith(SIGNATURE):
        return data
    at, parts = len(SIGNATURE), [SIGNATURE]
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        parts.append(chunk(data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return b"".join(parts)


def flipped_and_mended(data: bytes, dice: np.random.Generator) -> bytes:
    return mended(flipped(data, dice))


MUTATIONS = (flipped, flipped_and_mended, header_field_changed, truncated, spliced)


def mutants(data: bytes, seed: int) -> Iterator[bytes]:
    dice = np.random.default_rng(seed)
    for number in range(MUTATIONS_PER_FILE):
        yield MUTATIONS[number % len(MUTATIONS)](data, dice)


def outcome(data: bytes) -> object:
    """The frames, or one of nukki's errors; any other exception fails the test."""
    try:
        codecs.probe(data, max_megapixels=MAX_MEGAPIXELS)
        codecs.read(data, max_megapixels=MAX_MEGAPIXELS, at_least_hw=(4, 4))
        return list(codecs.read_frames(data, max_megapixels=MAX_MEGAPIXELS))
    except NukkiError as error:
        return error


def one_line(result: object) -> bool:
    return not isinstance(result, NukkiError) or "\n" not in str(result)


@pytest.mark.parametrize("name", READABLE)
def test_a_damaged_file_gives_a_picture_or_a_one_line_error(
    name: str, sample: Callable[[str], bytes]
) -> None:
    results = [outcome(data) for data in mutants(sample(name), seed=1)]
    assert all(map(one_line, results))


VARIANTS = [
    "apng",
    "png16",
    "palette",
    "interlaced",
    "exif",
    "cmyk",
    "tiff16",
    "lzw",
    "webp",
    "gif",
    "tiff-planes",
    "tiff-pairs",
    "avif10",
    "jpeg2000-16",
]


@pytest.fixture
def variant(
    request: pytest.FixtureRequest,
    colours: NDArray[np.uint8],
    deep_cutout: Cutout,
    encode: Callable[..., bytes],
    deep_file: Callable[..., bytes],
) -> bytes:
    """Rarer layouts of the formats, each with parsing code of its own."""
    picture = PIL.Image.fromarray(colours)
    more = [PIL.Image.fromarray(np.roll(colours, shift, axis=1)) for shift in (3, 6)]
    animation = {"save_all": True, "append_images": more, "duration": 40}
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera"
    deep = np.tile(deep_cutout.foreground, (3, 3, 1))
    makers: dict[str, Callable[[], bytes]] = {
        "apng": lambda: encode(picture, "PNG", **animation),
        "png16": lambda: codecs.write(deep_cutout, "png", quality=90),
        "palette": lambda: encode(picture.quantize(16), "PNG", transparency=3),
        "interlaced": lambda: encode(picture.quantize(16), "GIF", interlace=1, transparency=2),
        "exif": lambda: encode(picture, "JPEG", exif=exif, dpi=(72, 72), progressive=True),
        "cmyk": lambda: encode(picture.convert("CMYK"), "JPEG"),
        "tiff16": lambda: codecs.write(deep_cutout, "tiff", quality=90),
        "lzw": lambda: encode(picture, "TIFF", compression="tiff_lzw", exif=exif),
        "webp": lambda: encode(picture, "WEBP", **animation),
        "gif": lambda: encode(picture, "GIF", disposal=2, **animation),
        "tiff-planes": lambda: deep_file(
            "tiff", deep, photometric="rgb", planarconfig="separate", compression="zlib"
        ),
        "tiff-pairs": lambda: deep_file(
            "tiff", deep[..., :2], photometric="minisblack", extrasamples=["unassalpha"]
        ),
        "avif10": lambda: deep_file("avif", deep, bits=10),
        "jpeg2000-16": lambda: deep_file("jpeg2000", deep),
    }
    return makers[request.param]()


@pytest.mark.parametrize("variant", VARIANTS, indirect=True)
def test_a_damaged_file_of_a_rarer_layout_gives_a_picture_or_a_one_line_error(
    variant: bytes,
) -> None:
    results = [outcome(data) for data in mutants(variant, seed=2)]
    assert all(map(one_line, results))
