"""PNG and APNG, 1 to 16 bits (W3C, third edition, 2025)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from itertools import chain
from typing import BinaryIO

import numpy as np
import PIL.Image

from nukki.codecs.format import Format, WriteSettings, starts_with
from nukki.codecs.limits import SizeLimit
from nukki.codecs.pillow_file import PillowFile
from nukki.codecs.pillow_pixels import both_bytes, sixteen_bit_image
from nukki.codecs.png_animation import write_animation
from nukki.codecs.png_stream import SIGNATURE, chunk, write_still
from nukki.codecs.quantise import bands, depth_of, whole
from nukki.codecs.timing import same_size
from nukki.core.arrays import Pixels
from nukki.core.values import Cutout, CutoutFrame, Image
from nukki.ops.depth import EIGHT

_METRES_PER_INCH = 0.0254
_GREY_ALPHA = 4


class PngFile(PillowFile):
    """A PNG; 16-bit colour is decoded twice, since Pillow gives one byte of each sample."""

    def __init__(self, stream: BinaryIO, limit: SizeLimit) -> None:
        from PIL.PngImagePlugin import PngImageFile

        self._stream = stream
        self._plugin = PngImageFile
        self._bits, self._colour_type = _depth_and_colour(stream)
        super().__init__("png", PngImageFile, stream, limit)

    def bit_depth(self) -> int:
        """Bits per channel in the file."""
        return self._bits

    def count_frames(self) -> int:
        """How many frames the animation has; a cover picture beside it is none of them."""
        self._cover = bool(getattr(self.picture, "default_image", False))
        return max(1, super().count_frames() - self._cover)

    def frame_numbers(self) -> Iterable[int]:
        """Pillow's numbers of the frames: it counts a cover picture as the first."""
        return range(int(self._cover), self.frame_count + int(self._cover))

    def decode(self) -> Image:
        """The present frame, in 16 bits where the file has them."""
        if self._bits != 16 or self.picture.mode.startswith("I;16") or self.frame_count > 1:
            return super().decode()
        key = self.picture.info.get("transparency")
        if self._colour_type == _GREY_ALPHA:
            samples = self._grey_and_alpha()
        else:
            suffix = f"{self.picture.mode};16"
            samples = both_bytes(
                lambda: self._decoded(suffix + "B"), lambda: self._decoded(suffix + "L")
            )
        return sixteen_bit_image(
            samples,
            self.read_info(),
            self.orientation,
            key=key if isinstance(key, tuple) else None,
        )

    def _grey_and_alpha(self) -> np.ndarray[tuple[int, ...], np.dtype[np.uint16]]:
        """(H, W, 4): the four bytes of a pixel (grey, alpha) pass as one 8-bit RGBA pixel."""
        pairs = np.asarray(self._decoded("RGBA")).view(">u2")
        return pairs[..., [0, 0, 0, 1]].astype(np.uint16)

    def _decoded(self, raw_mode: str) -> PIL.Image.Image:
        """The picture with its unfiltered bytes read as ``raw_mode``."""
        self._stream.seek(0)
        picture = self._plugin(self._stream)
        picture.tile = [tile._replace(args=raw_mode) for tile in picture.tile]
        picture.load()
        return picture


def _depth_and_colour(stream: BinaryIO) -> tuple[int, int]:
    """Bits per channel and colour type from the IHDR chunk."""
    head = stream.read(26)
    stream.seek(0)
    return (head[24], head[25]) if len(head) == 26 else (8, 0)


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    depth = depth_of(cutout)
    write_still(
        stream,
        bands(cutout, depth, matte_only=settings.matte_only),
        size_hw=cutout.size_hw,
        channels=1 if settings.matte_only else 4,
        bits=depth.itemsize * 8,
        chunks=fact_chunks(cutout, settings),
    )


def _write_frames(stream: BinaryIO, frames: Iterable[CutoutFrame], settings: WriteSettings) -> None:
    timed = same_size(frames)
    first = next(timed)
    write_animation(
        stream,
        ((_whole_frame(frame, settings), frame.duration) for frame in chain([first], timed)),
        loop=settings.loop,
        chunks=fact_chunks(first.cutout, settings),
    )


def _whole_frame(frame: CutoutFrame, settings: WriteSettings) -> Pixels:
    """(H, W, 4) or (H, W, 1) uint8: Pillow and most viewers know APNG in 8 bits only."""
    pixels = whole(frame.cutout, EIGHT, matte_only=settings.matte_only)
    return pixels[..., np.newaxis] if pixels.ndim == 2 else pixels


def fact_chunks(cutout: Cutout, settings: WriteSettings) -> bytes:
    """The iCCP, pHYs and eXIf chunks for what is kept of the source."""
    info = cutout.source.info
    chunks = b""
    if info.icc_profile and not settings.matte_only:
        chunks += chunk(b"iCCP", b"ICC Profile\0\0" + zlib.compress(info.icc_profile))
    if info.dpi:
        across, down = (round(dots / _METRES_PER_INCH) for dots in info.dpi)
        chunks += chunk(b"pHYs", struct.pack(">IIB", across, down, 1))
    if info.exif and settings.keep_metadata:
        chunks += chunk(b"eXIf", info.exif.removeprefix(b"Exif\0\0"))
    return chunks


FORMAT = Format(
    name="png",
    suffixes=(".png", ".apng"),
    media_type="image/png",
    matches=starts_with(SIGNATURE),
    open=PngFile,
    write=_write,
    write_frames=_write_frames,
    alpha=True,
    sixteen_bit=True,
)
