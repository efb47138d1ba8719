"""A matte as a person wants it: an object that is pointed at, then strokes of a brush.

Every door guides mattes here: options of the library and the command line, and the studio through
the server.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.pointing import Guidance
from nukki.stages.objects import Finder, pick
from nukki.stages.strokes import retouch

Find = Callable[[], Finder]
"""Gives what finds objects; called only when an object is pointed at."""


@dataclass(frozen=True, eq=False)
class Guided:
    """A matte after a person's guidance.

    Attributes:
        alpha: (H, W) float32 [0, 1].
        finder: What found the object that was pointed at, "" when none was.
    """

    alpha: FloatMap
    finder: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a result says of it."""
        return (f"the object was found by {self.finder}",) if self.finder else ()


def guided(photo: Pixels, alpha: FloatMap, guidance: Guidance, find: Find) -> Guided:
    """A matte in which an object was chosen, added or removed, and strokes were followed.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        alpha: (H, W) float32 [0, 1], the present matte.
        guidance: In pixels of the photo.
        find: Gives what finds objects.

    Raises:
        InputError: Photo and matte differ in size, or nothing is found where was pointed.
        OptionError: The guidance points beside the picture, or strokes cover too much.
    """
    finder = ""
    if guidance.prompt is not None:
        picked = pick(photo, alpha, guidance.prompt, find())
        alpha, finder = picked.alpha, picked.finder
    if guidance.strokes:
        alpha = retouch(photo, alpha, guidance.strokes).alpha
    return Guided(alpha, finder)
