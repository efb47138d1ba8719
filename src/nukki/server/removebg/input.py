"""The input of one call, looked at before anything is decoded or charged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nukki import codecs
from nukki.core.errors import CorruptImageError, ImageTooLargeError, NotAnImageError
from nukki.server.removebg.parameters import CutRequest
from nukki.server.removebg.titles import refused

TYPES_READ = ("jpeg", "png", "webp")
"""What the API takes; its messages call the first one jpg."""

OTHERS = {
    "mp4": rb".{4}ftyp",
    "pdf": rb"%PDF-",
    "svg": rb"\s*(<\?xml|<svg)",
    "html": rb"\s*<(!doctype html|html)",
    "zip": rb"PK\x03\x04",
    "json": rb"\s*[\[{]",
}
"""Beginnings of what people send instead, to tell them what came; pictures go first."""


@dataclass(frozen=True)
class Input:
    """A picture that was looked at, but not decoded.

    Attributes:
        data: The file.
        size_hw: Height and width in pixels, upright.
    """

    data: bytes
    size_hw: tuple[int, int]

    @property
    def megapixels(self) -> float:
        """How large it is."""
        return self.size_hw[0] * self.size_hw[1] / 1e6


def look(data: bytes, *, max_megapixels: int) -> Input:
    """A picture's size, from its header.

    Raises:
        ApiError: `invalid_file_type`, `invalid_dimensions` or `resolution_too_high`.
    """
    found = file_type(data)
    if found not in TYPES_READ:
        raise refused("invalid_file_type", f"Expected jpg/png/webp, received {found}")
    try:
        size_hw, _ = codecs.probe(data, max_megapixels=max_megapixels)
    except ImageTooLargeError as error:
        size_hw, _ = _any_size(data)
        megapixels = size_hw[0] * size_hw[1] / 1e6
        raise refused(
            "resolution_too_high",
            f"Input image has {megapixels:.0f} megapixels, maximum supported input resolution is "
            f"{max_megapixels} megapixels",
        ) from error
    except CorruptImageError as error:
        raise refused("invalid_dimensions", str(error)) from error
    return Input(data, size_hw)


def _any_size(data: bytes) -> tuple[tuple[int, int], object]:
    try:
        return codecs.probe(data, max_megapixels=10**9)
    except CorruptImageError as error:
        raise refused("invalid_dimensions", str(error)) from error


def check_region(request: CutRequest, size_hw: tuple[int, int]) -> None:
    """The region of interest must lie on the picture.

    Raises:
        ApiError: `roi_exceeds_bounds` or `roi_region_empty`.
    """
    box = request["roi"].box(size_hw)
    if box.right > size_hw[1] or box.bottom > size_hw[0]:
        raise refused("roi_exceeds_bounds", f"The image has {size_hw[1]}x{size_hw[0]} pixels.")
    if box.left >= box.right or box.top >= box.bottom:
        raise refused("roi_region_empty", "Expected x2 > x1 and y2 > y1.")


def file_type(data: bytes) -> str:
    """What a file is by its beginning, never by its name; ``unknown`` when nothing fits.

    >>> file_type(b"%PDF-1.7"), file_type(b"GIF89a"), file_type(b"hello")
    ('pdf', 'gif', 'unknown')
    """
    head = data[: codecs.HEAD_BYTES]
    try:
        return codecs.sniff(head).name
    except NotAnImageError:
        kinds = (kind for kind, begins in OTHERS.items() if re.match(begins, head, _FLAGS))
        return next(kinds, "unknown")


_FLAGS = re.DOTALL | re.IGNORECASE
