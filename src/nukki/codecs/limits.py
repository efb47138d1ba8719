"""How large a picture may be; checked from the header, before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.errors import CorruptImageError, ImageTooLargeError
from nukki.core.options import Options

DEFAULT_MAX_MEGAPIXELS: int = Options.max_megapixels
"""The limit of `Options`, for callers that have none."""


@dataclass(frozen=True)
class SizeLimit:
    """The most pixels a picture, or one frame of it, may have."""

    max_megapixels: int = DEFAULT_MAX_MEGAPIXELS

    def check(self, size_hw: tuple[int, int]) -> None:
        """Accept a height and width in pixels.

        Raises:
            ImageTooLargeError: More pixels than the limit.
            CorruptImageError: A side of no pixels.
        """
        height, width = size_hw
        if height < 1 or width < 1:
            raise CorruptImageError(
                f"expected a picture of at least 1x1, its header says {width}x{height}; "
                "the file is damaged, save it again"
            )
        if height * width > self.max_megapixels * 1_000_000:
            raise ImageTooLargeError(
                f"expected at most {self.max_megapixels} megapixels, got {width}x{height} "
                f"({height * width / 1e6:.0f} megapixels); shrink it or raise max_megapixels"
            )
