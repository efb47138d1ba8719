"""Makes the figures of docs/trade.md from ``examples/``: python docs/images/make_trade.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image

import nukki
from nukki.outlets import OUTLETS
from nukki.stages.compare import side_by_side
from nukki.stages.sprites import sprite_sheet

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
PORTRAIT, CUP, CAT = (EXAMPLES / f"{name}.jpg" for name in ("astronaut", "coffee", "chelsea"))

HIGH, GAP = 360, 8
SUNSET = "gradient:#ff9c3a:#41204e:90"
SWEEP = "gradient:#ffffff:#dfe3e6"


def picture(cutout: nukki.Cutout, on: str = "white") -> PIL.Image.Image:
    """What is seen of a cut-out on a colour."""
    return PIL.Image.fromarray(cutout.on(on).foreground)


def row(*pictures: PIL.Image.Image, high: int = HIGH) -> PIL.Image.Image:
    """Pictures side by side, of one height."""
    scaled = [
        one.resize((round(one.width * high / one.height), high), PIL.Image.Resampling.LANCZOS)
        for one in pictures
    ]
    whole = PIL.Image.new("RGB", (sum(one.width + GAP for one in scaled) - GAP, high), "#9aa0a6")
    left = 0
    for one in scaled:
        whole.paste(one, (left, 0))
        left += one.width + GAP
    return whole


def made(photo: Path, outlet: str, **more: Any) -> nukki.Cutout:
    """What an office or a shop asks for."""
    return nukki.cut(photo, **{**OUTLETS[outlet].options, "format": None, **more})


def papers() -> PIL.Image.Image:
    """Four countries, and a sheet."""
    names = ("us-passport", "japan-passport", "canada-passport", "indonesia-3x4")
    sheet = made(PORTRAIT, "korea-passport", sheet="10x15cm")
    return row(*(picture(made(PORTRAIT, name)) for name in names), picture(sheet), high=260)


def goods() -> PIL.Image.Image:
    """A cup alone, and on a sweep."""
    size: dict[str, Any] = {"canvas": "720x720", "scale": "80%"}
    bare = nukki.cut(CUP, background="white", **size)
    swept = nukki.cut(CUP, background=SWEEP, shadow="contact", **size)
    return row(picture(bare), picture(swept))


def stickers() -> PIL.Image.Image:
    """A sticker over three colours."""
    sticker = nukki.cut(CUP, trim=True, margin="6%", outline="3% white")
    return row(*(picture(sticker, on) for on in ("black", "#00b140", "#f2d0d0")), high=240)


def sprites() -> PIL.Image.Image:
    """Three sprites on a checkerboard."""
    cutouts = {path.name: nukki.cut(path, size="300") for path in (PORTRAIT, CUP, CAT)}
    sheet = sprite_sheet(cutouts, gap_px=4).picture
    shown = PIL.Image.fromarray(side_by_side(sheet).foreground)
    third = (shown.width - 2 * (shown.width - 3 * sheet.size_hw[1]) // 2) // 3
    left = third + (shown.width - 3 * third) // 2
    return shown.crop((left, 0, left + third, shown.height))


def sunset() -> PIL.Image.Image:
    """A portrait before an evening sky: as it is, its colours matched, and light on its rim."""
    ways: tuple[dict[str, Any], ...] = (
        {},
        {"match_colours": 60},
        {"match_colours": 60, "light_wrap": 60},
    )
    return row(*(picture(nukki.cut(PORTRAIT, background=SUNSET, **way)) for way in ways))


def main() -> None:
    """Write every figure."""
    figures = {
        "papers": papers(),
        "goods": goods(),
        "stickers": stickers(),
        "sprites": sprites(),
        "sunset": sunset(),
    }
    for name, figure in figures.items():
        figure.save(HERE / f"trade-{name}.jpg", quality=88)
        print(name, np.asarray(figure).shape)  # noqa: T201


if __name__ == "__main__":
    main()
