"""What is done to photos in a study, and in which steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from nukki import codecs
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.registry import Registry
from nukki.ops import degrade

Apply: TypeAlias = Callable[[Pixels, FloatMap, float], tuple[Pixels, FloatMap]]
"""From a photo (H, W, 3) uint8, its matte and a level to both of them changed."""

UNTOUCHED = 100.0
"""The JPEG quality that stands for not encoding the photo again."""


@dataclass(frozen=True)
class Degradation:
    """One property of photos that a study changes.

    Attributes:
        name: What it is called in files.
        title: What it is called in sentences.
        says: What the levels mean.
        levels: From one end of the property to the other.
        neutral: The level that changes nothing; one of ``levels``.
        apply: Photo, matte and level to both changed.
        label: How a level is written.
        spoken: How a level is said in a sentence, with ``{}`` for its label.
        advice: What a photographer can do about a loss.
    """

    name: str
    title: str
    says: str
    levels: tuple[float, ...]
    neutral: float
    apply: Apply
    label: Callable[[float], str]
    spoken: str
    advice: str

    def phrase(self, level: float) -> str:
        """A level as it is said in a sentence."""
        return self.spoken.format(self.label(level))

    @property
    def changes(self) -> tuple[float, ...]:
        """The levels that change something."""
        return tuple(level for level in self.levels if level != self.neutral)


def reencoded(pixels: Pixels, quality: float) -> Pixels:
    """The photo after a JPEG of that quality, 1 to 100; `UNTOUCHED` is neutral."""
    if quality == UNTOUCHED:
        return pixels
    return codecs.read(codecs.write_flat(pixels, "jpeg", quality=round(quality))).pixels


def _in_place(change: Callable[[Pixels, float], Pixels]) -> Apply:
    """A change that moves no pixel, so that the matte stays."""
    return lambda pixels, alpha, level: (change(pixels, level), alpha)


def _plain(level: float) -> str:
    return f"{level:g}"


def _percent(level: float) -> str:
    return f"{level:.0%}".replace("%", " %")


def _stops(level: float) -> str:
    return f"{level:+g}" if level else "0"


def _quality(level: float) -> str:
    return "as is" if level == UNTOUCHED else f"{level:g}"


DEGRADATIONS: Registry[Degradation] = Registry(
    "degradation",
    (
        Degradation("brightness", "brightness", "stops of light more or less",
                    (-4, -2, 0, 1, 2), 0, _in_place(degrade.exposed), _stops,
                    "{} stops",
                    "expose so that the subject is neither dark nor washed out"),
        Degradation("contrast", "contrast", "distance from the photo's mean",
                    (0.1, 0.25, 0.5, 1, 2), 1, _in_place(degrade.contrasted), _percent,
                    "{} of the contrast",
                    "restore the contrast of faded or hazy photos first"),
        Degradation("blur", "blur", "standard deviation, thousandths of the diagonal",
                    (0, 1, 2, 5, 10), 0, _in_place(degrade.blurred), _plain,
                    "a blur of {} ‰",
                    "focus on the subject and hold the camera still"),
        Degradation("sharpening", "sharpening", "amount of an unsharp mask",
                    (0, 1, 3, 6), 0, _in_place(degrade.sharpened), _plain,
                    "an amount of {}",
                    "take the photo before it was sharpened"),
        Degradation("noise", "noise", "standard deviation, share of full scale",
                    (0, 0.05, 0.1, 0.2, 0.4), 0, _in_place(degrade.noisy), _percent,
                    "{} noise",
                    "use more light or a lower ISO, or denoise first"),
        Degradation("jpeg", "JPEG compression", "quality it was saved with",
                    (UNTOUCHED, 50, 20, 10, 5), UNTOUCHED, _in_place(reencoded), _quality,
                    "quality {}",
                    "use the original instead of a copy from a messenger"),
        Degradation("subject", "a small subject", "its size in the photo, as a share of before",
                    (1, 0.7, 0.5, 0.3, 0.15), 1, degrade.zoomed_out, _percent,
                    "{} of the size",
                    "go closer or crop to the subject; --looks 2 looks again at small ones"),
        Degradation("resolution", "low resolution", "length of the sides, as a share of before",
                    (1, 0.5, 0.25, 0.12, 0.06), 1, degrade.downsized, _percent,
                    "{} of the sides",
                    "use the full-size file instead of a thumbnail"),
    ),
)  # fmt: skip
