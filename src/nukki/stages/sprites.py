"""Several cut-outs on one sheet, and where each lies: what games and web pages load at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nukki.core.arrays import full_scale
from nukki.core.errors import InputError, OptionError
from nukki.core.values import Box, Cutout, Image
from nukki.ops.packing import pack
from nukki.stages.compose import crop


@dataclass(frozen=True)
class Sprite:
    """One picture of a sheet.

    Attributes:
        name: What it is called.
        place: Where it lies on the sheet.
        trimmed: The part of its own picture that lies there.
        size_hw: Height and width of that picture.
    """

    name: str
    place: Box
    trimmed: Box
    size_hw: tuple[int, int]


@dataclass(frozen=True, eq=False)
class SpriteSheet:
    """A sheet of sprites.

    Attributes:
        picture: The sheet.
        sprites: In the order in which they were given.
    """

    picture: Cutout
    sprites: tuple[Sprite, ...]

    def described(self, image: str, *, app: str, version: str) -> dict[str, Any]:
        """The sheet in the words of TexturePacker's "JSON (Hash)", which game engines read.

        Args:
            image: Name of the sheet's file.
            app: Name of the program that made it.
            version: Likewise.
        """
        height, width = self.picture.size_hw
        return {
            "frames": {sprite.name: _frame(sprite) for sprite in self.sprites},
            "meta": {
                "app": app,
                "version": version,
                "image": image,
                "format": "RGBA8888",
                "size": {"w": width, "h": height},
                "scale": "1",
            },
        }


def sprite_sheet(
    cutouts: Mapping[str, Cutout], *, gap_px: int = 2, most_px: int = 8192
) -> SpriteSheet:
    """Cut-outs trimmed and packed.

    Args:
        cutouts: By name; 8 and 16 bits become 8.
        gap_px: What stays clear between two: what is drawn enlarged must not show its neighbour.
        most_px: The longest side that the sheet may have.

    Raises:
        InputError: There is nothing on one of them, or there are none.
        OptionError: They do not fit.
    """
    boxes = [_box(name, cutout) for name, cutout in cutouts.items()]
    if not boxes:
        raise InputError("expected at least one picture for a sheet of sprites")
    packing = pack([box.size_hw for box in boxes], gap_px=gap_px, most_px=most_px)
    if packing is None:
        raise OptionError(
            f"{len(boxes)} sprites do not fit into {most_px} x {most_px} pixels; make them smaller "
            "with --size, or allow more with --most"
        )
    sprites = tuple(
        Sprite(name, place, box, cutout.size_hw)
        for (name, cutout), place, box in zip(cutouts.items(), packing.boxes, boxes, strict=True)
    )
    return SpriteSheet(_drawn(list(cutouts.values()), sprites, packing.size_hw), sprites)


def _drawn(
    cutouts: Sequence[Cutout], sprites: Sequence[Sprite], size_hw: tuple[int, int]
) -> Cutout:
    pixels = np.zeros((*size_hw, 3), np.uint8)
    alpha = np.zeros(size_hw, np.float32)
    for cutout, sprite in zip(cutouts, sprites, strict=True):
        colours = crop(cutout.foreground, sprite.trimmed)
        scaled = colours // 257 if full_scale(colours.dtype) > 255 else colours
        pixels[sprite.place.slices] = scaled
        alpha[sprite.place.slices] = crop(cutout.alpha, sprite.trimmed)
    confidence = min(cutout.confidence for cutout in cutouts)
    return Cutout(pixels, alpha, Image(pixels), confidence=confidence)


def _box(name: str, cutout: Cutout) -> Box:
    if cutout.box is None:
        raise InputError(f"{name}: nothing was found in it; leave it out")
    return cutout.box


def _frame(sprite: Sprite) -> dict[str, Any]:
    whole = Box(0, 0, *sprite.size_hw[::-1])
    return {
        "frame": _rectangle(sprite.place),
        "rotated": False,
        "trimmed": sprite.trimmed != whole,
        "spriteSourceSize": _rectangle(sprite.trimmed),
        "sourceSize": {"w": whole.right, "h": whole.bottom},
    }


def _rectangle(box: Box) -> dict[str, int]:
    height, width = box.size_hw
    return {"x": box.left, "y": box.top, "w": width, "h": height}
