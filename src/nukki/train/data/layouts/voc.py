"""Pascal VOC: JPEGImages/ with coloured label maps in SegmentationClass/.

Source: Everingham et al., "The Pascal Visual Object Classes Challenge", IJCV 2010. A map's palette
gives class n the colour whose bits are dealt out in turn to red, green and blue; the outline
(224, 224, 192) is left undecided there and counts as background here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nukki import codecs
from nukki.core.arrays import Mask, Pixels
from nukki.core.errors import OptionError, UnknownNameError
from nukki.train.data.found import Found, Left, as_bytes
from nukki.train.data.layouts.layout import Finding, Layout, Request, by_stem

CLASSES = (
    "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair",
    "cow", "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa",
    "train", "tvmonitor",
)  # fmt: skip


def fits(request: Request) -> bool:
    """A folder with JPEGImages/ and SegmentationClass/ or SegmentationObject/."""
    return (request.root / "JPEGImages").is_dir() and _maps_of(request.root).is_dir()


def find(request: Request) -> Finding:
    """Photos that have a label map, with the chosen classes as the subject."""
    photos, maps = by_stem(request.root / "JPEGImages"), _maps_of(request.root)
    colours = _colours(maps, request.classes)
    for stem, labels in by_stem(maps).items():
        if stem in photos:
            yield Found(stem, photos[stem], Painted(labels, tuple(colours)), "binary")
        else:
            yield Left(stem, "no photo of this name in JPEGImages")


def _maps_of(root: Path) -> Path:
    classes = root / "SegmentationClass"
    return classes if classes.is_dir() else root / "SegmentationObject"


def _colours(maps: Path, classes: Sequence[str]) -> list[tuple[int, int, int]]:
    """What the subject is painted in; objects are numbered, and nothing says of which class."""
    if maps.name == "SegmentationObject":
        if classes:
            raise OptionError(
                "classes: SegmentationObject/ does not name them, SegmentationClass/ would"
            )
        return [colour_of(number) for number in range(1, 255)]
    for name in classes:
        if name not in CLASSES:
            raise UnknownNameError("class", name, CLASSES)
    return [colour_of(CLASSES.index(name)) for name in classes or CLASSES[1:]]


def colour_of(number: int) -> tuple[int, int, int]:
    """The palette's colour of a class.

    >>> colour_of(15)
    (192, 128, 128)
    """
    red = green = blue = 0
    for bit in range(8):
        triple = number >> (3 * bit)
        red |= (triple & 1) << (7 - bit)
        green |= (triple >> 1 & 1) << (7 - bit)
        blue |= (triple >> 2 & 1) << (7 - bit)
    return red, green, blue


@dataclass(frozen=True)
class Painted:
    """A label map, and the colours in it that are the subject."""

    path: Path
    colours: tuple[tuple[int, int, int], ...]

    def draw(self, size_hw: tuple[int, int]) -> Pixels:
        """(H, W) uint8 of the map's size."""
        return as_bytes(painted_in(self.path, self.colours))


def painted_in(path: Path, colours: Sequence[tuple[int, int, int]]) -> Mask:
    """(H, W) bool, where a picture has one of these colours."""
    pixels = codecs.read(path).pixels.astype(np.uint32)
    codes = pixels[..., 0] << 16 | pixels[..., 1] << 8 | pixels[..., 2]
    wanted = [red << 16 | green << 8 | blue for red, green, blue in colours]
    return np.isin(codes, wanted)


LAYOUT = Layout(
    "voc",
    "JPEGImages/ with SegmentationClass/ or SegmentationObject/ (Pascal VOC)",
    fits,
    find,
    True,
)
