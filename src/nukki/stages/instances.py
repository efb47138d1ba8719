"""Objects one by one, from the answers of networks that tell them apart.

mask-rcnn   boxes (N, 4), numbers (N,), scores (N,), masks (N, 1, 28, 28) inside the boxes
(He et al. 2017, as the ONNX Model Zoo exports it), or (N, 1, H, W) of the whole canvas, as
torchvision lays them on it
yolo-seg    rows (1, 4 + C + K, N): middle, size, a score for each class, K weights
prototypes (1, K, h, w), whose weighted sum is the mask (Bolya et al. 2019)
detr        logits (1, N, C), boxes (1, N, 4): middle and size, as shares of the canvas
(Carion et al. 2020, and all that came of it), without masks
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.core.errors import EngineError
from nukki.core.spec import Output
from nukki.core.values import Box
from nukki.ops.boxes import area, meet, suppressed
from nukki.ops.resize import resize

SURE = 0.5
"""Score from which on Mask R-CNN and RT-DETR are believed."""

LIKELY, OVERLAP = 0.25, 0.45
"""Score from which on YOLO is believed, and overlap from which on two boxes show one thing."""


@dataclass(frozen=True, eq=False)
class Found:
    """A thing by its class's number, and where it is on the network's canvas.

    ``boxed``: what is 1 is only the box that it lies in.
    """

    number: int
    score: float
    alpha: FloatMap
    boxed: bool = False


def mask_rcnn(
    answers: Sequence[NDArray[Any]], output: Output, canvas_hw: tuple[int, int]
) -> list[Found]:
    """What Mask R-CNN found.

    Raises:
        EngineError: The answers have other shapes.
    """
    boxes, numbers, scores, masks = answers
    if masks.ndim != 4 or boxes.shape != (len(masks), 4):
        raise EngineError(
            f"expected boxes (N, 4) and masks (N, 1, h, w), got {boxes.shape} and {masks.shape}"
        )
    found = []
    for box, number, score, mask in zip(boxes, numbers, scores, masks, strict=True):
        if score >= SURE and 0 < number < len(output.classes) and output.classes[int(number)]:
            whole = mask[0].shape == canvas_hw
            alpha = np.ascontiguousarray(mask[0]) if whole else _pasted(mask[0], box, canvas_hw)
            found.append(Found(int(number), float(score), alpha))
    return found


def yolo_seg(
    answers: Sequence[NDArray[Any]], output: Output, canvas_hw: tuple[int, int]
) -> list[Found]:
    """What a YOLO with masks found.

    Raises:
        EngineError: The answers have other shapes.
    """
    rows, prototypes = answers[0][0].T, answers[1][0]
    n_classes, n_weights = len(output.classes), len(prototypes)
    if rows.shape[1] != 4 + n_classes + n_weights:
        raise EngineError(
            f"expected 4 + {n_classes} + {n_weights} numbers for each object, got {rows.shape[1]}"
        )
    best = rows[:, 4 : 4 + n_classes].max(axis=1)
    rows, best = rows[best >= LIKELY], best[best >= LIKELY]
    corners = np.concatenate(
        [rows[:, :2] - rows[:, 2:4] / 2, rows[:, :2] + rows[:, 2:4] / 2], axis=1
    )
    found = []
    for index in suppressed(corners, best, overlap=OVERLAP):
        number = int(rows[index, 4 : 4 + n_classes].argmax())
        logits = np.tensordot(rows[index, 4 + n_classes :], prototypes, axes=1)
        alpha = _inside(resize(sigmoid(logits), canvas_hw, "bilinear"), corners[index])
        found.append(Found(number, float(best[index]), alpha))
    return found


def detr(
    answers: Sequence[NDArray[Any]], output: Output, canvas_hw: tuple[int, int]
) -> list[Found]:
    """What a detection transformer found: each thing once, as such networks learn to.

    Raises:
        EngineError: The answers have other shapes.
    """
    logits, boxes = answers
    if logits.ndim != 3 or logits.shape[2] != len(output.classes):
        raise EngineError(
            f"expected logits (1, N, {len(output.classes)}), a number for each class, got "
            f"{logits.shape}"
        )
    return boxed(sigmoid(logits[0]), boxes, canvas_hw, likely=SURE)


def boxed(
    scores: NDArray[Any],
    boxes: NDArray[Any],
    canvas_hw: tuple[int, int],
    *,
    likely: float,
    overlap: float = 1.0,
) -> list[Found]:
    """Things that are known by their boxes, the surest first.

    Args:
        scores: (N, C) of each class, [0, 1].
        boxes: (1, N, 4) middle and size, as shares of the canvas.
        canvas_hw: Its size.
        likely: Score from which on a thing is believed.
        overlap: Intersection over union from which on two boxes show one thing; 1 leaves all.

    Raises:
        EngineError: There are not as many boxes as scores.
    """
    if boxes.shape != (1, len(scores), 4):
        raise EngineError(f"expected boxes (1, {len(scores)}, 4), got {boxes.shape}")
    best = scores.max(axis=1)
    middles, sizes = boxes[0, :, :2], boxes[0, :, 2:]
    shares = np.concatenate([middles - sizes / 2, middles + sizes / 2], axis=1)
    sides = np.asarray(shares * np.tile(np.asarray(canvas_hw[::-1], np.float32), 2), np.float32)
    there = np.flatnonzero(best >= likely)
    kept = there[suppressed(sides[there], best[there], overlap=overlap)]
    full = np.ones(canvas_hw, np.float32)
    return [
        Found(int(scores[one].argmax()), float(best[one]), _inside(full, sides[one]), boxed=True)
        for one in kept
    ]


def sigmoid(logits: NDArray[Any]) -> FloatMap:
    """Probabilities of logits."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -60.0, 60.0))), np.float32)


def _pasted(mask: NDArray[Any], box: NDArray[Any], canvas_hw: tuple[int, int]) -> FloatMap:
    """(H, W) a small mask at the place of its box."""
    whole = Box(0, 0, canvas_hw[1], canvas_hw[0])
    left, top, right, bottom = (round(float(side)) for side in box)
    place = Box(left, top, max(left + 1, right), max(top + 1, bottom))
    canvas = np.zeros(canvas_hw, np.float32)
    part = meet(place, whole)
    if area(part):
        enlarged = resize(np.ascontiguousarray(mask, np.float32), place.size_hw, "bilinear")
        canvas[part.slices] = enlarged[part.moved(-left, -top).slices]
    return np.clip(canvas, 0.0, 1.0)


def _inside(alpha: FloatMap, corners: NDArray[Any]) -> FloatMap:
    """(H, W) what lies in a box; the rest is 0."""
    whole = Box(0, 0, alpha.shape[1], alpha.shape[0])
    left, top, right, bottom = (round(float(side)) for side in corners)
    part = meet(Box(left, top, right, bottom), whole)
    kept = np.zeros_like(alpha)
    if area(part):
        kept[part.slices] = alpha[part.slices]
    return kept
