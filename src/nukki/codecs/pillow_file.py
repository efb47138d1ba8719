"""A picture file that a Pillow plugin reads: size and facts from its header, then its pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import BinaryIO

import numpy as np
import PIL.Image
from PIL import ImageFile

from nukki.codecs.deep import deep_samples
from nukki.codecs.guard import decoding
from nukki.codecs.limits import SizeLimit
from nukki.codecs.metadata import clean_dpi, clean_exif, orientation_of, parsed_exif, rgb_profile
from nukki.codecs.orientation import upright_hw
from nukki.codecs.pillow_pixels import eight_bit_image, sixteen_bit_image
from nukki.core.arrays import Pixels
from nukki.core.values import Frame, Image, ImageInfo


class PillowFile:
    """One opened file. Subclasses say what is particular to their format.

    The plugin's class is called directly: ``PIL.Image.open`` would import the plugins of many
    other formats first.

    Args:
        name: The format's registry name.
        plugin: Pillow's class for the format.
        stream: The file, at its start.
        limit: How large a picture may be.

    Raises:
        CorruptImageError: The header makes no sense.
        ImageTooLargeError: The header gives more pixels than ``limit`` allows.
    """

    def __init__(
        self,
        name: str,
        plugin: Callable[[BinaryIO], ImageFile.ImageFile],
        stream: BinaryIO,
        limit: SizeLimit,
    ) -> None:
        self.name = name
        self.limit = limit
        with decoding(name):
            self.picture = plugin(stream)
            self._check_size()
            self.frame_count = self.count_frames()
            self.orientation = self.find_orientation()

    def count_frames(self) -> int:
        """How many frames the file holds."""
        return max(1, int(getattr(self.picture, "n_frames", 1)))

    def frame_numbers(self) -> Iterable[int]:
        """The numbers by which the plugin seeks the frames."""
        return range(self.frame_count)

    def find_orientation(self) -> int:
        """The EXIF orientation, 1 to 8, that the plugin leaves to be applied."""
        return orientation_of(self.exif())

    def bit_depth(self) -> int:
        """Bits per channel in the file."""
        return 16 if self.picture.mode.startswith("I;16") else 8

    def loop(self) -> int:
        """How often an animation plays; 0 is forever."""
        value = self.picture.info.get("loop", 0)
        return value if isinstance(value, int) else 0

    def exif(self) -> PIL.Image.Exif:
        """The EXIF block of the header; a damaged one counts as none."""
        return parsed_exif(self.picture.info.get("exif"))

    def decode(self) -> Image:
        """The present frame's pixels; called inside the guard against damaged data."""
        self.picture.load()
        if self.picture.mode.startswith("I;16"):
            key = self.picture.info.get("transparency")
            return sixteen_bit_image(
                self.sixteen_bit_samples(),
                self.read_info(),
                self.orientation,
                key=(key,) if isinstance(key, int) else None,
            )
        return eight_bit_image(self.picture, self.read_info(), self.orientation)

    def decode_deep(self, stream: BinaryIO) -> Image:
        """As `decode`, by a reader that gives colour of more than 8 bits whole, if it can."""
        width, height = self.picture.size
        if self.bit_depth() > 8 and self.frame_count == 1 and self.picture.mode != "I;16":
            stream.seek(0)
            samples = deep_samples(stream.read(), self.bit_depth(), (height, width))
            if samples is not None:
                return sixteen_bit_image(samples, self.read_info(), self.orientation)
            stream.seek(0)
        return PillowFile.decode(self)

    def sixteen_bit_samples(self) -> Pixels:
        """(H, W) uint16 of a loaded grey picture, in full scale."""
        samples: Pixels = np.asarray(self.picture).astype(np.uint16, copy=False)
        return samples

    def read_info(self) -> ImageInfo:
        """What the header says; EXIF without orientation and thumbnail."""
        facts = self.picture.info
        return ImageInfo(
            format=self.name,
            icc_profile=rgb_profile(facts.get("icc_profile")),
            dpi=clean_dpi(facts.get("dpi")),
            exif=clean_exif(self.exif()),
            bit_depth=self.bit_depth(),
            frames=self.frame_count,
            loop=self.loop(),
        )

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width in pixels, upright."""
        width, height = self.picture.size
        return upright_hw((height, width), self.orientation)

    @property
    def info(self) -> ImageInfo:
        """What the file says about itself."""
        with decoding(self.name):
            return self.read_info()

    def load(self, at_least_hw: tuple[int, int] | None = None) -> Image:
        """The first picture, upright; formats that cannot shrink while decoding give it whole."""
        with decoding(self.name):
            return self.decode()

    def frames(self) -> Iterator[Frame]:
        """Every frame on the full canvas, one at a time."""
        time = Fraction(0)
        for index in self.frame_numbers():
            with decoding(self.name):
                if index:  # some plugins of stills cannot even seek the first
                    self.picture.seek(index)
                    self._check_size()
                image = self.decode()
                duration = self.duration()
            yield Frame(image, time, duration)
            time += duration

    def duration(self) -> Fraction:
        """How long the loaded frame is shown, in seconds; 0 for a still.

        Plugins give milliseconds, some as a float of a fraction whose parts have 16 bits.
        """
        if self.frame_count == 1:
            return Fraction(0)
        milliseconds = self.picture.info.get("duration", 0)
        return Fraction(milliseconds / 1000).limit_denominator(65535)

    def _check_size(self) -> None:
        width, height = self.picture.size
        self.limit.check((height, width))
