"""Frames of a clip, as they are followed and with the mattes that were found in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.values import Frame, Image, Matte
from nukki.ops.flow import grey_of, shrunk
from nukki.ops.temporal import is_new_scene, thumbnail


@dataclass(frozen=True, eq=False)
class Watched:
    """A frame whose scene and motion are followed; what is made for that is made once.

    Attributes:
        frame: The whole of it.
        part: What is looked at; None is the whole frame.
    """

    frame: Frame
    part: Image | None = None

    @cached_property
    def small(self) -> Pixels:
        """(h, w, 3) the whole of it, small: a large frame is averaged once only."""
        return shrunk(self.frame.image.pixels)

    @cached_property
    def thumb(self) -> FloatMap:
        """What tells its scene."""
        return thumbnail(self.small)

    @cached_property
    def grey(self) -> Pixels:
        """What the flow is found in: the part that is looked at, small."""
        part = self.part or self.frame.image
        return grey_of(self.small if part is self.frame.image else part.pixels)

    def follows(self, before: Watched | None) -> bool:
        """Whether it goes on with the scene of the frame ``before``."""
        return before is not None and not is_new_scene(before.thumb, self.thumb)


@dataclass(frozen=True, eq=False)
class Seen:
    """A frame with the matte that was found in it.

    Attributes:
        watched: The frame.
        matte: Of the frame, or of the part that is looked at.
        by_hand: The matte of the whole frame that a person made; it is kept as it is.
    """

    watched: Watched
    matte: Matte
    by_hand: Matte | None = None

    @property
    def frame(self) -> Frame:
        """The whole frame."""
        return self.watched.frame

    @property
    def grey(self) -> Pixels:
        """What the flow is found in."""
        return self.watched.grey

    def follows(self, before: Seen | None) -> bool:
        """Whether it is of the same scene as the frame ``before``, with a matte of that size."""
        return (
            before is not None
            and before.matte.size_hw == self.matte.size_hw
            and self.watched.follows(before.watched)
        )

    def with_alpha(self, alpha: FloatMap) -> Seen:
        """The frame with another alpha."""
        return replace(self, matte=replace(self.matte, alpha=alpha))
