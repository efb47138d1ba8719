"""A subject's outline as Photoshop keeps paths: resources 2000 (the path) and 2999 (its use).

A record has 26 bytes. Points are shares of the picture's height and width, in fixed point with 24
bits after it; y comes first.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np

from nukki.core.values import Cutout
from nukki.ops.curves import Curve, trace

FIRST_PATH, CLIPPING_PATH = 2000, 2999
NAME = b"Subject"

_SUBPATH, _KNOT, _FILL_RULE, _INITIAL_FILL = 0, 1, 6, 8
_ONE = 1 << 24
_FLATNESS = 1 << 16


def path_resources(cutout: Cutout, *, tolerance_px: float) -> Iterator[tuple[int, bytes]]:
    """The clipping path of a cut-out by number of resource; nothing without an outline.

    A path that encloses the whole picture clips nothing, and is left out.
    """
    if cutout.alpha.min() >= 0.5:
        return
    curves = trace(cutout.alpha, tolerance_px=tolerance_px)
    if not curves:
        return
    yield FIRST_PATH, b"".join(_records(curves, cutout.size_hw))
    name = bytes([len(NAME)]) + NAME
    yield CLIPPING_PATH, name + struct.pack(">IH", _FLATNESS, 0)


def _records(curves: list[Curve], size_hw: tuple[int, int]) -> Iterator[bytes]:
    yield struct.pack(">H24x", _FILL_RULE)
    yield struct.pack(">HH22x", _INITIAL_FILL, 0)
    for curve in curves:
        yield struct.pack(">HHhHH16x", _SUBPATH, len(curve), 1, 1, 0)
        # A knot holds the arm that comes in, the point, and the arm that goes out.
        arriving = np.roll(curve[:, 2], 1, axis=0)
        for knot in np.stack([arriving, curve[:, 0], curve[:, 1]], axis=1):
            shares = knot[:, ::-1] / size_hw
            yield struct.pack(">H6i", _KNOT, *np.rint(shares * _ONE).astype(int).ravel())
