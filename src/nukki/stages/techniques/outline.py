"""Subjects by their outline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.parameters import Number, parameter
from nukki.core.values import Matte
from nukki.ops.techniques.contour import canny_edges, largest_contour
from nukki.ops.techniques.working import channel, small

SIDE_PX = 640


@dataclass(frozen=True)
class CannyContour:
    """Edges, closed to outlines; the inside of the largest is the subject.

    Canny 1986, "A computational approach to edge detection"; Suzuki and Abe 1985, "Topological
    structural analysis of digitized binary images by border following".
    """

    low: float = parameter(40.0, "gradient above which an edge goes on", Number(0, 1000))
    high: float = parameter(120.0, "gradient above which an edge begins", Number(0, 1000))
    blur: float = parameter(1.4, "standard deviation of the blur before, pixels", Number(0, 20))
    closing: float = parameter(
        1.5, "half the gap in an outline that is closed, percent of the longer side", Number(0, 20)
    )

    def __call__(self, pixels: Pixels) -> Matte:
        """The inside of the largest outline."""
        grey = channel(small(pixels, SIDE_PX), "lightness")
        edges = canny_edges(grey, low=self.low, high=self.high, blur_px=self.blur)
        radius = round(self.closing / 100 * max(grey.shape))
        return Matte(largest_contour(edges, radius).astype(np.float32))
