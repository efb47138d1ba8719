"""TIFF, 1 to 16 bits (TIFF 6.0)."""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from nukki.codecs.format import Format, WriteSettings, starts_with
from nukki.codecs.limits import SizeLimit
from nukki.codecs.pillow_file import PillowFile
from nukki.codecs.pillow_pixels import both_bytes, sixteen_bit_image
from nukki.codecs.quantise import bands, depth_of
from nukki.codecs.tiff_stream import TiffFacts, write_tiff
from nukki.core.arrays import Pixels
from nukki.core.errors import InputError
from nukki.core.values import Cutout, Image

_BITS_PER_SAMPLE, _PHOTOMETRIC, _PLANAR, _EXTRA_SAMPLES = 258, 262, 284, 338
_SEPARATE_PLANES, _WHITE_IS_ZERO, _PREMULTIPLIED = 2, 0, (1,)


class TiffFile(PillowFile):
    """A TIFF's first page; 16-bit colour is decoded twice, as for PNG."""

    def __init__(self, stream: BinaryIO, limit: SizeLimit) -> None:
        from PIL.TiffImagePlugin import TiffImageFile

        self._stream = stream
        self._plugin: Any = TiffImageFile
        super().__init__("tiff", TiffImageFile, stream, limit)

    def count_frames(self) -> int:
        """1: pages are no animation."""
        return 1

    def find_orientation(self) -> int:
        """1: the plugin turns the picture, its size included, by itself."""
        return 1

    def exif(self) -> PIL.Image.Exif:
        """The file's own tags, among which are those that EXIF borrowed from TIFF."""
        return self.picture.getexif()

    def bit_depth(self) -> int:
        """Bits per channel in the file."""
        bits = self._tag(_BITS_PER_SAMPLE, (8,))
        return int(bits[0] if isinstance(bits, tuple) else bits)

    def decode(self) -> Image:
        """The page, in 16 bits where the file has them."""
        if self.bit_depth() != 16 or self.picture.mode not in {"RGB", "RGBA"}:
            return super().decode()
        if self._tag(_PLANAR, 1) == _SEPARATE_PLANES:
            raise InputError(
                "expected 16-bit TIFF samples side by side, got separate planes; "
                "save it with interleaved channels"
            )
        info = self.read_info()
        premultiplied = self._tag(_EXTRA_SAMPLES, ()) == _PREMULTIPLIED
        samples = both_bytes(lambda: self._decoded(low=False), lambda: self._decoded(low=True))
        if premultiplied:
            _divide_by_alpha(samples)
        return sixteen_bit_image(samples, info, self.orientation)

    def sixteen_bit_samples(self) -> Pixels:
        """(H, W) uint16 of a loaded grey picture, 12 bits stretched to 16."""
        samples = super().sixteen_bit_samples()
        if self.bit_depth() == 12:
            samples = samples << np.uint16(4) | samples >> np.uint16(8)
        if self._tag(_PHOTOMETRIC, 1) == _WHITE_IS_ZERO:
            samples = np.uint16(65535) - samples
        return samples

    def _tag(self, number: int, default: Any) -> Any:
        return getattr(self.picture, "tag_v2", {}).get(number, default)

    def _decoded(self, *, low: bool) -> PIL.Image.Image:
        """The page's high bytes, or its low ones by reading in the opposite byte order."""
        self._stream.seek(0)
        picture = self._plugin(self._stream)
        picture.tile = [
            tile._replace(args=(_raw_mode(tile.args[0], low=low), *tile.args[1:]))
            for tile in picture.tile
        ]
        picture.load()
        return picture  # type: ignore[no-any-return]


def _raw_mode(raw_mode: str, *, low: bool) -> str:
    """Pillow's name of the sample layout, without its own division by alpha."""
    layout, order = raw_mode.replace("a", "A")[:-1], raw_mode[-1]
    if order == "N":
        order = "L" if sys.byteorder == "little" else "B"
    opposite = {"L": "B", "B": "L"}
    return layout + (opposite[order] if low else order)


def _divide_by_alpha(samples: NDArray[np.uint16]) -> None:
    """Make premultiplied (H, W, 4) samples straight, in place and row by row."""
    for row in samples:
        alpha = np.maximum(row[:, 3:], 1).astype(np.float32)
        row[:, :3] = np.minimum(row[:, :3] * (np.float32(65535) / alpha) + 0.5, 65535)


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    depth = depth_of(cutout)
    info = cutout.source.info
    write_tiff(
        stream,
        bands(cutout, depth, matte_only=settings.matte_only),
        size_hw=cutout.size_hw,
        channels=1 if settings.matte_only else 4,
        bits=depth.itemsize * 8,
        facts=TiffFacts(
            icc_profile=None if settings.matte_only else info.icc_profile,
            dpi=info.dpi,
            exif=info.exif if settings.keep_metadata else None,
        ),
    )


FORMAT = Format(
    name="tiff",
    suffixes=(".tif", ".tiff"),
    media_type="image/tiff",
    matches=starts_with(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    open=TiffFile,
    write=_write,
    alpha=True,
    sixteen_bit=True,
)
