"""The figure people plot by hand: original, cut-out and matte, side by side."""

from __future__ import annotations

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.values import Cutout, Image
from nukki.ops.checkerboard import checkerboard
from nukki.ops.composite import over
from nukki.ops.depth import EIGHT, to_depth
from nukki.ops.resize import fit_within, resize

PANEL_PX = 1200
GAP_PX = 12
GAP_GREY = 255


def side_by_side(cutout: Cutout) -> Cutout:
    """An opaque 8-bit picture of three panels: photo, cut-out on a checkerboard, matte.

    Each panel is at most `PANEL_PX` on its longer side. Where the cut-out was cropped, the photo
    is scaled to its height.
    """
    size_hw = fit_within(cutout.size_hw, (PANEL_PX, PANEL_PX))
    source = cutout.source.pixels
    photo_hw = size_hw[0], max(1, round(source.shape[1] * size_hw[0] / source.shape[0]))
    alpha = resize(cutout.alpha, size_hw, "area")
    colour = resize(_eight_bit(cutout.foreground), size_hw, "area")
    matte = np.rint(alpha * 255).astype(np.uint8)
    panels = (
        resize(_eight_bit(source), photo_hw, "area"),
        over(colour, alpha, checkerboard(size_hw)),
        np.repeat(matte[:, :, None], 3, axis=2),
    )
    figure = _row(panels)
    return Cutout(
        foreground=figure,
        alpha=np.ones(figure.shape[:2], np.float32),
        source=Image(figure),
        confidence=cutout.confidence,
    )


def _eight_bit(pixels: Pixels) -> Pixels:
    return to_depth(pixels, EIGHT)


def _row(panels: tuple[Pixels, ...]) -> Pixels:
    gap = np.full((panels[0].shape[0], GAP_PX, 3), GAP_GREY, np.uint8)
    spaced = [part for panel in panels for part in (gap, panel)][1:]
    return np.hstack(spaced)
