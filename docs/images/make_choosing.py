"""Makes the figure of docs/choosing.md from ``examples/``: python docs/images/make_choosing.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import PIL.Image
import PIL.ImageDraw

import nukki

HERE = Path(__file__).parent
PHOTO = HERE.parents[1] / "examples" / "astronaut.jpg"
SIDE, GAP = 256, 4
BOX = (268, 335, 512, 512)
NOT = (400, 450)
ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"not_click": NOT},
    {"box": BOX},
    {"box": BOX, "pick": "remove"},
)


def panel(asked: dict[str, Any]) -> PIL.Image.Image:
    """A cut-out on green, with what was pointed at."""
    shown = PIL.Image.fromarray(nukki.cut(PHOTO, **asked).on("#3c9a64").foreground)
    pen = PIL.ImageDraw.Draw(shown)
    if "box" in asked:
        pen.rectangle((BOX[0], BOX[1], BOX[2] - 3, BOX[3] - 3), outline="#ffe600", width=5)
    if "not_click" in asked:
        (x, y), r = NOT, 10
        pen.ellipse((x - r, y - r, x + r, y + r), fill="#ff3c3c", outline="white", width=3)
    return shown.resize((SIDE, SIDE), PIL.Image.Resampling.LANCZOS)


def main() -> None:
    """Write the panels side by side."""
    sheet = PIL.Image.new("RGB", (len(ASKED) * (SIDE + GAP) - GAP, SIDE), "white")
    for number, asked in enumerate(ASKED):
        sheet.paste(panel(asked), (number * (SIDE + GAP), 0))
    sheet.save(HERE / "choosing.jpg", quality=88)


if __name__ == "__main__":
    main()
