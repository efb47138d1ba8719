"""An object that a person points at, cut out of a photo, and put into a matte or taken out of it.

    click, box, outline ─▶ finder, on a small picture ─▶ edges from the photo ─▶ choose/add/remove

Which finder did it is told with the result: a promptable network where there is one, else
`ByColour`, which needs none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Pixels, check_same_size
from nukki.core.errors import InputError, OptionError
from nukki.core.prompts import Prompt
from nukki.core.values import Box
from nukki.ops.band import within_px
from nukki.ops.boxes import area, meet
from nukki.ops.resize import resize_alpha
from nukki.ops.techniques.working import small
from nukki.stages.by_colour import ByColour
from nukki.stages.edges import clean_alpha

AROUND = 0.2
"""How much is seen round a box or an outline, as a share of its longer side."""

LEAST_AROUND_PX = 16

RIM = 0.02
"""How wide a rim the edge of a removed object may have left, as a share of the longer side."""

LEAST_RIM_PX = 5.0


class Finder(Protocol):
    """What finds objects that are pointed at."""

    @property
    def name(self) -> str:
        """What it is called where the result is told."""

    @property
    def side_px(self) -> int:
        """Longer side of the picture that it wants to see."""

    def __call__(self, photo: NDArray[np.uint8], prompt: Prompt, alpha: FloatMap) -> FloatMap:
        """(h, w) float32 [0, 1], 1 on the object.

        Args:
            photo: (h, w, 3) uint8.
            prompt: In pixels of this picture.
            alpha: (h, w) float32 [0, 1], the matte that there is.
        """


@dataclass(frozen=True, eq=False)
class Picked:
    """A matte after an object was pointed at.

    Attributes:
        alpha: (H, W) float32 [0, 1].
        window: Outside of it nothing has changed; the whole picture for ``choose``.
        finder: What found the object.
    """

    alpha: FloatMap
    window: Box
    finder: str


def pick(photo: Pixels, alpha: FloatMap, prompt: Prompt, finder: Finder | None = None) -> Picked:
    """A matte in which an object was chosen, added or removed.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        alpha: (H, W) float32 [0, 1], the present matte.
        prompt: In pixels of the photo.
        finder: What finds the object; None is `ByColour`.

    Raises:
        InputError: Photo and matte differ in size, or nothing is found there.
        OptionError: The prompt points beside the picture.
    """
    check_same_size(alpha, photo, what="matte")
    finder = finder or ByColour()
    whole = Box(0, 0, alpha.shape[1], alpha.shape[0])
    window = _window(prompt, whole)
    view = window.slices
    found = _found(photo[view], alpha[view], prompt.moved(-window.left, -window.top), finder)
    if not (found >= 0.5).any():
        raise InputError(
            f"object: {finder.name} found nothing there; point at another part of it, "
            "or draw a box round it"
        )
    result = alpha.copy() if prompt.action != "choose" else np.zeros_like(alpha)
    result[view] = _put(alpha[view], clean_alpha(photo[view], found), prompt)
    return Picked(result, whole if prompt.action == "choose" else window, finder.name)


def in_box(photo: Pixels, alpha: FloatMap, box: Box, finder: Finder) -> FloatMap:
    """(H, W) float32 [0, 1], roughly what lies in a box; 0 where nothing is found.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        alpha: (H, W) float32 [0, 1], what is known of the subject.
        box: On the photo.
        finder: What finds the object.
    """
    whole = Box(0, 0, alpha.shape[1], alpha.shape[0])
    prompt = Prompt(box=(box.left, box.top, box.right, box.bottom))
    window = _window(prompt, whole)
    view = window.slices
    found = _found(photo[view], alpha[view], prompt.moved(-window.left, -window.top), finder)
    placed = np.zeros_like(alpha)
    placed[view] = resize_alpha(found, window.size_hw)
    return placed


def _found(photo: Pixels, alpha: FloatMap, prompt: Prompt, finder: Finder) -> FloatMap:
    """(h, w) what a finder finds in a window of a photo, at the size that it wants to see."""
    picture = small(photo, finder.side_px)
    scaled = prompt.moved(0, 0, scale=picture.shape[1] / photo.shape[1])
    _check_inside(scaled, picture.shape)
    return finder(picture, scaled, resize_alpha(alpha, picture.shape[:2]))


def _put(alpha: FloatMap, found: FloatMap, prompt: Prompt) -> FloatMap:
    if prompt.action == "add":
        return np.maximum(alpha, found)
    return without(alpha, found) if prompt.action == "remove" else found


def without(alpha: FloatMap, found: FloatMap) -> FloatMap:
    """``alpha`` less an object, and less the thin rim that its own edge leaves standing."""
    left = np.minimum(alpha, 1.0 - found)
    rim_px = max(LEAST_RIM_PX, RIM * max(alpha.shape))
    near = within_px(found >= 0.5, rim_px)
    thick = ~within_px(left < 0.5, rim_px / 2)
    rim = near & ~within_px(thick, rim_px)
    return np.where(rim, np.float32(0.0), left)


def _window(prompt: Prompt, whole: Box) -> Box:
    """What is looked at: a box's or an outline's surroundings, for clicks all of the picture."""
    if not (prompt.box or prompt.outline):
        return whole
    left, top, right, bottom = _extent(prompt)
    margin = max(LEAST_AROUND_PX, AROUND * max(right - left, bottom - top))
    near = Box(
        int(left - margin), int(top - margin), int(right + margin) + 1, int(bottom + margin) + 1
    )
    window = meet(near, whole)
    if not area(window):
        raise OptionError("object: the box or outline lies beside the picture")
    return window


def _extent(prompt: Prompt) -> tuple[float, float, float, float]:
    corners = [*prompt.points, *prompt.outline]
    corners += [prompt.box[:2], prompt.box[2:]] if prompt.box else []
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _check_inside(prompt: Prompt, size: tuple[int, ...]) -> None:
    for x, y in prompt.points:
        if not (0 <= x <= size[1] and 0 <= y <= size[0]):
            raise OptionError("object: a point lies beside the picture")
