"""Clothing Co-Parsing and its like: photos/ with label maps in MATLAB files.

Source: Yang, Luo, Lin, "Clothing Co-Parsing by Joint Image Segmentation and Labeling", CVPR 2014;
a label above 0 is the person or something worn.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nukki.core.arrays import Mask, Pixels
from nukki.core.errors import InputError, MissingExtraError
from nukki.train.data.found import Found, Left, as_bytes
from nukki.train.data.layouts.layout import Finding, Layout, Request, by_stem

MAPS = "annotations/pixel-level"
VARIABLE = "groundtruth"


def fits(request: Request) -> bool:
    """A folder with photos/ and annotations/pixel-level/."""
    return (request.root / MAPS).is_dir() and (request.root / "photos").is_dir()


def find(request: Request) -> Finding:
    """Photos that have a label map."""
    maps = {path.stem: path for path in (request.root / MAPS).glob("*.mat")}
    for stem, image in by_stem(request.root / "photos").items():
        if stem in maps:
            yield Found(stem, image, LabelMap(maps[stem]), "binary")
        else:
            yield Left(stem, f"no label map in {MAPS}")


@dataclass(frozen=True)
class LabelMap:
    """A label map's file."""

    path: Path

    def draw(self, size_hw: tuple[int, int]) -> Pixels:
        """(H, W) uint8 of the map's size."""
        return as_bytes(labelled(self.path))


def labelled(path: Path) -> Mask:
    """(H, W) bool, where a label map says anything but background.

    Raises:
        MissingExtraError: SciPy, which reads such files, is not installed.
        InputError: It is broken.
    """
    try:
        from scipy.io import loadmat
    except ImportError as error:
        raise MissingExtraError("reading .mat files", remedy="pip install scipy") from error
    try:
        labels = loadmat(path)[VARIABLE]
    except (OSError, KeyError, ValueError, NotImplementedError) as error:
        raise InputError(f"{path}: expected the variable {VARIABLE}; {error}") from error
    return np.asarray(labels > 0, np.bool_)


LAYOUT = Layout("ccp", "photos/ with annotations/pixel-level/*.mat", fits, find)
