"""HEIC, the photos of phones (ISO/IEC 23008-12), through the ``heic`` extra."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, BinaryIO

import numpy as np

from nukki.codecs.deep import to_full_scale
from nukki.codecs.format import Format
from nukki.codecs.guard import decoding
from nukki.codecs.iso_media import brands
from nukki.codecs.limits import SizeLimit
from nukki.codecs.metadata import clean_exif, parsed_exif, rgb_profile
from nukki.core.errors import MissingExtraError
from nukki.core.values import Frame, Image, ImageInfo

_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})


class HeicFile:
    """A HEIC's primary picture; libheif turns it upright, so its EXIF orientation is void."""

    def __init__(self, stream: BinaryIO, limit: SizeLimit) -> None:
        try:
            import pillow_heif
        except ImportError as error:
            raise MissingExtraError("reading HEIC", "heic") from error
        with decoding("heic"):
            self._file: Any = pillow_heif.open_heif(stream.read(), convert_hdr_to_8bit=False)
            limit.check(self.size_hw)

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width in pixels, upright."""
        width, height = self._file.size
        return height, width

    @property
    def info(self) -> ImageInfo:
        """What the file says about itself."""
        with decoding("heic"):
            return self._read_info()

    def load(self, at_least_hw: tuple[int, int] | None = None) -> Image:
        """The primary picture, in 16 bits where the file has more than 8."""
        with decoding("heic"):
            info = self._read_info()
            samples = to_full_scale(np.asarray(self._file), info.bit_depth)
        if samples.ndim == 2:
            samples = np.repeat(samples[..., np.newaxis], 3, axis=2)
        alpha = np.ascontiguousarray(samples[..., 3]) if samples.shape[2] == 4 else None
        return Image(np.ascontiguousarray(samples[..., :3]), alpha, info)

    def frames(self) -> Iterator[Frame]:
        """The primary picture alone: further ones are other shots, not frames."""
        yield Frame(self.load(), Fraction(0), Fraction(0))

    def _read_info(self) -> ImageInfo:
        facts = self._file.info
        return ImageInfo(
            format="heic",
            icc_profile=rgb_profile(facts.get("icc_profile")),
            exif=clean_exif(parsed_exif(facts.get("exif"))),
            bit_depth=int(facts.get("bit_depth", 8)),
        )


def _matches(head: bytes) -> bool:
    found = brands(head)
    return bool(found & _BRANDS) and not found & _AVIF_BRANDS


FORMAT = Format(
    name="heic",
    suffixes=(".heic", ".heif", ".hif"),
    media_type="image/heic",
    matches=_matches,
    open=HeicFile,
    alpha=True,
    sixteen_bit=True,
    lossy=True,
)
