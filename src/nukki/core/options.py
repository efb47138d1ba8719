"""What a door was asked for, as one frozen value.

Every default is written here and nowhere else. Command-line flags, request fields and form
controls are made from the fields of `Options` and their metadata (`nukki.core.fields`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from nukki.core.errors import OptionError
from nukki.core.fields import PERCENT, Bounds, check_options, make, option
from nukki.core.parameters import pairs
from nukki.core.pointing import Places, prompt_of
from nukki.core.presets import PRESETS, Edges, Preset, PresetName
from nukki.core.prompts import ACTIONS, Action, Prompt
from nukki.core.selection import Selection, selection_of
from nukki.core.strokes import Stroke
from nukki.core.values import Image

DEFAULT_MODEL = "u2netp"
DEFAULT_FORMAT = "png"

ShadowKind = Literal["drop", "cast", "contact"]
Background: TypeAlias = str | tuple[int, ...] | Image


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to cut a picture out.

    Raises:
        OptionError: A value is outside its grammar, or two contradict each other.
    """

    model: str = option(
        DEFAULT_MODEL,
        "Model by name (see 'nukki models list'), or several joined by + for their mean.",
        flags=("-m",),
        metavar="NAME",
    )
    parameters: Mapping[str, Any] | tuple[str, ...] = option(
        (), "Set a parameter of the model.", flags=("--set",), metavar="KEY=VALUE", many=True
    )
    weights: str | None = option(
        None, "Use this weight file for the model instead of looking for its own.", metavar="FILE"
    )
    device: str = option(
        "auto", "auto, cpu, cuda, ...: where the network runs; fails if not there.", metavar="NAME"
    )
    input_size: int | None = option(
        None,
        "Side of a square as large as the network's view, where it is free; more: finer, slower.",
        kind=int,
        metavar="PIXELS",
        bounds=Bounds(32, 4096, "pixels"),
    )
    preset: PresetName = option("balanced", "Speed against quality.", choices=get_args(PresetName))
    edges: Edges | None = option(
        None, "How edges are refined; the preset's choice when not given.", choices=get_args(Edges)
    )
    decontaminate: float = option(
        100.0,
        "How much of the old background is taken out of soft edges' colours.",
        metavar="PERCENT",
        bounds=PERCENT,
    )
    looks: int | None = option(
        None,
        "2 looks again, closer, at a subject that is small in the photo.",
        kind=int,
        metavar="1|2",
        bounds=Bounds(1, 2),
    )
    mirror: bool | None = option(None, "Also look at the mirror image, and average.", kind=bool)
    levels: bool | None = option(
        None,
        "Stretch the levels of a dark or faded photo for the network; results keep the photo's.",
        kind=bool,
    )
    crumbs: float | None = option(
        None,
        "Drop separate parts below this percentage of the largest.",
        kind=float,
        metavar="PERCENT",
        bounds=PERCENT,
    )
    holes: float = option(
        0.0,
        "Fill enclosed holes below this percentage of the subject.",
        metavar="PERCENT",
        bounds=PERCENT,
    )
    punch: bool = option(
        False, "Open enclosed spots of the background's colours: rings, handles, chair backs."
    )
    solid: bool = option(False, "Make what shines through inside the subject (windows) opaque.")
    region: str | None = option(
        None,
        "Look for the subject only between two corners, like '10% 0 90% 400px'.",
        metavar="X1 Y1 X2 Y2",
    )
    click: Places = option(
        (),
        "Cut out what is at this place, in pixels from the upper left corner; can be repeated.",
        metavar="X,Y",
        many=True,
    )
    not_click: Places = option(
        (),
        "A place that is not part of it; alone, what is there is taken away.",
        flags=("--not",),
        metavar="X,Y",
        many=True,
    )
    box: str | Sequence[float] | None = option(
        None, "Cut out what is in this box.", metavar="X0,Y0,X1,Y1"
    )
    lasso: Places | None = option(
        None, "Cut out what is inside this rough way round it.", metavar="'X,Y X,Y X,Y ...'"
    )
    pick: Action = option(
        "choose",
        "What becomes of what is pointed at: it alone is kept, it too, or it is taken away.",
        choices=ACTIONS,
    )
    scribbles: str | Sequence[Stroke] | None = option(
        None, "Correct the matte by strokes of a brush, from a file of JSON.", metavar="FILE"
    )
    start: str | Image | None = option(
        None,
        "Start from this mask (grey, or transparent) instead of what a network finds.",
        metavar="PICTURE",
    )
    keep: str | Sequence[str] | None = option(
        None, "Keep only things of these classes, like person,bicycle.", metavar="CLASS,..."
    )
    drop: str | Sequence[str] | None = option(
        None, "Take things of these classes away, like text.", metavar="CLASS,..."
    )
    instance: str | int | None = option(
        None,
        "Keep only the largest thing, or the second (2), ...; all-separate gives a file for each.",
        metavar="largest|N|all-separate",
    )
    text: str | Sequence[str] | None = option(
        None,
        "Keep what these words tell; needs a network that is not fetched unasked.",
        metavar="'WORDS,...'",
    )
    classes: str | None = option(
        None,
        "Network that tells classes; by default the first that knows those named (see 'nukki "
        "classes').",
        metavar="NAME",
    )
    megapixels: float | None = option(
        None,
        "Shrink larger photos to this many megapixels first.",
        kind=float,
        metavar="N",
        bounds=Bounds(0.01),
    )
    matte_only: bool = option(False, "Give the matte as a grey picture instead of a cut-out.")
    background: Background | None = option(
        None,
        "Lay the subject over a colour, a picture, the blurred photo (blur, blur:12), or a "
        "gradient (gradient:FROM:TO[:ANGLE], radial:FROM:TO).",
        metavar="COLOUR|PICTURE|blur|gradient:...",
    )
    background_zoom: float = option(
        100.0,
        "Size of a background picture; at 100 it just covers the canvas.",
        metavar="PERCENT",
        bounds=Bounds(100.0, 1000.0, "percent"),
    )
    background_position: str = option(
        "center",
        "Which part of a background picture is seen: center, or 0% to 100% across and down.",
        metavar="PLACE",
    )
    light_wrap: float = option(
        0.0,
        "Let light of the new background spill over the subject's rim.",
        metavar="PERCENT",
        bounds=PERCENT,
    )
    match_colours: float = option(
        0.0,
        "Bring the subject's colours towards those of the new background.",
        metavar="PERCENT",
        bounds=PERCENT,
    )
    turn: str | None = option(
        None,
        "Turn the result clockwise by 90, 180 or 270 degrees, mirror it, or both.",
        metavar="'[DEGREES] [mirror]'",
    )
    trim: bool = option(False, "Crop to the subject.")
    margin: str = option(
        "0",
        "Space kept round a trimmed subject: 20, 20px or 5%; two or four for its sides.",
        metavar="LENGTH",
    )
    scale: str = option(
        "original", "Size of the subject on its canvas: 10% to 100%.", metavar="PERCENT"
    )
    position: str | None = option(
        None,
        "Place of the subject on its canvas: original, center, or 0% to 100% across and down.",
        metavar="PLACE",
    )
    canvas: str | None = option(
        None,
        "Put the subject on a canvas of exactly this size, filling 90% of it unless scale says "
        "else.",
        metavar="WIDTHxHEIGHT",
    )
    head: str | None = option(
        None,
        "Place a person on the canvas by the head: its height and the space above it, as shares of "
        "the canvas's height.",
        metavar="'PERCENT% PERCENT%'",
    )
    outline: str | None = option(
        None,
        "A line round the subject: its width as a share of the subject's longer side, its colour.",
        metavar="'PERCENT% COLOUR'",
    )
    shadow: ShadowKind | None = option(
        None,
        "Shadow: behind it (drop), along the ground (cast), or beneath it (contact).",
        choices=get_args(ShadowKind),
    )
    shadow_opacity: float | None = option(
        None,
        "How dark the shadow is: 90 for contact, else 50, when not given.",
        kind=float,
        metavar="PERCENT",
        bounds=PERCENT,
    )
    size: str | None = option(
        None, "Fit into WIDTHxHEIGHT, or a longest side in pixels; never enlarges.", metavar="SIZE"
    )
    sheet: str | None = option(
        None,
        "Repeat the result on a sheet to print, with marks to cut by: A4, 10x15cm, 4x6in.",
        metavar="PAPER",
    )
    dpi: float | None = option(
        None,
        "Dots per inch that the file says it has; 300 for a sheet when not given.",
        kind=float,
        metavar="DPI",
        bounds=Bounds(1.0, 10_000.0),
    )
    format: str | None = option(
        None, "Output format; by default the output name's, else png.", metavar="NAME"
    )
    clipping_path: bool = option(
        False,
        "Leave the photo whole, with the outline as its clipping path (tiff, jpeg, psd, svg, pdf).",
    )
    path_tolerance: float = option(
        0.25,
        "How far a path may stray from the matte's edge.",
        metavar="PIXELS",
        bounds=Bounds(0.01, 100.0, "pixels"),
    )
    quality: int = option(
        90, "1-100 for JPEG, WebP and AVIF.", metavar="1-100", bounds=Bounds(1, 100)
    )
    eight_bits: bool = option(False, "Give 8 bits per channel, even where the photo has 16.")
    keep_metadata: bool = option(False, "Keep EXIF (camera, place, time) in the result.")
    max_megapixels: int = option(
        200,
        "Refuse pictures with more megapixels than this before decoding.",
        metavar="N",
        bounds=Bounds(1),
    )
    offline: bool = option(False, "Never touch the network.")
    commercial_only: bool = option(False, "Refuse models whose licence forbids commercial use.")

    def __post_init__(self) -> None:
        check_options(self)
        pairs(self.parameters)
        _check_together(self)

    @property
    def prompt(self) -> Prompt | None:
        """The object that is pointed at, in pixels of the upright picture."""
        return prompt_of(
            click=self.click,
            not_click=self.not_click,
            box=self.box,
            lasso=self.lasso,
            pick=self.pick,
        )

    @property
    def selection(self) -> Selection:
        """The things that are kept, by class and number."""
        return selection_of(keep=self.keep, drop=self.drop, instance=self.instance, text=self.text)

    def effective(self) -> Preset:
        """The preset with what was asked for in its place."""
        names = ("edges", "looks", "mirror", "levels", "crumbs")
        own = {name: getattr(self, name) for name in names}
        given = {name: value for name, value in own.items() if value is not None}
        if self.start is not None or self.prompt is not None or self.selection:
            given.setdefault("crumbs", 0.0)  # a person's say in what is small
        return dataclasses.replace(PRESETS[self.preset], **given)


POINTING = ("click", "not_click", "box", "lasso", "pick", "scribbles", "start")
"""Options that say where something is in one picture."""


def _check_together(options: Options) -> None:
    """Raise `OptionError` where two options contradict each other."""
    if options.start is not None and options.region is not None:
        raise OptionError("start says where the subject is; drop region, or crop the mask")
    if options.prompt is not None and options.selection.separate:
        raise OptionError("what is pointed at is one thing; drop all-separate, or the pointing")
    if options.start is not None and options.selection:
        raise OptionError(
            "a mask to start from knows no things; drop keep, drop, text and instance"
        )
    if options.classes is not None and not options.selection.classes:
        raise OptionError("classes names who tells classes; say which with keep or drop")
    if options.margin != "0" and not options.trim:
        raise OptionError("margin is the space kept round a trimmed subject; add trim")
    beneath = (options.background, options.shadow)
    if options.matte_only and any(one is not None for one in beneath):
        raise OptionError(
            "matte_only gives no picture to lay over a background, or to cast a shadow; drop one"
        )
    if options.head is not None and options.canvas is None:
        raise OptionError("head is a share of a canvas; say how large that is with canvas")
    if options.head is not None and (options.scale != "original" or options.position is not None):
        raise OptionError("head says how large the subject is and where; drop scale and position")
    if options.sheet is not None and (options.matte_only or options.clipping_path):
        raise OptionError("a sheet is printed as it looks; drop matte_only and clipping_path")
    if options.canvas is not None and options.trim:
        raise OptionError("canvas says how much space there is round the subject; drop trim")
    if options.clipping_path and (options.matte_only or options.background is not None):
        raise OptionError(
            "clipping_path leaves the photo as it is; drop matte_only and background, or choose a "
            "format that holds layers"
        )
    blurred = isinstance(options.background, str) and options.background.startswith("blur")
    moved = options.scale != "original" or options.position is not None or options.canvas
    if blurred and moved:
        raise OptionError(
            "a blurred background is the photo itself, in which the subject keeps its place; "
            "drop scale, position and canvas, or choose another background"
        )
    if options.shadow_opacity is not None and options.shadow is None:
        raise OptionError("shadow_opacity says how dark a shadow is; choose a shadow")


def make_options(values: Mapping[str, Any]) -> Options:
    """`Options` from a mapping; see `nukki.core.fields.make`."""
    return make(Options, values)
