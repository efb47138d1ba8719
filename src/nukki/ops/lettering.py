"""Small print: names under pictures, headings over them."""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import Pixels

LINE_PX = 16
"""Height of a line."""

BASE_PX = 4
"""From its lower rim to the letters' feet."""

FONT, SCALE = cv2.FONT_HERSHEY_SIMPLEX, 0.36
INK, PAPER = 40, 255
DOTS = ".."


def line_of(text: str, width_px: int) -> Pixels:
    """(LINE_PX, width_px, 3) uint8, dark letters on white.

    What does not fit is left out in the middle; OpenCV's letters are ASCII's, others become "?".
    """
    paper = np.full((LINE_PX, width_px, 3), PAPER, np.uint8)
    shown = shortened(text.encode("ascii", "replace").decode(), width_px)
    cv2.putText(paper, shown, (0, LINE_PX - BASE_PX), FONT, SCALE, (INK,) * 3, 1, cv2.LINE_AA)
    return paper


def shortened(text: str, width_px: int) -> str:
    """The text, or as much of its two ends as fits."""
    for kept in range(len(text), 0, -1):
        ends = text if kept == len(text) else text[: kept // 2] + DOTS + text[-((kept + 1) // 2) :]
        if cv2.getTextSize(ends, FONT, SCALE, 1)[0][0] <= width_px:
            return ends
    return ""
