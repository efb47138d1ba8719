"""The matte of one frame, brought along the flow to where things are in another."""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.arrays import FloatMap
from nukki.ops.flow import carried, flow, trust
from nukki.ops.resize import resize
from nukki.video.steady.seen import Seen, Watched


@dataclass(frozen=True, eq=False)
class Brought:
    """Another frame's matte as it is in this one.

    Attributes:
        alpha: (H, W) float32 [0, 1].
        sure: (H, W) float32 [0, 1], how far it can be trusted: where both show the same thing.
    """

    alpha: FloatMap
    sure: FloatMap


def brought(other: Seen, now: Watched) -> Brought:
    """The matte of the frame ``other``, moved as things moved until ``now``."""
    along = flow(now.grey, other.grey)
    sure = resize(trust(now.grey, other.grey, along), other.matte.size_hw, "bilinear")
    return Brought(carried(other.matte.alpha, along), sure)
