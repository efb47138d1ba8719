"""The answers of BlazeFace as faces, and the picture as it wants it.

Bazarevsky et al. 2019, "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs"; anchors
and codes as MediaPipe's ``face_detection_short_range`` has them: on a canvas of 128 pixels two
anchors in the middle of each cell of 8 pixels, then six in each of 16.
"""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.core.heads import Face
from nukki.core.values import Box
from nukki.ops.boxes import area, meet
from nukki.ops.resize import resize

SIDE_PX = 128
"""Of the square that the network sees."""

CELLS = ((8, 2), (16, 6))
"""Size of a cell in pixels, and how many anchors lie in its middle."""

EYES, MOUTH = (0, 1), 3
"""Which of the six points of a face: eyes, tip of the nose, mouth, ears."""


def seen_square(photo: Pixels, *, centre: tuple[float, float], side_px: float) -> FloatMap:
    """(1, 128, 128, 3) float32 [-1, 1]: a square of a photo, grey where it reaches outside.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        centre: Its middle, x and y in pixels.
        side_px: Its side in pixels of the photo.
    """
    scale = side_px / SIDE_PX
    left, top = centre[0] - side_px / 2, centre[1] - side_px / 2
    box = _inside((left, top, left + side_px, top + side_px), photo.shape)
    middle = full_scale(photo.dtype) / 2
    if not area(box):
        return np.zeros((1, SIDE_PX, SIDE_PX, 3), np.float32)
    part, fewer = _shrunk(photo[box.slices], max(1, int(scale)))
    # Middles of pixels: 0.5 of the square is 0.5 · scale of the photo.
    moved = [(corner + scale / 2 - own) * by - 0.5
             for corner, own, by in zip((left, top), box[:2], fewer, strict=True)]  # fmt: skip
    matrix = np.array([[scale * fewer[0], 0, moved[0]], [0, scale * fewer[1], moved[1]]])
    square = cv2.warpAffine(
        part,
        matrix,
        (SIDE_PX, SIDE_PX),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(middle, middle, middle),
    )
    return np.asarray(square[np.newaxis] / np.float32(middle) - 1, np.float32)


def _inside(corners: tuple[float, float, float, float], size: tuple[int, ...]) -> Box:
    """The pixels of a picture that a square touches."""
    left, top, right, bottom = corners
    whole = Box(0, 0, size[1], size[0])
    return meet(Box(int(left) - 1, int(top) - 1, int(right) + 2, int(bottom) + 2), whole)


def _shrunk(part: Pixels, factor: int) -> tuple[Pixels, tuple[float, float]]:
    """A picture made about so many times smaller, and its new width and height as shares."""
    height, width = part.shape[:2]
    size_hw = max(1, height // factor), max(1, width // factor)
    return resize(part, size_hw, "area"), (size_hw[1] / width, size_hw[0] / height)


def best_face(
    codes: FloatMap, logits: FloatMap, *, centre: tuple[float, float], side_px: float
) -> Face:
    """The face that the network is surest of, in pixels of the photo that the square is of.

    Args:
        codes: (896, 16) offsets from anchors in pixels of the square: middle, size, six points.
        logits: (896,) before the sigmoid.
        centre: As in `seen_square`.
        side_px: Likewise.
    """
    best = int(np.argmax(logits))
    score = 1 / (1 + np.exp(-np.clip(logits, -80, 80)))
    alike = _near(codes, best) & (score >= 0.5 * score[best])
    weight = score[alike] / score[alike].sum()
    points = (codes[alike, 4:].reshape(-1, 6, 2) + _anchors()[alike, None]) * weight[:, None, None]
    offset = np.array(centre) + (points.sum(axis=0) / SIDE_PX - 0.5) * side_px
    places = [(float(x) - 0.5, float(y) - 0.5) for x, y in offset]
    first, second = sorted(places[number] for number in EYES)
    return Face((first, second), places[MOUTH], float(score[best]))


def _near(codes: FloatMap, best: int) -> FloatMap:
    """(896,) bool: boxes whose middle lies within a quarter of the best one's size from its own."""
    middles = codes[:, :2] + _anchors()
    away = np.abs(middles - middles[best]).max(axis=1)
    return np.asarray(away <= codes[best, 2:4].max() / 4)


def _anchors() -> FloatMap:
    """(896, 2) x and y in pixels of the square."""
    places = []
    for cell_px, count in CELLS:
        middles = np.arange(cell_px / 2, SIDE_PX, cell_px, dtype=np.float32)
        y, x = np.meshgrid(middles, middles, indexing="ij")
        places.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), count, axis=0))
    return np.concatenate(places)
