"""Checks what was asked for and puts the stages together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from nukki import codecs, weights
from nukki.core.errors import InputNotFoundError, OptionError
from nukki.core.grammar import (
    parse_gradient,
    parse_head,
    parse_margin,
    parse_outline,
    parse_position,
    parse_region,
    parse_scale,
    parse_size,
    parse_turn,
)
from nukki.core.options import Options
from nukki.core.papers import parse_paper
from nukki.core.pointing import Guidance
from nukki.core.strokes import Stroke, read_strokes
from nukki.core.values import Image
from nukki.engines import SessionOptions
from nukki.pipeline.faces import HeadLooker
from nukki.pipeline.plan import Plan
from nukki.pipeline.refiners import refiner_loader
from nukki.pipeline.remover import Remover
from nukki.pipeline.segmenters import Opening, loader
from nukki.pipeline.shelf import find_model
from nukki.stages.arrange import Place, Shadow, Turned
from nukki.stages.compose import CENTRE, FitWithin, Ground
from nukki.stages.grounds import (
    Outline,
    OverBlur,
    OverColour,
    OverGradient,
    OverPicture,
)
from nukki.stages.harmonise import Harmonised, harmony_of
from nukki.stages.heads import PlaceHead
from nukki.stages.sheet import PRINT_DPI, Sheet

FOOT = (0.5, 1.0)
"""In the middle of the lower edge, as `CENTRE`."""

CANVAS_FILL = 0.9
"""How much of a canvas the subject fills when nobody says."""


def build(
    options: Options | None = None,
    *,
    threads: int = 0,
    warm: bool = True,
    progress: weights.Progress | None = None,
) -> Remover:
    """A `Remover` that does what ``options`` say.

    Everything that can be wrong with the options is found here; the network is loaded when the
    first picture comes, or by `Remover.load`.

    Args:
        options: What to do; None is `Options` as it comes.
        threads: CPU threads inside one run of the network; 0 takes every core.
        warm: Many pictures will follow: keep the network's working memory between them.
        progress: Told how a download of weights goes.

    Raises:
        OptionError: A value is outside its grammar, or names nothing that exists.
        LicenceError: The model may not be used as asked.
    """
    options = options or Options()
    spec = find_model(options.model, commercial_only=options.commercial_only)
    if options.format is not None:
        codecs.output_format(options.format)
    session_options = SessionOptions(device=options.device, threads=threads, warm=warm)

    load = loader(Opening(options, session_options, progress))
    refiner = refiner_loader(options, session_options, progress)
    return Remover(options, spec, load, _plan(options, progress), refiner)


def _plan(options: Options, progress: weights.Progress | None) -> Plan:
    background = _background(options)
    margin = parse_margin(options.margin)
    shadow = options.shadow
    return Plan(
        region=parse_region(options.region) if options.region else None,
        guidance=_guidance(options),
        turn=Turned(parse_turn(options.turn)) if options.turn else None,
        margin=margin if options.trim else None,
        place=_place(options, progress),
        fit=FitWithin(parse_size(options.size)) if options.size else None,
        outline=_outline(options.outline) if options.outline else None,
        shadow=Shadow(shadow, options.shadow_opacity) if shadow else None,
        blur=background if isinstance(background, OverBlur) else None,
        harmonised=_harmonised(options, background),
        lay_over=None if isinstance(background, OverBlur) else background,
        sheet=_sheet(options),
        dpi=options.dpi,
    )


def _harmonised(options: Options, background: Ground | None) -> Harmonised | None:
    harmony = harmony_of(options)
    if not harmony.is_asked:
        return None
    if background is None or isinstance(background, OverBlur):
        raise OptionError(
            "light_wrap and match_colours: expected a new background; name a colour or a picture"
        )
    return Harmonised(background, harmony)


def _sheet(options: Options) -> Sheet | None:
    if options.sheet is None:
        return None
    return Sheet(parse_paper(options.sheet), options.dpi or PRINT_DPI)


def _guidance(options: Options) -> Guidance | None:
    prompt, strokes = options.prompt, _strokes(options.scribbles)
    return Guidance(prompt, strokes) if prompt or strokes else None


def _strokes(asked: str | Sequence[Stroke] | None) -> tuple[Stroke, ...]:
    """Strokes as they are, or from the JSON of a file."""
    if not isinstance(asked, str):
        return tuple(asked or ())
    if not _is_file(asked):
        raise InputNotFoundError(f"scribbles: expected a file of JSON, found none at {asked}")
    return read_strokes(Path(asked).read_text("utf-8", "replace"))


def _place(options: Options, progress: weights.Progress | None) -> Place | PlaceHead | None:
    """Scaling centres the subject unless a position is given; a canvas is filled by most of it."""
    if options.head is not None:
        return _place_head(options.head, options, progress)
    scale = parse_scale(options.scale)
    position = CENTRE if options.position is None else parse_position(options.position)
    if options.canvas:
        return Place(scale or CANVAS_FILL, position or CENTRE, _canvas_hw(options))
    if scale is None and (options.position is None or position is None):
        return None
    return Place(scale, position)


def _place_head(text: str, options: Options, progress: weights.Progress | None) -> PlaceHead:
    """By the head; a cut-out without a face stands on the lower edge."""
    head, above = parse_head(text)
    canvas_hw = _canvas_hw(options)
    finder = HeadLooker(offline=options.offline, progress=progress)
    return PlaceHead(canvas_hw, head, above, finder, Place(CANVAS_FILL, FOOT, canvas_hw))


def _outline(text: str) -> Outline:
    share, colour = parse_outline(text)
    return Outline(share, codecs.parse_colour(colour))


def _canvas_hw(options: Options) -> tuple[int, int]:
    height, width = parse_size(options.canvas or "")
    if height * width > options.max_megapixels * 1_000_000:
        raise OptionError(
            f"canvas: expected at most {options.max_megapixels} megapixels, got {options.canvas} "
            f"({height * width / 1e6:.0f} megapixels); ask for a smaller one or raise "
            "max_megapixels"
        )
    return height, width


def _background(options: Options) -> Ground | None:
    asked = options.background
    if asked is None:
        return None
    if isinstance(asked, Image):
        return _over_picture(asked, options)
    if isinstance(asked, tuple):
        return OverColour(codecs.parse_colour(",".join(map(str, asked))))
    gradient = parse_gradient(asked)
    if gradient:
        ends = codecs.parse_colour(gradient.start), codecs.parse_colour(gradient.end)
        return OverGradient(*ends, gradient.angle)
    blur = re.fullmatch(r"blur(?::(\d+(?:\.\d+)?))?", asked.strip())
    if blur:
        return _blur(blur[1])
    if _is_file(asked):
        return _over_picture(codecs.read(asked, max_megapixels=options.max_megapixels), options)
    try:
        return OverColour(codecs.parse_colour(asked))
    except OptionError as error:
        raise OptionError(
            f"background: expected a colour, a picture file, blur, gradient:FROM:TO; {error}"
        ) from error


def _over_picture(picture: Image, options: Options) -> OverPicture:
    position = parse_position(options.background_position)
    return OverPicture(picture, options.background_zoom / 100, position or CENTRE)


def _blur(radius: str | None) -> OverBlur:
    if radius is not None and float(radius) == 0:
        raise OptionError("blur: expected a radius of more than 0 pixels, got 0; blur takes 1.5 %")
    return OverBlur(float(radius) if radius else None)


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:  # longer than a path may be
        return False
