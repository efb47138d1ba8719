"""What a door was asked for, as one frozen value.

Every default is written here and nowhere else. Command-line flags, request fields and form
controls are made from the fields of `Options` and their metadata (`describe`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.values import Image

DEFAULT_MODEL = "u2netp"
DEFAULT_FORMAT = "png"

PresetName = Literal["fast", "balanced", "best"]
Edges = Literal["plain", "clean", "fine"]
Background: TypeAlias = str | tuple[int, ...] | Image


@dataclass(frozen=True)
class Preset:
    """The settings a preset stands for; an option that is given overrides its part."""

    name: PresetName
    summary: str
    edges: Edges


PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("fast", "the network's matte, smoothly enlarged", edges="plain"),
        Preset(
            "balanced", "edges follow the full-size photo, old background removed", edges="clean"
        ),
        Preset("best", "closed-form matting in hair and soft edges", edges="fine"),
    )
}


@dataclass(frozen=True)
class OptionHelp:
    """How a door presents one option."""

    help: str
    flags: tuple[str, ...] = ()
    metavar: str = ""
    choices: tuple[str, ...] = ()


def _option(
    default: Any,
    help: str,
    *,
    flags: tuple[str, ...] = (),
    metavar: str = "",
    choices: tuple[str, ...] = (),
) -> Any:
    shown = OptionHelp(help=help, flags=flags, metavar=metavar, choices=choices)
    return field(default=default, metadata={"option": shown})


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to cut a picture out.

    Raises:
        OptionError: A value is outside its grammar, or two contradict each other.
    """

    model: str = _option(
        DEFAULT_MODEL, "Model by name (see 'nukki models list').", flags=("-m",), metavar="NAME"
    )
    weights: str | None = _option(
        None, "Use this weight file for the model instead of looking for its own.", metavar="FILE"
    )
    device: str = _option(
        "auto", "auto, cpu, cuda, ...: where the network runs; fails if not there.", metavar="NAME"
    )
    preset: PresetName = _option("balanced", "Speed against quality.", choices=get_args(PresetName))
    edges: Edges | None = _option(
        None, "How edges are refined; the preset's choice when not given.", choices=get_args(Edges)
    )
    matte_only: bool = _option(False, "Give the matte as a grey picture instead of a cut-out.")
    background: Background | None = _option(
        None,
        "Lay the subject over a colour, a picture, or the blurred photo (blur, blur:12).",
        metavar="COLOUR|PICTURE|blur[:RADIUS]",
    )
    trim: bool = _option(False, "Crop to the subject.")
    margin: str = _option(
        "0", "Space kept round a trimmed subject: 20, 20px or 5%.", metavar="LENGTH"
    )
    size: str | None = _option(
        None, "Fit into WIDTHxHEIGHT, or a longest side in pixels; never enlarges.", metavar="SIZE"
    )
    format: str | None = _option(
        None, "Output format; by default the output name's, else png.", metavar="NAME"
    )
    quality: int = _option(90, "1-100 for JPEG, WebP and AVIF.", metavar="1-100")
    keep_metadata: bool = _option(False, "Keep EXIF (camera, place, time) in the result.")
    legacy_edges: bool = _option(
        False, "Store colour x alpha as rembg does, bit for bit (dark rims)."
    )
    max_megapixels: int = _option(
        200, "Refuse pictures with more megapixels than this before decoding.", metavar="N"
    )
    offline: bool = _option(False, "Never touch the network.")
    commercial_only: bool = _option(False, "Refuse models whose licence forbids commercial use.")

    def __post_init__(self) -> None:
        for name, shown in describe().items():
            value = getattr(self, name)
            if shown.choices and value is not None and value not in shown.choices:
                raise UnknownNameError(f"value for {name!r}", str(value), shown.choices)
        if not 1 <= self.quality <= 100:
            raise OptionError(f"quality: expected 1 to 100, got {self.quality}")
        if self.max_megapixels < 1:
            raise OptionError(f"max_megapixels: expected at least 1, got {self.max_megapixels}")
        if self.legacy_edges and self.edges not in (None, "plain"):
            raise OptionError(
                f"legacy_edges keeps edges plain; it contradicts edges={self.edges!r}"
            )
        if self.matte_only and self.background is not None:
            raise OptionError(
                "matte_only gives no picture to lay over a background; drop one of them"
            )

    def effective_edges(self) -> Edges:
        """The edges asked for, else the preset's (plain for rembg's legacy edges)."""
        if self.legacy_edges:
            return "plain"
        return self.edges or PRESETS[self.preset].edges


def describe() -> Mapping[str, OptionHelp]:
    """How each field of `Options` is presented, by field name, in order."""
    return {item.name: item.metadata["option"] for item in dataclasses.fields(Options)}


def make_options(values: Mapping[str, Any]) -> Options:
    """`Options` from a mapping; an unknown key raises `UnknownNameError` with the nearest one."""
    known = describe()
    for key in values:
        if key not in known:
            raise UnknownNameError("option", key, known)
    return Options(**values)
