"""Subjects before a screen of one colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nukki.codecs import parse_colour
from nukki.core.arrays import Pixels
from nukki.core.errors import OptionError
from nukki.core.parameters import Number, parameter
from nukki.core.values import Matte
from nukki.ops.techniques.key import key_out


@dataclass(frozen=True)
class ScreenColour:
    """Reads the screen's colour."""

    form: str = "auto, or a colour (green, #00b140, 0,177,64)"

    def __call__(self, text: str) -> tuple[int, int, int] | None:
        """Red, green and blue, 0 to 255 each; None for auto."""
        if text == "auto":
            return None
        try:
            red, green, blue, _ = parse_colour(text)
        except OptionError as error:
            raise ValueError(text) from error
        return red, green, blue


@dataclass(frozen=True)
class ChromaKey:
    """A chroma key: alpha, and the subject's colours without the screen's light.

    Smith and Blinn 1996, "Blue screen matting", with a clean plate of the screen and a guess of the
    subject's colours made from the picture itself; compared in OKLab (Ottosson 2020).
    """

    key: tuple[int, int, int] | None = parameter(
        None, "the screen's colour; auto is the commonest at the border", ScreenColour()
    )
    tolerance: float = parameter(
        0.06, "distance from the key in OKLab that is surely screen", Number(0.0, 1.0)
    )
    softness: float = parameter(
        0.06, "distance beyond that from which all is surely subject", Number(0.0, 1.0)
    )
    spill: float = parameter(
        0.5,
        "how much is taken for the screen's light on the subject: 0 none, 1 all its hues",
        Number(0.0, 1.0),
    )

    def __call__(self, pixels: Pixels) -> Matte:
        """The finished matte at the picture's own size."""
        key = None if self.key is None else np.array(self.key, np.float32) / np.float32(255)
        alpha, colours = key_out(
            pixels, key=key, tolerance=self.tolerance, softness=self.softness, spill=self.spill
        )
        return Matte(alpha, foreground=colours)
