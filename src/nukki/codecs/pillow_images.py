"""Pictures that are in memory already: Pillow's."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import PIL.Image

from nukki.codecs.arrays import from_array
from nukki.codecs.guard import decoding
from nukki.codecs.metadata import clean_dpi, clean_exif, orientation_of, rgb_profile
from nukki.codecs.pillow_pixels import eight_bit_image, sixteen_bit_image
from nukki.codecs.quantise import depth_of, whole
from nukki.core.arrays import Pixels
from nukki.core.values import Cutout, Image, ImageInfo
from nukki.ops.depth import EIGHT

if TYPE_CHECKING:
    from typing_extensions import TypeIs

PillowImage: TypeAlias = PIL.Image.Image

_DEEP_MODES = frozenset({"I", "F", "I;16", "I;16B", "I;16L", "I;16N"})


def from_pillow(picture: PIL.Image.Image) -> Image:
    """A Pillow picture of any mode, turned upright; its ICC profile and resolution are kept.

    Raises:
        CorruptImageError: It was opened from a damaged file and not loaded yet.
        InputError: Its mode holds values that are no 8- or 16-bit samples.
    """
    with decoding(picture.format or "Pillow"):
        picture.load()
        exif = picture.getexif()
        orientation = orientation_of(exif)
        info = ImageInfo(
            icc_profile=rgb_profile(picture.info.get("icc_profile")),
            dpi=clean_dpi(picture.info.get("dpi")),
            exif=clean_exif(exif),
            bit_depth=8 if picture.mode not in _DEEP_MODES else 16,
        )
        if picture.mode in _DEEP_MODES:
            return sixteen_bit_image(_deep_samples(picture), info, orientation)
        return eight_bit_image(picture, info, orientation)


def _deep_samples(picture: PIL.Image.Image) -> Pixels:
    """(H, W) uint16 of a grey picture with more than 8 bits."""
    samples = np.asarray(picture)
    if picture.mode == "I" and samples.size and samples.min() >= 0 and samples.max() <= 65535:
        samples = samples.astype(np.uint16)  # what Pillow makes of many 16-bit pictures
    return from_array(samples).pixels[..., 0]


def is_pillow(thing: object) -> TypeIs[PIL.Image.Image]:
    """Whether ``thing`` is a Pillow picture."""
    return isinstance(thing, PIL.Image.Image)


def to_rgba(cutout: Cutout) -> Pixels:
    """The cut-out as an array (H, W, 4) of its colours' dtype, straight, alpha rounded once."""
    return whole(cutout, depth_of(cutout), matte_only=False)


def to_pillow(cutout: Cutout) -> PIL.Image.Image:
    """The cut-out as an 8-bit RGBA picture that carries the source's ICC profile and dpi."""
    picture = PIL.Image.fromarray(whole(cutout, EIGHT, matte_only=False))
    info = cutout.source.info
    if info.icc_profile:
        picture.info["icc_profile"] = info.icc_profile
    if info.dpi:
        picture.info["dpi"] = info.dpi
    return picture
