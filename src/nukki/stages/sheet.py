"""A finished picture many times on one sheet of paper."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nukki.core.errors import OptionError
from nukki.core.papers import MILLIMETRES, Paper
from nukki.core.values import Cutout, Image
from nukki.ops.composite import over
from nukki.ops.sheet import lay_out, printed

MARGIN_MM, GAP_MM, LINE_MM = 1.8, 2.0, 0.15
"""What printers leave white, what is between two copies, and how thick a mark is."""

PRINT_DPI = 300.0
"""Where nobody says how many dots an inch has."""


@dataclass(frozen=True)
class Sheet:
    """Repeat a picture on paper, with marks to cut by; what is transparent is white.

    Attributes:
        paper: The sheet.
        dpi: Dots per inch of paper and picture.
    """

    paper: Paper
    dpi: float

    def __call__(self, cutout: Cutout) -> Cutout:
        """The sheet, which says how large it is.

        Raises:
            OptionError: The picture does not fit on the paper.
        """
        sheet_hw = self._dots(self.paper.height_mm), self._dots(self.paper.width_mm)
        layout = lay_out(
            cutout.size_hw, sheet_hw, margin_px=self._dots(MARGIN_MM), gap_px=self._dots(GAP_MM)
        )
        if layout is None:
            raise OptionError(f"sheet: {self._sizes(cutout)}; choose larger paper or more dpi")
        white = np.full((1, 1, 3), np.iinfo(cutout.foreground.dtype).max, cutout.foreground.dtype)
        picture = over(cutout.foreground, cutout.alpha, white)
        pixels = printed(picture, layout, line_px=self._dots(LINE_MM))
        info = replace(cutout.source.info, dpi=(self.dpi, self.dpi))
        return replace(
            cutout,
            foreground=pixels,
            alpha=np.ones(layout.size_hw, np.float32),
            source=Image(pixels, info=info),
            layers=(),
        )

    def _dots(self, length_mm: float) -> int:
        return max(1, round(length_mm / MILLIMETRES["in"] * self.dpi))

    def _sizes(self, cutout: Cutout) -> str:
        height, width = (side / self.dpi * MILLIMETRES["in"] for side in cutout.size_hw)
        return (
            f"expected a picture that fits on {self.paper.width_mm:g} x {self.paper.height_mm:g} "
            f"mm with {MARGIN_MM:g} mm round it, got one of {width:.0f} x {height:.0f} mm at "
            f"{self.dpi:g} dpi"
        )


def with_dpi(cutout: Cutout, dpi: float) -> Cutout:
    """The same picture, which says that an inch of it has so many dots."""
    source = cutout.source
    return replace(cutout, source=replace(source, info=replace(source.info, dpi=(dpi, dpi))))
