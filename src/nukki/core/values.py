"""The values that travel through nukki: picture, matte, trimap, cut-out, frame.

All are frozen, checked once when made, and compared by identity (their arrays are large). Arrays
are ``(H, W)``; nothing here copies or changes an array it was given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np

from nukki.core.arrays import (
    FloatMap,
    Mask,
    Pixels,
    check_pixels,
    check_same_size,
    check_unit_map,
    full_scale,
)
from nukki.core.errors import InputError

SUBJECT_ALPHA = 0.05
"""Alpha from which a pixel counts as subject: fainter traces at the rim would defeat a crop."""


REVIEW_BELOW = 0.88
"""Confidence under which a person should look: on 241 photos with known masks 42 to 74 % of the bad
cut-outs lie under it and 5 to 18 % of the good ones, by model and preset (docs/quality.md)."""


class Box(NamedTuple):
    """A rectangle in pixels: left and top inside, right and bottom just outside (xyxy)."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.bottom - self.top, self.right - self.left

    @property
    def slices(self) -> tuple[slice, slice]:
        """Its rows and columns, to index arrays with; the box must lie on them."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def moved(self, right_px: int, down_px: int) -> Box:
        """The same rectangle elsewhere."""
        left, top, right, bottom = self
        return Box(left + right_px, top + down_px, right + right_px, bottom + down_px)

    def grown(self, margin_px: int) -> Box:
        """The rectangle with a margin on all sides."""
        left, top, right, bottom = self
        return Box(left - margin_px, top - margin_px, right + margin_px, bottom + margin_px)


def box_of(mask: Mask) -> Box | None:
    """The smallest window that holds all True pixels of (H, W); None where there are none."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


@dataclass(frozen=True)
class ImageInfo:
    """What a file said about its picture, for a faithful write. No stage reads it.

    Attributes:
        format: The registry name of the codec that read it ("jpeg"), "" for arrays.
        icc_profile: The embedded ICC profile, or None.
        dpi: Horizontal and vertical resolution in dots per inch, or None.
        exif: The EXIF block with its orientation already applied and removed, or None.
        bit_depth: Bits per channel in the file (1 to 16).
        frames: How many frames the file holds.
        loop: How often an animation plays; 0 is forever.
        notes: What was read otherwise than the file has it, one sentence each.
    """

    format: str = ""
    icc_profile: bytes | None = None
    dpi: tuple[float, float] | None = None
    exif: bytes | None = None
    bit_depth: int = 8
    frames: int = 1
    loop: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Image:
    """A picture as its file had it: upright, straight colour, never converted in bit depth.

    Attributes:
        pixels: (H, W, 3) uint8 or uint16, RGB in the space of ``info.icc_profile`` (sRGB if None).
        alpha: (H, W) of the same dtype, the transparency the file already had, or None.
        info: What the file said about itself.

    Raises:
        InputError: The arrays have another shape or dtype.
    """

    pixels: Pixels
    alpha: Pixels | None = None
    info: ImageInfo = field(default_factory=ImageInfo)

    def __post_init__(self) -> None:
        check_pixels(self.pixels, what="image pixels")
        if self.alpha is None:
            return
        check_same_size(self.alpha, self.pixels, what="image alpha")
        if self.alpha.ndim != 2 or self.alpha.dtype != self.pixels.dtype:
            raise InputError(
                f"image alpha: expected an (H, W) {self.pixels.dtype} array like the pixels, "
                f"got shape {self.alpha.shape} of {self.alpha.dtype}"
            )

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.pixels.shape[0], self.pixels.shape[1]

    def unit_alpha(self) -> FloatMap | None:
        """The file's own alpha as (H, W) float32 in [0, 1], or None."""
        if self.alpha is None:
            return None
        scaled: FloatMap = self.alpha.astype(np.float32) / np.float32(full_scale(self.alpha.dtype))
        return scaled


@dataclass(frozen=True, eq=False)
class Matte:
    """How much of each pixel belongs to the subject.

    Attributes:
        alpha: (H, W) float32 in [0, 1].
        foreground: (H, W, 3) the subject's own straight colours at the photo's size and dtype, from
            a segmenter that solved for both at once: such a matte is finished, and is not refined.
        confidence: [0, 1] when the segmenter knows more of it than how decided alpha is.

    Raises:
        InputError: Another shape or dtype, values outside [0, 1], or NaN.
    """

    alpha: FloatMap
    foreground: Pixels | None = None
    confidence: float | None = None

    def __post_init__(self) -> None:
        check_unit_map(self.alpha, what="matte")
        if self.foreground is not None:
            check_pixels(self.foreground, what="matte foreground")
            check_same_size(self.foreground, self.alpha, what="matte foreground")

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.alpha.shape[0], self.alpha.shape[1]


@dataclass(frozen=True, eq=False)
class Trimap:
    """Which pixels are known.

    Attributes:
        values: (H, W) float32: 0 background, 0.5 unknown, 1 foreground.

    Raises:
        InputError: Another shape, dtype or value.
    """

    values: FloatMap

    def __post_init__(self) -> None:
        check_unit_map(self.values, what="trimap")
        if not np.isin(self.values, (0.0, 0.5, 1.0)).all():
            raise InputError("trimap: expected only the values 0, 0.5 and 1")

    @property
    def unknown(self) -> Mask:
        """(H, W) bool, True where alpha is to be found."""
        undecided: Mask = self.values == 0.5
        return undecided


@dataclass(frozen=True, eq=False)
class Layer:
    """A sheet of a composed picture.

    Attributes:
        name: What editors show.
        colours: (H, W, 3) uint8 or uint16.
        alpha: (H, W) float32 in [0, 1].
        masked: ``colours`` go on where ``alpha`` is 0, so that a mask can bring them back.
    """

    name: str
    colours: Pixels
    alpha: FloatMap
    masked: bool = False

    def __post_init__(self) -> None:
        check_same_size(self.alpha, self.colours, what="layer alpha")


@dataclass(frozen=True, eq=False)
class Cutout:
    """A subject without its background: what every door hands out.

    Attributes:
        foreground: (H, W, 3) uint8 or uint16, the subject's own straight colours; 0 where alpha
            is 0, so that what was removed cannot be recovered.
        alpha: (H, W) float32 in [0, 1].
        source: The picture it was cut from (its size differs after a crop or resize).
        confidence: [0, 1], how decided the matte is; 0 when nothing was found.
        notes: What was done otherwise than a user might assume, one sentence each.
        engine: What really ran the network ("onnxruntime"); "" when none ran.
        device: Where it ran ("cpu", "cuda"); "" likewise. Several are joined by "+".
        layers: From the bottom up, what it was composed of; () when nobody keeps them apart.

    Raises:
        InputError: Arrays of another shape, dtype or range.
    """

    foreground: Pixels
    alpha: FloatMap
    source: Image
    confidence: float = 1.0
    notes: tuple[str, ...] = ()
    engine: str = ""
    device: str = ""
    layers: tuple[Layer, ...] = ()

    def __post_init__(self) -> None:
        check_pixels(self.foreground, what="cutout foreground")
        check_unit_map(self.alpha, what="cutout alpha")
        check_same_size(self.alpha, self.foreground, what="cutout alpha")

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.alpha.shape[0], self.alpha.shape[1]

    @property
    def review(self) -> bool:
        """Whether a person should look at it: the confidence is below `REVIEW_BELOW`."""
        return self.confidence < REVIEW_BELOW

    @property
    def mask(self) -> Mask:
        """(H, W) bool, True where the subject covers at least half of the pixel."""
        covered: Mask = self.alpha >= 0.5
        return covered

    @cached_property
    def box(self) -> Box | None:
        """The subject's bounding box, or None when the matte is empty (`SUBJECT_ALPHA`)."""
        return box_of(self.alpha >= SUBJECT_ALPHA)


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of an animation.

    Attributes:
        image: The frame, coalesced to the full canvas.
        time: When it is shown, seconds from the start.
        duration: How long it is shown, seconds.
    """

    image: Image
    time: Fraction
    duration: Fraction


@dataclass(frozen=True, eq=False)
class CutoutFrame:
    """One cut-out of an animation, with its frame's time and duration in seconds."""

    cutout: Cutout
    time: Fraction
    duration: Fraction
