"""Edges by a network that is told where they are, at any size: ViTMatte and its like, in tiles.

matte ──▶ band of doubt ──▶ trimap ─┐
                                    ├─ tile by tile ─▶ network ─▶ mixed where tiles overlap
photo ──────────────────────────────┘
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import FloatMap, Mask, Pixels, full_scale
from nukki.engines import Session
from nukki.ops.band import decided, unknown_band
from nukki.ops.mosaic import Mosaic, overlapping, padded
from nukki.ops.resize import fit_within, resize, resize_alpha
from nukki.ops.tiles import Window
from nukki.stages.edges import Solved, carry_up

LONGEST_PX = 4096
"""Longer side of the largest picture that the network is shown; what is finer is carried up. On
larger ones a hair is thicker than any that such networks were trained on."""

OVERLAP = 8
"""Tiles share this part of their side: of 1024 pixels eight of a vision transformer's patches."""

SOFT, NEAR, REACH = 0.04, 6.0, 1.5
"""What of a matte is doubted, as in `nukki.stages.edges.Doubt`; the network is given a little more
to either side than a solver, since it knows hair by its looks."""

UNKNOWN = np.float32(128 / 255)
"""How such networks were told of what is unknown: as a picture of 8 bits."""


@dataclass(frozen=True)
class MattingNetwork:
    """Refines a matte's edges by a network: an `AlphaRefiner`; safe to call from many threads.

    Attributes:
        session: The network: (1, 4, h, w) in, alpha (1, 1, h, w) out.
        tile_hw: What it sees at once.
    """

    session: Session
    tile_hw: tuple[int, int]

    def __call__(self, photo: Pixels, alpha: FloatMap) -> FloatMap:
        """Alpha (H, W) at the photo's size; where the matte was sure it is taken at its word.

        Args:
            photo: (H, W, 3) uint8 or uint16.
            alpha: (h, w) float32 [0, 1], of the same picture at any size.
        """
        work_hw = fit_within(photo.shape, (LONGEST_PX, LONGEST_PX))
        small = resize(photo, work_hw, "area")
        enlarged = resize_alpha(alpha, work_hw)
        band = _doubted(enlarged, alpha.shape)
        known = decided(enlarged, SOFT)
        if not band.any():
            return resize_alpha(known, photo.shape)
        found = np.where(band, self._mosaic(small, band, known), known)
        return carry_up(photo, small, Solved(np.asarray(found, np.float32), band, None))

    def _mosaic(self, photo: Pixels, band: Mask, known: FloatMap) -> FloatMap:
        """(H, W) what the network says of all tiles that hold some of the band."""
        overlap_px = min(self.tile_hw) // OVERLAP
        whole = Mosaic((photo.shape[0], photo.shape[1]), overlap_px=overlap_px)
        for window in overlapping(photo.shape, side_hw=self.tile_hw, overlap_px=overlap_px):
            if band[window].any():
                whole.add(window, self._tile(photo, band, known, window))
        return whole.finished(known)

    def _tile(self, photo: Pixels, band: Mask, known: FloatMap, window: Window) -> FloatMap:
        """(h, w) what the network says of one window."""
        part = photo[window]
        colours = part.astype(np.float32) / np.float32(full_scale(part.dtype))
        trimap = np.where(band[window], UNKNOWN, (known[window] >= 0.5).astype(np.float32))
        told = padded(np.dstack((colours, trimap)), self.tile_hw)
        feed = np.ascontiguousarray(told.transpose(2, 0, 1)[np.newaxis], np.float32)
        (name,) = self.session.inputs
        (answer,) = self.session.run({name: feed}, outputs=[0])
        said = np.nan_to_num(answer[0, 0, : part.shape[0], : part.shape[1]])
        clipped: FloatMap = np.clip(said, 0.0, 1.0).astype(np.float32)
        return clipped


def _doubted(enlarged: FloatMap, matte_hw: tuple[int, ...]) -> Mask:
    """Where a matte of ``matte_hw`` that was enlarged leaves the edge open."""
    pitch = max(1.0, *(side / own for side, own in zip(enlarged.shape, matte_hw, strict=True)))
    return unknown_band(enlarged, soft=SOFT, near_px=NEAR * pitch, reach_px=REACH * pitch)
