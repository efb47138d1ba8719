"""A person's head: found by a network's face and the matte's outline, and brought to its place."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.heads import Face, Head
from nukki.core.values import SUBJECT_ALPHA, Box, Cutout, box_of
from nukki.ops.blaze_face import best_face, seen_square
from nukki.ops.face_net import FaceNet
from nukki.stages.arrange import Place, laid
from nukki.stages.compose import Crop, within

HeadFinder: TypeAlias = Callable[[Pixels, FloatMap], Head | str]
"""The head in a photo (H, W, 3) whose subject a matte (H, W) tells, or why none is known."""

SURE = 0.6
"""Score from which a face counts."""

CLOSER = 5.5
"""Side of the square of the second look, in distances between the eyes."""

CHIN = 1.62
"""From the line of the eyes to the chin, in lengths from there to the mouth."""

CROWN_REACH, CROWN_SHARE = 1.0, 0.25
"""The crown is looked for so many eye distances to both sides of the face's middle, and is where
this share of them is subject: single hairs are none."""

LEVEL = 0.2
"""Slope of the line through the eyes up to which a head counts as upright."""


@dataclass(frozen=True)
class BlazeFace:
    """Finds a head by MediaPipe's network; safe to call from many threads."""

    net: FaceNet

    def __call__(self, photo: Pixels, alpha: FloatMap) -> Head | None:
        """The subject's head; arrays as in `HeadFinder`."""
        face = self.face(photo, alpha)
        return None if face is None else head_of(face, alpha)

    def face(self, photo: Pixels, alpha: FloatMap) -> Face | None:
        """The subject's face: searched in squares of the subject, then looked at closely."""
        box = box_of(alpha >= SUBJECT_ALPHA)
        if box is None:
            return None
        found = max((self._look(photo, *square) for square in _squares(box)), key=_score)
        if found.score < SURE:
            return None
        closer = self._look(photo, found.middle, CLOSER * found.eye_distance_px)
        return closer if closer.score >= SURE else None

    def _look(self, photo: Pixels, centre: tuple[float, float], side_px: float) -> Face:
        codes, logits = self.net(seen_square(photo, centre=centre, side_px=side_px))
        return best_face(codes, logits, centre=centre, side_px=side_px)


def head_of(face: Face, alpha: FloatMap) -> Head | None:
    """What offices measure; None for a head that is tilted or turned so that nothing fits.

    Args:
        face: In pixels of the photo.
        alpha: (H, W) float32 [0, 1] the person's matte.
    """
    (left_x, left_y), (right_x, right_y) = face.eyes
    middle_x, middle_y = face.middle
    down = face.mouth[1] - middle_y
    if abs(right_y - left_y) > LEVEL * max(right_x - left_x, 1e-6) or down <= 0:
        return None
    crown = _crown(alpha, middle_x, face.eye_distance_px, middle_y)
    if crown is None:
        return None
    return Head(crown, middle_y, middle_y + CHIN * down, middle_x)


def _crown(alpha: FloatMap, middle_x: float, eye_distance_px: float, eyes_y: float) -> float | None:
    """Row of the top of the head; None where it is not in the picture."""
    reach = CROWN_REACH * eye_distance_px
    columns = slice(max(0, round(middle_x - reach)), max(0, round(middle_x + reach)) + 1)
    above = alpha[: max(0, round(eyes_y)), columns]
    covered = np.flatnonzero((above >= 0.5).mean(axis=1) >= CROWN_SHARE) if above.size else above
    return float(covered[0]) if covered.size else None


def _squares(box: Box) -> list[tuple[tuple[float, float], float]]:
    """Middles and sides of squares in which a person's face may be: all of it, and its upper part.

    The network knows faces from a fifth of its square on: a whole figure's is less.
    """
    height, width = box.size_hw
    middle = (box.left + box.right) / 2
    sides = [max(height, width) * 1.1, width * 1.1, height * 0.6, height * 0.3]
    return [((middle, box.top + min(side, height) / 2), side) for side in sides if side >= 1]


def _score(face: Face) -> float:
    return face.score


@dataclass(frozen=True)
class PlaceHead:
    """Put a person on a canvas by the head, as offices demand it.

    Attributes:
        canvas_hw: Height and width of the canvas in pixels.
        head: Height of the head, as a share of the canvas's.
        above: Space over it, likewise.
        finder: Finds it.
        otherwise: What is done where no head is found.
    """

    canvas_hw: tuple[int, int]
    head: float
    above: float
    finder: HeadFinder
    otherwise: Place

    def __call__(self, cutout: Cutout) -> Cutout:
        """The person at the place; a cut-out without a face as `otherwise` has it, and says so."""
        if cutout.box is None:
            return self.otherwise(cutout)
        found = self.finder(cutout.source.pixels, cutout.alpha)
        if isinstance(found, str):
            placed = self.otherwise(cutout)
            return replace(placed, notes=(*placed.notes, f"{found}: check the head by hand"))
        height, width = self.canvas_hw
        factor = self.head * height / found.height_px
        right = width / 2 - (found.centre_px + 0.5) * factor
        down = self.above * height - found.crown_px * factor
        told = (*_cut_off(found), *self._told(cutout, factor, down))
        seen = self._seen(cutout, factor, right, down)
        shown = Crop(seen)(cutout)
        if shown.box is None:
            return self.otherwise(cutout)
        window = _moved(shown.box.moved(seen.left, seen.top), factor, right, down)
        placed = laid(shown, window, self.canvas_hw)
        return replace(placed, notes=(*placed.notes, *told))

    def _seen(self, cutout: Cutout, factor: float, right: float, down: float) -> Box:
        """What of the photo lies on the canvas: of a whole figure nobody enlarges the legs."""
        height, width = self.canvas_hw
        corners = Box(
            math.floor(-right / factor),
            math.floor(-down / factor),
            math.ceil((width - right) / factor),
            math.ceil((height - down) / factor),
        )
        return within(corners, cutout.size_hw)

    def _told(self, cutout: Cutout, factor: float, down: float) -> tuple[str, ...]:
        """Where the photo ends above the lower edge, a body hangs in the air."""
        lower = cutout.size_hw[0] * factor + down
        if lower >= self.canvas_hw[0] - 1:
            return ()
        missing = 100 * (1 - lower / self.canvas_hw[0])
        return (f"the photo ends {missing:.0f} % above the lower edge: it shows too little body",)


def _cut_off(head: Head) -> tuple[str, ...]:
    """Where hair goes on beyond the photo, the crown is not known."""
    if head.crown_px >= 1:
        return ()
    return ("the head touches the photo's upper edge, which may cut it off",)


def _moved(box: Box, factor: float, right: float, down: float) -> Box:
    left, top = round(box.left * factor + right), round(box.top * factor + down)
    height, width = (max(1, round(side * factor)) for side in box.size_hw)
    return Box(left, top, left + width, top + height)
