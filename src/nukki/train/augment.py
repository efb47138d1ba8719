"""How one picture is varied: what is drawn by chance, before a pixel is touched.

A recipe follows from (seed, epoch, index) alone. So an epoch is the same in one process or four,
and after a kill.

Places are normalised: (-1, -1) is the upper left corner of a picture and (1, 1) the lower right.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nukki.train.settings import Strength

Corners = NDArray[np.float32]
"""(4, 2) x and y: where in the source the corners of the result lie."""

Chance = np.random.Generator
Span = tuple[float, float]
Kind = Literal["photo", "swapped", "cutout", "empty"]

UNIT = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
"""The corners of a picture, clockwise from the upper left."""

SUBJECT_ZOOM: Span = (0.3, 1.05)
"""How large cut-outs lie on their ground, as a share of the largest that fits: wide shots too."""

CANVAS_ASPECT: Span = (0.6, 1.7)
"""Width over height of composed pictures."""

JPEG_QUALITY: Span = (25.0, 90.0)


@dataclass(frozen=True)
class Ranges:
    """How far each thing may vary.

    Attributes:
        flip: Chance of a mirror image.
        zoom: Smallest and largest magnification.
        shift: Largest move, as a share of half a side.
        angle: Largest rotation in degrees.
        perspective: Largest move of a corner, as a share of half a side.
        stretch: Largest change of width over height, as a ratio.
        swap: Chance that a photo's ground is swapped, where its matte is known.
        wide: Chance that a swapped subject is laid small on its ground.
        empty: Chance that a picture of nothing takes the place of a photo.
        light: Largest exposure in stops.
        extreme: Chance of a far too dark or bright picture.
        contrast, saturation, tint: Largest change, as a share.
        hue: Largest turn in degrees.
        grey: Chance of a picture without colour.
        blur: Chance of blur; ``blur_px`` its largest deviation at 320 pixels.
        sharpen: Chance of sharpening.
        noise: Chance of noise; ``noise_level`` its largest deviation, as a share of full scale.
        jpeg: Chance of compression.
    """

    flip: float = 0.0
    zoom: Span = (1.0, 1.0)
    shift: float = 0.0
    angle: float = 0.0
    perspective: float = 0.0
    stretch: float = 1.0
    swap: float = 0.0
    wide: float = 0.0
    empty: float = 0.0
    light: float = 0.0
    extreme: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    tint: float = 0.0
    hue: float = 0.0
    grey: float = 0.0
    blur: float = 0.0
    blur_px: float = 2.0
    sharpen: float = 0.0
    noise: float = 0.0
    noise_level: float = 0.06
    jpeg: float = 0.0


RANGES: Mapping[Strength, Ranges] = {
    "none": Ranges(),
    "light": Ranges(
        flip=0.5, zoom=(0.9, 1.3), shift=0.1, angle=5, stretch=1.1, light=0.3, contrast=0.15,
        saturation=0.2, tint=0.04, jpeg=0.1,
    ),
    "normal": Ranges(
        flip=0.5, zoom=(0.85, 1.7), shift=0.2, angle=12, perspective=0.08, stretch=1.2, swap=0.15,
        wide=0.3, empty=0.02, light=0.45, extreme=0.04, contrast=0.2, saturation=0.3, tint=0.05,
        hue=6, grey=0.05, blur=0.15, sharpen=0.1, noise=0.15, jpeg=0.2,
    ),
    "strong": Ranges(
        flip=0.5, zoom=(0.7, 2.2), shift=0.3, angle=25, perspective=0.15, stretch=1.35,
        swap=0.3, wide=0.4, empty=0.03, light=0.8, extreme=0.1, contrast=0.35, saturation=0.5,
        tint=0.1, hue=15, grey=0.1, blur=0.25, blur_px=3.0, sharpen=0.2, noise=0.3,
        noise_level=0.1, jpeg=0.35,
    ),
}  # fmt: skip
"""What ``--augment`` means."""


@dataclass(frozen=True, eq=False)
class Look:
    """How the colours and the sharpness of one picture change; as it is made, nothing.

    Attributes:
        gain, gamma, contrast, saturation: Factors and an exponent; 1 is neutral.
        tint: Factors of red, green and blue.
        hue: Turn in degrees.
        blur_px: Standard deviation at the result's size.
        sharpen: How much of the difference from a blur is added.
        noise: Standard deviation, as a share of full scale.
        quality: Of JPEG; 100 leaves it out.
        seed: Of the noise.
    """

    gain: float = 1.0
    gamma: float = 1.0
    contrast: float = 1.0
    saturation: float = 1.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    hue: float = 0.0
    blur_px: float = 0.0
    sharpen: float = 0.0
    noise: float = 0.0
    quality: float = 100.0
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Recipe:
    """What becomes of one picture.

    Attributes:
        kind: A photo as it is, its subject on another ground, a cut-out on a ground, or a ground
            alone.
        corners: Where the result lies in the picture.
        zoom: How large the picture is on the result.
        ground: Which background, as a share of all; None for a photo as it is.
        ground_corners: Where the result lies in the background.
        look: What happens to colours afterwards.
    """

    kind: Kind
    corners: Corners
    zoom: float = 1.0
    ground: float | None = None
    ground_corners: Corners = field(default_factory=UNIT.copy)
    look: Look = field(default_factory=Look)

    @property
    def composed(self) -> bool:
        """Whether it is laid over a ground."""
        return self.kind != "photo"


def chance_of(seed: int, *place: int) -> Chance:
    """Where chance stands at a place of a run, such as epoch and index."""
    return np.random.default_rng((seed, *place))


def draw_recipe(
    chance: Chance, strength: Strength, *, aspect: float, kind: Kind, side_px: int
) -> Recipe:
    """A recipe for one picture.

    Args:
        chance: What all is drawn from.
        strength: How far things may vary.
        aspect: The picture's width over height.
        kind: "photo" or "cutout"; "swapped" for a photo whose ground may be swapped.
        side_px: The result's longer side, to which a blur is relative.
    """
    ranges = RANGES[strength]
    kind = _kind(chance, ranges, kind)
    look = draw_look(chance, ranges, side_px)
    if kind == "photo":
        zoom = _ratio(chance, *ranges.zoom)
        own = ranges if zoom >= 1 else dataclasses.replace(ranges, shift=0.1)
        corners = _placed(chance, own, aspect, aspect, zoom)
        return Recipe(kind, corners, zoom, look=look)
    canvas = _ratio(chance, *CANVAS_ASPECT) if strength != "none" else 1.0
    zoom = _subject_zoom(chance, ranges, kind)
    fit = zoom * min(1.0, canvas / aspect)
    return Recipe(
        kind,
        _placed(
            chance,
            dataclasses.replace(ranges, shift=_room(fit, aspect, canvas)),
            aspect,
            canvas,
            fit,
        ),
        fit,
        ground=float(chance.random()),
        ground_corners=_cropped(chance, ranges),
        look=look,
    )


def _kind(chance: Chance, ranges: Ranges, kind: Kind) -> Kind:
    """What is made of a picture that could be ``kind``."""
    draw, other = chance.random(2)
    if kind == "photo" or (kind == "swapped" and draw >= ranges.swap + ranges.empty):
        return "photo"
    if (kind == "swapped" and draw < ranges.empty) or (kind == "cutout" and other < ranges.empty):
        return "empty"
    return kind


def _subject_zoom(chance: Chance, ranges: Ranges, kind: Kind) -> float:
    if not ranges.wide and kind == "cutout":
        return 0.8
    if kind == "swapped" and chance.random() >= ranges.wide:
        return _ratio(chance, *ranges.zoom)
    return _ratio(chance, *SUBJECT_ZOOM)


def _room(fit: float, aspect: float, canvas: float) -> float:
    """How far a subject may move so that most of it is still seen."""
    width = fit * aspect / canvas
    return float(np.clip(1.1 - max(width, fit), 0.1, 0.7))


def _placed(chance: Chance, ranges: Ranges, aspect: float, canvas: float, zoom: float) -> Corners:
    """Corners in a picture of ``aspect`` that lies ``zoom`` times as high on a canvas.

    Rotation happens where pixels are square: x is multiplied by the canvas's width over height, and
    divided by the picture's.
    """
    stretch = _ratio(chance, 1 / ranges.stretch, ranges.stretch)
    turn = math.radians(_about(chance, ranges.angle))
    shift = np.array([_about(chance, ranges.shift), _about(chance, ranges.shift)])
    mirror = -1.0 if chance.random() < ranges.flip else 1.0
    square = (UNIT - shift) * (canvas, 1.0)
    back = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    turned = square @ back.T / zoom
    corners = turned * (mirror / (aspect * math.sqrt(stretch)), math.sqrt(stretch))
    jitter = chance.uniform(-1, 1, (4, 2)) * ranges.perspective / max(zoom, 1.0)
    return (corners + jitter).astype(np.float32)


def _cropped(chance: Chance, ranges: Ranges) -> Corners:
    """Corners of a part of a background, mirrored perhaps."""
    share = _ratio(chance, 0.45, 1.0) if ranges.flip else 1.0
    middle = np.array([_about(chance, 1 - share), _about(chance, 1 - share)])
    mirror = -1.0 if chance.random() < ranges.flip else 1.0
    return (UNIT * (mirror, 1.0) * share + middle).astype(np.float32)


def draw_look(chance: Chance, ranges: Ranges, side_px: int) -> Look:
    """How colours and sharpness change."""
    hit = {
        name: chance.random() for name in ("extreme", "grey", "blur", "sharpen", "noise", "jpeg")
    }
    stops = _about(chance, ranges.light)
    if hit["extreme"] < ranges.extreme:
        stops = float(chance.choice((-1, 1))) * chance.uniform(1.2, 2.5)
    saturation = 1 + _about(chance, ranges.saturation)
    red, green, blue = (1 + _about(chance, ranges.tint) for _ in range(3))
    blur, sharpen, noise, quality = chance.random(4)
    return Look(
        gain=2 ** (stops * 0.6) if stops > 0 else 1.0,
        gamma=2 ** (-stops * 0.3 if stops > 0 else -stops * 0.55),
        contrast=1 + _about(chance, ranges.contrast),
        saturation=0.0 if hit["grey"] < ranges.grey else saturation,
        tint=(red, green, blue),
        hue=_about(chance, ranges.hue),
        blur_px=(0.4 + blur * ranges.blur_px) * side_px / 320 if hit["blur"] < ranges.blur else 0.0,
        sharpen=0.3 + sharpen if hit["sharpen"] < ranges.sharpen else 0.0,
        noise=noise * ranges.noise_level if hit["noise"] < ranges.noise else 0.0,
        quality=_between(quality, JPEG_QUALITY) if hit["jpeg"] < ranges.jpeg else 100.0,
        seed=int(chance.integers(2**31)),
    )


def _about(chance: Chance, reach: float) -> float:
    return float(chance.uniform(-reach, reach)) if reach else 0.0


def _ratio(chance: Chance, low: float, high: float) -> float:
    """Drawn so that halving is as likely as doubling."""
    return math.exp(chance.uniform(math.log(low), math.log(high))) if low < high else low


def _between(share: float, span: Span) -> float:
    return span[0] + share * (span[1] - span[0])
