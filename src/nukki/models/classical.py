"""Techniques that need no network, for comparison, for plain backgrounds and for green screens.

What each does is in `nukki.stages.techniques`; its parameters are set by ``--set key=value``.
"""

from __future__ import annotations

from nukki.core.spec import Licence, ModelSpec

OPENCV = "https://docs.opencv.org/4.x/"
SKIMAGE = "https://scikit-image.org/docs/stable/api/"


def _spec(name: str, summary: str, paper: str, homepage: str) -> ModelSpec:
    """They are nukki's own code round algorithms of OpenCV or scikit-image."""
    free = Licence("Apache-2.0", commercial=True)
    return ModelSpec(name, summary, free, paper=paper, homepage=homepage)


SPECS = (
    _spec(
        "otsu",
        "no network: one threshold of lightness, for plain backgrounds",
        "Otsu, A threshold selection method from gray-level histograms, 1979",
        OPENCV + "d7/d4d/tutorial_py_thresholding.html",
    ),
    _spec(
        "multi-otsu",
        "no network: several thresholds (extra: classic)",
        "Liao, Chen, Chung, A fast algorithm for multilevel thresholding, 2001",
        SKIMAGE + "skimage.filters.html",
    ),
    _spec(
        "adaptive-threshold",
        "no network: a threshold that follows the light, for ink on paper",
        "Bradley, Roth, Adaptive thresholding using the integral image, 2007",
        OPENCV + "d7/d4d/tutorial_py_thresholding.html",
    ),
    _spec(
        "back-projection",
        "no network: colours that are common at the border are background",
        "Swain, Ballard, Color indexing, 1991",
        OPENCV + "da/d7f/tutorial_back_projection.html",
    ),
    _spec(
        "kmeans",
        "no network: colours in clusters",
        "Lloyd, Least squares quantization in PCM, 1982",
        OPENCV + "d1/d5c/tutorial_py_kmeans_opencv.html",
    ),
    _spec(
        "chroma-key",
        "no network: green screens and other plain backgrounds, hair included",
        "Smith, Blinn, Blue screen matting, 1996; Ottosson, OKLab, 2020",
        "https://bottosson.github.io/posts/oklab/",
    ),
    _spec(
        "canny",
        "no network: the inside of the largest outline",
        "Canny, A computational approach to edge detection, 1986",
        OPENCV + "da/d22/tutorial_py_canny.html",
    ),
    _spec(
        "watershed",
        "no network: a threshold's guess, moved to the strongest edges",
        "Meyer, Color image segmentation, 1992",
        OPENCV + "d3/db4/tutorial_py_watershed.html",
    ),
    _spec(
        "mean-shift",
        "no network: flat areas of colour, those at the border being background",
        "Comaniciu, Meer, Mean shift: a robust approach toward feature space analysis, 2002",
        OPENCV + "d4/d86/group__imgproc__filter.html",
    ),
    _spec(
        "slic",
        "no network: superpixels, merged by colour (extra: classic)",
        "Achanta et al., SLIC superpixels compared to state-of-the-art superpixel methods, 2012",
        SKIMAGE + "skimage.segmentation.html",
    ),
    _spec(
        "grabcut",
        "no network: from a box, from strokes, or to sharpen another model's matte",
        "Rother, Kolmogorov, Blake, GrabCut, 2004",
        OPENCV + "d8/d83/tutorial_py_grabcut.html",
    ),
)
