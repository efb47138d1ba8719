"""Where a face and a head lie in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""x and y in pixels, from the upper left corner."""


@dataclass(frozen=True)
class Face:
    """What a detector found, in pixels of the picture.

    Attributes:
        eyes: The one on the left of the picture, then the one on its right.
        mouth: Its middle.
        score: [0, 1], how sure the detector is.
    """

    eyes: tuple[Point, Point]
    mouth: Point
    score: float

    @property
    def middle(self) -> Point:
        """Half way between the eyes."""
        (left_x, left_y), (right_x, right_y) = self.eyes
        return (left_x + right_x) / 2, (left_y + right_y) / 2

    @property
    def eye_distance_px(self) -> float:
        """From the one eye to the other."""
        (left_x, left_y), (right_x, right_y) = self.eyes
        return float(((right_x - left_x) ** 2 + (right_y - left_y) ** 2) ** 0.5)


@dataclass(frozen=True)
class Head:
    """What offices measure of a person, in pixels of the picture.

    Attributes:
        crown_px: Row of the top of the head, hair included.
        eyes_px: Row of the line through the eyes, at its middle.
        chin_px: Row of the lower end of the chin.
        centre_px: Column of the face's middle.
    """

    crown_px: float
    eyes_px: float
    chin_px: float
    centre_px: float

    @property
    def height_px(self) -> float:
        """From crown to chin."""
        return self.chin_px - self.crown_px
