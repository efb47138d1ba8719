"""Pictures of a codec's own kind to RGB and back, with the tags that say what its numbers mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.values import Image, ImageInfo

UNTAGGED = 2
"""What matrix, primaries and transfer are called where nothing is said (ITU-T H.273)."""

BT709, SMPTE170M = 1, 6
LIMITED, FULL = 1, 2

HD_LINES = 720
"""Untagged pictures are taken for BT.709 from so many lines on, else for BT.601, as players do."""


EXACT = 0x2000 | 0x40000
"""libswscale's FULL_CHR_H_INT and ACCURATE_RND. Without them every conversion between RGB and YCbCr
of 8 bits darkens by 1.4 levels; with them by 0.02 (patches of random colour)."""

BICUBIC, BILINEAR = EXACT | 0x4, EXACT | 0x2
"""How chroma is scaled as well. Enlarged bilinearly it differs by 0.05 levels in the mean, in
little more than half the time; but to 16 bits libswscale's bilinear is wrong by 70 levels."""


@dataclass(frozen=True)
class Tags:
    """What the numbers of a picture mean, by the codes of ITU-T H.273.

    Attributes:
        matrix: From YCbCr to RGB.
        primaries: Which red, green and blue.
        transfer: From numbers to light.
        range: 1 is limited (16 to 235), 2 is full.
    """

    matrix: int = UNTAGGED
    primaries: int = UNTAGGED
    transfer: int = UNTAGGED
    range: int = 0


def tags_of(frame: Any) -> Tags:
    """What a decoded frame says of itself; its matrix and range are guessed where it does not."""
    matrix = int(frame.colorspace)
    if matrix in (0, UNTAGGED):  # 0 is RGB, which has none
        matrix = BT709 if frame.height >= HD_LINES else SMPTE170M
    stated = int(frame.color_range)
    full = stated == FULL or (not stated and frame.format.name.startswith("yuvj"))
    return Tags(matrix, int(frame.color_primaries), int(frame.color_trc), FULL if full else LIMITED)


def has_alpha(frame: Any) -> bool:
    """Whether a decoded frame holds transparency."""
    return any(component.is_alpha for component in frame.format.components)


def depth_of(frame: Any) -> int:
    """Bits per channel of a decoded frame."""
    return max(int(component.bits) for component in frame.format.components)


def to_image(frame: Any, *, turned: int = 0) -> Image:
    """A decoded frame as an upright picture: 16 bits where the clip has more than 8.

    Args:
        frame: Of PyAV.
        turned: Quarter turns, counter-clockwise, that make it upright.
    """
    deep, clear = depth_of(frame) > 8, has_alpha(frame)
    wanted = ("rgba64le" if clear else "rgb48le") if deep else ("rgba" if clear else "rgb24")
    array = _reformatted(frame, wanted, tags_of(frame)).to_ndarray()
    array = np.ascontiguousarray(np.rot90(array, turned)) if turned else array
    alpha = np.ascontiguousarray(array[..., 3]) if clear else None
    pixels = np.ascontiguousarray(array[..., :3]) if clear else array
    return Image(pixels, alpha, ImageInfo("video", bit_depth=depth_of(frame)))


def _reformatted(frame: Any, name: str, tags: Tags) -> Any:
    if not frame.format.name.startswith(("yuv", "nv", "p0", "p2", "p4")):
        return frame.reformat(format=name)
    return frame.reformat(
        format=name,
        src_colorspace=tags.matrix,
        src_color_range=tags.range,
        interpolation=BICUBIC if name.endswith("le") else BILINEAR,
    )


def to_frame(pixels: Pixels, name: str, tags: Tags) -> Any:
    """A frame for an encoder.

    Args:
        pixels: (H, W, 3) or (H, W, 4) of uint8 or uint16, straight alpha.
        name: The encoder's pixel format, as FFmpeg calls it.
        tags: What its numbers shall mean.
    """
    from nukki.video.files.backend import pyav

    if pixels.dtype == np.uint8 and name.endswith("10le"):
        pixels = pixels.astype(np.uint16) * np.uint16(257)  # else white becomes 1020 of 1023
    own = ("rgb24", "rgba") if pixels.dtype == np.uint8 else ("rgb48le", "rgba64le")
    frame = pyav().VideoFrame.from_ndarray(
        np.ascontiguousarray(pixels), format=own[pixels.shape[2] - 3]
    )
    if name.startswith("yuv"):
        frame = frame.reformat(
            format=name,
            dst_colorspace=tags.matrix,
            dst_color_range=tags.range,
            interpolation=BICUBIC,
        )
        frame.colorspace, frame.color_range = tags.matrix, tags.range
    elif name != frame.format.name:
        frame = frame.reformat(format=name)
    frame.color_primaries, frame.color_trc = tags.primaries, tags.transfer
    return frame
