"""Segmenters that need no network, each a frozen dataclass of its parameters.

All but those that are told where the subject is take what lies at the picture's border for
background. They work on a picture of a few hundred pixels a side; the edges are brought to full
size by the same refinement as a network's, except the chroma key's, which solves every pixel.
"""

from __future__ import annotations

from collections.abc import Mapping

from nukki.stages.segment import Segmenter
from nukki.stages.techniques.chroma_key import ChromaKey
from nukki.stages.techniques.colours import BackProjection, KMeans
from nukki.stages.techniques.grabcut import GrabCut
from nukki.stages.techniques.outline import CannyContour
from nukki.stages.techniques.regions import MeanShift, Slic, Watershed
from nukki.stages.techniques.thresholds import AdaptiveThreshold, MultiOtsu, Otsu

TECHNIQUES: Mapping[str, type[Segmenter]] = {
    "otsu": Otsu,
    "multi-otsu": MultiOtsu,
    "adaptive-threshold": AdaptiveThreshold,
    "back-projection": BackProjection,
    "kmeans": KMeans,
    "chroma-key": ChromaKey,
    "canny": CannyContour,
    "watershed": Watershed,
    "mean-shift": MeanShift,
    "slic": Slic,
    "grabcut": GrabCut,
}
"""By the name of their model in `nukki.models.classical`."""

__all__ = ["TECHNIQUES"]
