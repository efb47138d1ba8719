"""The library door: `cut`, `refine`, and a `Cutout` with the conveniences of a notebook."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nukki import codecs
from nukki.codecs.atomic import write_whole
from nukki.core import values
from nukki.core.arrays import FloatMap, Pixels, check_same_size, check_unit_map
from nukki.core.grammar import parse_margin
from nukki.core.options import DEFAULT_FORMAT, Options, make_options
from nukki.core.prompts import Prompt
from nukki.core.selection import SEPARATE
from nukki.core.strokes import Stroke
from nukki.core.values import Image
from nukki.pipeline import build, separate
from nukki.pipeline.objects import object_finder
from nukki.stages.compare import side_by_side
from nukki.stages.compose import Crop
from nukki.stages.correct import correct, cut_by, matte_of, pointed

Picture: TypeAlias = codecs.Source | codecs.PillowImage | NDArray[Any] | Image


class Cutout(values.Cutout):
    """A subject without its background, as `cut` returns it.

    The value itself is `nukki.core.values.Cutout`: ``foreground``, ``alpha``, ``mask``, ``box``,
    ``confidence``, ``source``. Methods that change something return a new cut-out.
    """

    @property
    def rgba(self) -> Pixels:
        """(H, W, 4) of the photo's dtype, straight alpha: what a PNG of it holds."""
        return codecs.to_rgba(self)

    def on(self, background: str | tuple[int, ...] | Picture) -> Cutout:
        """The subject laid over a colour, a picture, or its own blurred photo ("blur").

        Args:
            background: A colour ("white", "#ff8800", (255, 136, 0)), a picture in any form that
                `cut` takes, "blur" or "blur:RADIUS" (pixels).
        """
        asked = background if isinstance(background, (str, tuple)) else load(background)
        return _dress(build(Options(background=asked)).compose(self))

    def trim(self, margin: int | str = 0) -> Cutout:
        """Cropped to the subject, with a margin: 20, "5%", "10 20". Empty mattes stay whole."""
        if self.box is None:
            return self
        return _dress(Crop(parse_margin(str(margin)).round(self.box))(self))

    def refine(self, strokes: Iterable[Stroke]) -> Cutout:
        """Corrected by strokes in pixels of the photo; elsewhere the same to the bit.

        Refine before `trim` and `on`: strokes are solved for in the photo.

        Raises:
            OptionError: The cut-out was cropped, or the strokes cover too much.
        """
        return _dress(correct(self, tuple(strokes)))

    def pick(self, prompt: Prompt) -> Cutout:
        """An object that is pointed at chosen, added or removed; the last note says what found it.

        Raises:
            InputError: Nothing is found there.
            OptionError: The cut-out was cropped, or the prompt points beside the photo.
        """
        return _dress(pointed(self, prompt, object_finder))

    def to_bytes(self, format: str = DEFAULT_FORMAT, *, quality: int = Options.quality) -> bytes:
        """The file's bytes; ``format`` is a name from ``nukki.codecs.FORMATS``."""
        return codecs.write(self, codecs.output_format(format).name, quality=quality)

    def save(self, path: str | os.PathLike[str], *, quality: int = Options.quality) -> Path:
        """Write to a file, whole or not at all; the format follows the name's ending.

        Raises:
            UnknownNameError: No format that can be written has this ending.
            OutputError: The file cannot be written there.
        """
        target = Path(path)
        chosen = codecs.output_format(target.suffix)
        write_whole(target, codecs.write(self, chosen.name, quality=quality))
        return target

    def compare(self) -> Cutout:
        """Original, cut-out on a checkerboard, and matte, side by side."""
        return _dress(side_by_side(self))

    def _repr_png_(self) -> bytes:
        return self.to_bytes("png")


def cut(source: Picture, **options: Any) -> Cutout:
    """The subject of a picture, cut out.

    Args:
        source: A path, bytes, a binary file, a Pillow image, or an array (H, W[, 1 | 3 | 4]) of
            uint8, uint16 or float in [0, 1].
        **options: Fields of `Options`: ``model="u2net"``, ``edges="fine"``, ...

    Raises:
        InputError: The picture cannot be used.
        OptionError: An option is unknown or out of range.
        WeightsError: The model's file cannot be had.
    """
    asked = make_options(options)
    return _dress(build(asked)(load(source, max_megapixels=asked.max_megapixels)))


def cut_each(source: Picture, **options: Any) -> list[Cutout]:
    """The things of a picture one by one, the largest first.

    Args:
        source: As for `cut`.
        **options: As for `cut`; ``keep="person"`` takes people only.

    Raises:
        InputError: The picture cannot be used, or there is nothing in it that was asked for.
        OptionError: As for `cut`.
        WeightsError: As for `cut`.
    """
    asked = make_options({"instance": SEPARATE, **options})
    image = load(source, max_megapixels=asked.max_megapixels)
    return [_dress(cutout) for cutout in separate(build(asked), image)]


def refine(image: Picture, matte: Picture, strokes: Iterable[Stroke] = ()) -> Cutout:
    """The cut-out of a photo by a matte that is there already, corrected by strokes.

    Args:
        image: The photo, in any form that `cut` takes.
        matte: Of the photo's size: an array (H, W) in [0, 1], a grey picture, or a cut-out, whose
            transparency it is.
        strokes: In pixels of the photo, the later over the earlier.

    Raises:
        InputError: A picture cannot be used, or their sizes differ.
        OptionError: The strokes cover too much.
    """
    photo = load(image)
    alpha = _alpha_of(matte)
    check_same_size(alpha, photo.pixels, what="matte")
    return _dress(correct(cut_by(photo, alpha), tuple(strokes)))


def _alpha_of(matte: Picture) -> FloatMap:
    if isinstance(matte, np.ndarray) and matte.ndim == 2 and matte.dtype == np.float32:
        check_unit_map(matte, what="matte")
        return matte
    return matte_of(load(matte))


def load(source: Picture, *, max_megapixels: int = Options.max_megapixels) -> Image:
    """A picture in any form that `cut` takes, as an `Image`."""
    if isinstance(source, Image):
        return source
    if isinstance(source, np.ndarray):
        return codecs.from_array(source)
    if codecs.is_pillow(source):
        return codecs.from_pillow(source)
    return codecs.read(source, max_megapixels=max_megapixels)


def _dress(cutout: values.Cutout) -> Cutout:
    """The same value with this door's methods."""
    return Cutout(**{item.name: getattr(cutout, item.name) for item in fields(cutout)})
