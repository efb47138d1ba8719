"""Whether the pixels of a finished file are what its outlet demands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nukki import codecs
from nukki.core.arrays import Mask, Pixels
from nukki.core.heads import Head
from nukki.core.options import Options
from nukki.core.values import Box, Image, box_of
from nukki.ops.composite import over
from nukki.ops.surround import distance_from, surround
from nukki.outlets.outlet import OUTLETS, Outlet
from nukki.pipeline.faces import HeadLooker
from nukki.stages.heads import HeadFinder

RINGING_PX = 24
"""So far a JPEG carries traces of the subject into the white: a block of 16, cornerwise."""

NEARLY_WHITE = 24
"""Levels from white within which a pixel is meant as background."""

PALE, CAST, UNEVEN = 200, 14, 12
"""A light background: its darkest channel, the most between channels, and from pixel to pixel."""

ASPECT_OFF = 0.01

GROUND = 30
"""Levels from the upper corners' colour within which a pixel is meant as background."""

UNSURE = 2.0
"""Percent of the height: so near to a limit a person should measure, for a chin is found from eyes
and mouth, and is off by as much."""


@dataclass(frozen=True)
class Finding:
    """How a picture stands with one rule.

    Attributes:
        rule: A field of `Rules`.
        passed: None where only a person can tell.
        expected: What the rule demands.
        found: What the picture is.
    """

    rule: str
    passed: bool | None
    expected: str
    found: str


@dataclass(frozen=True)
class Report:
    """All findings on one picture."""

    outlet: Outlet
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing that can be measured is wrong."""
        return all(finding.passed is not False for finding in self.findings)


@dataclass(frozen=True, eq=False)
class Finished:
    """A file that is looked at."""

    image: Image
    length: int
    find_head: HeadFinder

    @cached_property
    def pixels(self) -> Pixels:
        """(H, W, 3) as seen on white; deeper files in their own depth."""
        alpha = self.image.unit_alpha()
        if alpha is None:
            return self.image.pixels
        white = np.full((1, 1, 3), np.iinfo(self.image.pixels.dtype).max, self.image.pixels.dtype)
        return over(self.image.pixels, alpha, white)

    @cached_property
    def shown(self) -> Pixels:
        """(H, W, 3) uint8: what rules speak of."""
        return self.pixels if self.pixels.dtype == np.uint8 else (self.pixels >> 8).astype(np.uint8)

    @cached_property
    def background(self) -> Mask:
        """(H, W) bool: what is nearly white and reaches the rim."""
        return surround(self.shown, np.array([255, 255, 255]), tolerance=NEARLY_WHITE)

    @cached_property
    def head(self) -> Head | str:
        """The head of a person before a plain ground, or why none is known."""
        middle = np.median(self.corners, axis=0).astype(int)
        person = ~surround(self.shown, middle, tolerance=GROUND)
        return self.find_head(self.shown, person.astype(np.float32))

    @property
    def corners(self) -> NDArray[np.integer[Any]]:
        """(n, 3) the pixels of the two upper corners."""
        height, width = self.image.size_hw
        deep, wide = max(1, height // 12), max(1, width // 12)
        upper = self.shown[:deep]
        both = np.concatenate([upper[:, :wide], upper[:, -wide:]], axis=1)
        return both.reshape(-1, 3).astype(int)

    @property
    def subject(self) -> Box | None:
        """What is not background."""
        return box_of(~self.background)


def check(picture: codecs.Source, outlet: str | Outlet, *, offline: bool = False) -> Report:
    """What an outlet would say to a finished picture.

    Args:
        picture: The file: bytes, a path, or a binary file object.
        outlet: One of `OUTLETS`, or its name.
        offline: Never fetch the network that finds faces, for rules that speak of heads.

    Raises:
        InputError: The file cannot be read.
        UnknownNameError: No such outlet.
    """
    known = OUTLETS[outlet] if isinstance(outlet, str) else outlet
    with codecs.opened(picture) as stream:
        data = stream.read()
    image = codecs.read(data, max_megapixels=Options.max_megapixels)
    finished = Finished(image, len(data), HeadLooker(offline=offline))
    return Report(known, tuple(_findings(finished, known)))


def _findings(finished: Finished, outlet: Outlet) -> Iterator[Finding]:
    for rule in fields(outlet.rules):
        demanded = getattr(outlet.rules, rule.name)
        if demanded:
            passed, expected, found = CHECKS[rule.name](finished, demanded)
            yield Finding(rule.name, passed, expected, found)


Answer = tuple[bool | None, str, str]


def _formats(finished: Finished, taken: tuple[str, ...]) -> Answer:
    found = finished.image.info.format
    return found in taken, ", ".join(taken), found


def _sizes(finished: Finished, sizes: tuple[tuple[int, int], ...]) -> Answer:
    height, width = finished.image.size_hw
    wanted = ", ".join(f"{w} × {h}" for w, h in sizes)
    return (width, height) in sizes, wanted, f"{width} × {height}"


def _aspect(finished: Finished, aspect: tuple[int, int]) -> Answer:
    height, width = finished.image.size_hw
    off = abs(width * aspect[1] / (height * aspect[0]) - 1)
    return off <= ASPECT_OFF, f"{aspect[0]} : {aspect[1]}", f"{width} × {height}"


def _shortest(finished: Finished, least: int) -> Answer:
    side = min(finished.image.size_hw)
    return side >= least, f"≥ {least} px", f"{side} px"


def _longest(finished: Finished, least: int) -> Answer:
    side = max(finished.image.size_hw)
    return side >= least, f"≥ {least} px", f"{side} px"


def _not_longer(finished: Finished, most: int) -> Answer:
    side = max(finished.image.size_hw)
    return side <= most, f"≤ {most} px", f"{side} px"


def _bytes(finished: Finished, most: int) -> Answer:
    return finished.length <= most, f"≤ {most // 1000} kB", f"{finished.length / 1000:.0f} kB"


def _opaque(finished: Finished, _: bool) -> Answer:
    alpha = finished.image.unit_alpha()
    share = 0.0 if alpha is None else float((alpha < 1).mean())
    return share == 0, "0 %", f"{share:.1%}"


def _background(finished: Finished, kind: str) -> Answer:
    return _white(finished) if kind == "white" else _light(finished)


def _white(finished: Finished) -> Answer:
    """Every pixel of the background is 255, away from where a JPEG rings; a rim of it is there."""
    away = finished.background & (distance_from(~finished.background) > RINGING_PX)
    if not away.any():
        return False, "255, 255, 255", "–"
    darkest = finished.shown[away].min(axis=0)
    off = (finished.shown[away] != 255).any(axis=1).mean()
    text = ", ".join(map(str, darkest))
    return bool(off == 0), "255, 255, 255", text if off == 0 else f"{text} ({off:.1%})"


def _light(finished: Finished) -> Answer:
    """The upper corners are pale, without a cast, and alike."""
    corners = finished.corners
    middle = np.median(corners, axis=0)
    even = np.percentile(np.abs(corners - middle).max(axis=1), 95) <= UNEVEN
    passed = middle.min() >= PALE and np.ptp(middle) <= CAST and even
    return bool(passed), f"≥ {PALE}, ± {UNEVEN}", ", ".join(str(int(one)) for one in middle)


def _fill(finished: Finished, least: float) -> Answer:
    box = finished.subject
    sides = zip(box.size_hw, finished.image.size_hw, strict=True) if box else ()
    share = 100 * max((part / whole for part, whole in sides), default=0.0)
    return share >= least, f"≥ {least:.0f} %", f"{share:.1f} %"


def _head(finished: Finished, shares: tuple[float, float]) -> Answer:
    return _measured(finished, shares, lambda head, height: head.height_px / height)


def _eyes(finished: Finished, shares: tuple[float, float]) -> Answer:
    return _measured(finished, shares, lambda head, height: 1 - head.eyes_px / height)


def _above(finished: Finished, shares: tuple[float, float]) -> Answer:
    return _measured(finished, shares, lambda head, height: head.crown_px / height)


def _measured(
    finished: Finished, shares: tuple[float, float], share_of: Callable[[Head, int], float]
) -> Answer:
    """What is measured of a head; None near a limit, and where there is none to measure."""
    low, high = shares
    wanted, head = f"{low:g}–{high:g} %", finished.head
    if isinstance(head, str):
        return None, wanted, f"{head}: check by hand"
    found = 100 * share_of(head, finished.image.size_hw[0])
    if min(abs(found - low), abs(found - high)) < UNSURE:
        return None, wanted, f"{found:.0f} %, near a limit: measure by hand"
    return low <= found <= high, wanted, f"{found:.0f} %"


CHECKS: Mapping[str, Callable[[Finished, Any], Answer]] = {
    "formats": _formats,
    "sizes": _sizes,
    "aspect": _aspect,
    "shortest_min": _shortest,
    "longest_min": _longest,
    "longest_max": _not_longer,
    "bytes_max": _bytes,
    "opaque": _opaque,
    "background": _background,
    "fill_min": _fill,
    "head": _head,
    "eyes": _eyes,
    "above": _above,
}
