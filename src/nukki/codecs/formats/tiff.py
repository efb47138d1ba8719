"""TIFF, 1 to 16 bits (TIFF 6.0)."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from nukki.codecs.format import Format, WriteSettings, starts_with
from nukki.codecs.guard import decoding
from nukki.codecs.image_resources import clipping_path
from nukki.codecs.limits import SizeLimit
from nukki.codecs.outlined import outlined
from nukki.codecs.pillow_file import PillowFile
from nukki.codecs.pillow_pixels import both_bytes, sixteen_bit_image
from nukki.codecs.quantise import bands, depth_of
from nukki.codecs.tiff_layouts import (
    BITS,
    EXTRA_SAMPLES,
    ORIENTATION,
    PHOTOMETRIC,
    PLANAR,
    PREMULTIPLIED,
    SEPARATE,
    WHITE_IS_ZERO,
    Layout,
    as_grey,
    layout_of,
    read_pairs,
    read_planes,
)
from nukki.codecs.tiff_stream import TiffFacts, write_tiff
from nukki.core.arrays import Pixels
from nukki.core.errors import InputError
from nukki.core.values import Cutout, Image


class TiffFile(PillowFile):
    """A TIFF's first page; 16-bit colour is decoded twice, as for PNG, or by its planes."""

    def __init__(self, stream: BinaryIO, limit: SizeLimit) -> None:
        from PIL.TiffImagePlugin import TiffImageFile

        self._stream = stream
        self._plugin: Any = TiffImageFile
        with decoding("tiff"):
            self._layout = layout_of(stream)
            self._has_pairs = self._layout is not None and self._layout.has_deep_pairs
        stream.seek(0)
        super().__init__("tiff", self._open, stream, limit)

    def _open(self, stream: BinaryIO) -> Any:
        if self._layout is None or not self._has_pairs:
            return self._plugin(stream)
        return self._plugin(io.BytesIO(as_grey(self._layout)))

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
        bits = self._tag(BITS, (8,))
        return int(bits[0] if isinstance(bits, tuple) else bits)

    def decode(self) -> Image:
        """The page, in 16 bits where the file has them."""
        if self._layout is not None and self._has_pairs:
            return self._from_layout(read_pairs(self._layout), self._layout)
        if self.bit_depth() != 16 or self.picture.mode not in {"RGB", "RGBA"}:
            return super().decode()
        if self._tag(PLANAR, 1) == SEPARATE:
            return self._from_planes()
        info = self.read_info()
        premultiplied = self._tag(EXTRA_SAMPLES, ()) == (PREMULTIPLIED,)
        samples = both_bytes(lambda: self._decoded(low=False), lambda: self._decoded(low=True))
        if premultiplied:
            _divide_by_alpha(samples)
        return sixteen_bit_image(samples, info, self.orientation)

    def _from_planes(self) -> Image:
        if self._layout is None:
            raise InputError(
                "expected the 16-bit samples of so large a kind of TIFF side by side, got "
                "separate planes; save it with interleaved channels"
            )
        return self._from_layout(read_planes(self._layout), self._layout)

    def _from_layout(self, samples: NDArray[np.uint16], layout: Layout) -> Image:
        """The page from (H, W, 2 ... 4) samples as stored, which the plugin has not turned."""
        if samples.shape[2] == 2:
            grey = samples[..., :1]
            if layout.number(PHOTOMETRIC) == WHITE_IS_ZERO:
                grey = np.uint16(65535) - grey
            samples = np.concatenate((grey, grey, grey, samples[..., 1:]), axis=2)
        if layout.number(EXTRA_SAMPLES) == PREMULTIPLIED:
            _divide_by_alpha(samples)
        turned = layout.number(ORIENTATION, 1)
        return sixteen_bit_image(
            samples[..., :4], self.read_info(), turned if 1 <= turned <= 8 else 1
        )

    def sixteen_bit_samples(self) -> Pixels:
        """(H, W) uint16 of a loaded grey picture, 12 bits stretched to 16."""
        samples = super().sixteen_bit_samples()
        if self.bit_depth() == 12:
            samples = samples << np.uint16(4) | samples >> np.uint16(8)
        if self._tag(PHOTOMETRIC, 1) == WHITE_IS_ZERO:
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
    resources = clipping_path(cutout, settings) if settings.clipping_path else b""
    shown = outlined(cutout) if settings.clipping_path else cutout
    write_tiff(
        stream,
        _bands(shown, depth, settings),
        size_hw=cutout.size_hw,
        channels=1 if settings.matte_only else 3 if settings.clipping_path else 4,
        bits=depth.itemsize * 8,
        facts=TiffFacts(
            icc_profile=None if settings.matte_only else info.icc_profile,
            dpi=info.dpi,
            exif=info.exif if settings.keep_metadata else None,
            resources=resources,
        ),
    )


def _bands(cutout: Cutout, depth: np.dtype[Any], settings: WriteSettings) -> Iterator[Pixels]:
    """Bands as `bands` gives them; without alpha where the photo is left whole."""
    for band in bands(cutout, depth, matte_only=settings.matte_only):
        yield np.ascontiguousarray(band[..., :3]) if settings.clipping_path else band


FORMAT = Format(
    name="tiff",
    suffixes=(".tif", ".tiff"),
    media_type="image/tiff",
    matches=starts_with(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    open=TiffFile,
    write=_write,
    alpha=True,
    sixteen_bit=True,
    paths=True,
)
