"""One picture through the pipeline, as remove.bg's parameters ask; runs in a worker's thread."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nukki import codecs
from nukki.core.errors import (
    CorruptImageError,
    EncodeError,
    ImageTooLargeError,
    NotAnImageError,
)
from nukki.core.options import Options
from nukki.core.values import Box, Cutout, Image
from nukki.ops.watermark import watermarked
from nukki.pipeline import Remover, build
from nukki.server.removebg.credits import Charge, charge_for
from nukki.server.removebg.kinds import Kinds, is_empty, restricted
from nukki.server.removebg.parameters import CutRequest
from nukki.server.removebg.titles import refused
from nukki.stages.grounds import OverColour
from nukki.stages.prepare import scaled, size_within

TYPES_READ = {"jpeg": "jpg", "png": "png", "webp": "webp"}
"""What the API takes, and how its messages call it."""


WHITE = (255, 255, 255, 255)
OPAQUE = 254.5 / 255


@dataclass(frozen=True)
class Input:
    """A picture that was looked at, but not decoded.

    Attributes:
        data: The file.
        size_hw: Height and width in pixels, upright.
    """

    data: bytes
    size_hw: tuple[int, int]

    @property
    def megapixels(self) -> float:
        """How large it is."""
        return self.size_hw[0] * self.size_hw[1] / 1e6


@dataclass(frozen=True)
class Result:
    """What one call gives.

    Attributes:
        data: The file.
        media_type: Its type.
        size_hw: Its height and width in pixels.
        max_hw: The height and width that ``size=full`` would have had at most.
        box: Where the foreground lies in the input, in its pixels.
        kind: What the foreground is.
        confidence: [0, 1].
        notes: What was done otherwise than asked.
    """

    data: bytes
    media_type: str
    size_hw: tuple[int, int]
    max_hw: tuple[int, int]
    box: Box
    kind: str
    confidence: float
    notes: tuple[str, ...] = ()


def look(data: bytes, *, max_megapixels: int) -> Input:
    """A picture's size, from its header.

    Raises:
        ApiError: `invalid_file_type`, `invalid_dimensions` or `resolution_too_high`.
    """
    try:
        found = codecs.sniff(data[:64]).name
    except NotAnImageError:
        found = "unknown"
    if found not in TYPES_READ:
        raise refused("invalid_file_type", f"Expected jpg/png/webp, received {found}")
    try:
        size_hw, _ = codecs.probe(data, max_megapixels=max_megapixels)
    except ImageTooLargeError as error:
        size_hw, _ = _any_size(data)
        megapixels = size_hw[0] * size_hw[1] / 1e6
        raise refused(
            "resolution_too_high",
            f"Input image has {megapixels:.0f} megapixels, maximum supported input resolution is "
            f"{max_megapixels} megapixels",
        ) from error
    except CorruptImageError as error:
        raise refused("invalid_dimensions", str(error)) from error
    return Input(data, size_hw)


def _any_size(data: bytes) -> tuple[tuple[int, int], object]:
    try:
        return codecs.probe(data, max_megapixels=10**9)
    except CorruptImageError as error:
        raise refused("invalid_dimensions", str(error)) from error


def check_region(request: CutRequest, size_hw: tuple[int, int]) -> None:
    """The region of interest must lie on the picture.

    Raises:
        ApiError: `roi_exceeds_bounds` or `roi_region_empty`.
    """
    box = request["roi"].box(size_hw)
    if box.right > size_hw[1] or box.bottom > size_hw[0]:
        raise refused("roi_exceeds_bounds", f"The image has {size_hw[1]}x{size_hw[0]} pixels.")
    if box.left >= box.right or box.top >= box.bottom:
        raise refused("roi_region_empty", "Expected x2 > x1 and y2 > y1.")


def cut(
    request: CutRequest,
    picture: Input,
    charge: Charge,
    *,
    base: Options,
    kinds: Kinds,
    background: bytes | None = None,
    watermark: bool = False,
) -> Result:
    """The result of one call.

    Args:
        request: The parameters.
        picture: The input, looked at.
        charge: What the result may be.
        base: Model, device and preset of the server.
        kinds: Tells what the foreground is.
        background: A picture to lay over, as a file.
        watermark: Mark the result: it was made with a sandbox key.

    Raises:
        ApiError: `unknown_foreground`, `failed_to_read_image`, and others that the pixels show.
    """
    options, notes = restricted(_options(request, charge, base), request["type"])
    remover = build(options)
    image = _decode(picture.data, options.max_megapixels, remover.enough_hw(picture.size_hw))
    found = remover.refined(image, input_hw=picture.size_hw)
    del image
    if found.box is None or is_empty(found):
        raise refused(
            "unknown_foreground", "Try a picture whose subject stands out from its background."
        )
    kind = request["type"]
    kind = kinds(found, segments=remover.spec.segments) if kind == "auto" else kind
    composer = build(_composition(options, request, kind, background))
    composed = composer.compose(found)
    cropped = composed.size_hw != found.size_hw
    if request.format == "zip" and cropped and composer.options.shadow is None:
        composed = replace(composed, source=_arranged(found, composer))
    if watermark:
        foreground, alpha = watermarked(composed.foreground, composed.alpha)
        composed = replace(composed, foreground=foreground, alpha=alpha)
    data, name = _encoded(composed, request)
    full = charge_for("full", input_mp=picture.megapixels, format_name=name)
    return Result(
        data=data,
        media_type=codecs.FORMATS[name].media_type,
        size_hw=composed.size_hw,
        max_hw=size_within(picture.size_hw, full.megapixels),
        box=scaled(found.box, found.size_hw, picture.size_hw),
        kind=kind,
        confidence=found.confidence,
        notes=notes,
    )


def _arranged(found: Cutout, composer: Remover) -> Image:
    """The photo, cropped as its subject is: ``color.jpg`` keeps what surrounds it."""
    return Image(composer.compose(replace(found, foreground=found.source.pixels)).foreground)


def _options(request: CutRequest, charge: Charge, base: Options) -> Options:
    return replace(
        base,
        region=request.texts.get("roi"),
        megapixels=charge.megapixels,
        eight_bits=True,
        solid=not request["semitransparency"],
        matte_only=request.matte_only,
    )


def _composition(
    options: Options, request: CutRequest, kind: str, background: bytes | None
) -> Options:
    shadow = None if request.matte_only else request.shadow.kind(kind)
    return replace(
        options,
        trim=request["crop"],
        margin=request.texts.get("crop_margin", "0") if request["crop"] else "0",
        scale=request.texts.get("scale", "original"),
        position=request.texts.get("position"),
        shadow=shadow,
        shadow_opacity=request.shadow.opacity_for(kind) if shadow else None,
        background=_background(request, options, background),
    )


def _background(
    request: CutRequest, options: Options, background: bytes | None
) -> str | Image | None:
    """A background picture is read like an input: the API has no other codes for a bad one."""
    if request.matte_only:
        return None
    if background is None:
        colour: str | None = request["bg_color"]
        return colour
    look(background, max_megapixels=options.max_megapixels)
    return _decode(background, options.max_megapixels, None)


def _decode(data: bytes, max_megapixels: int, at_least_hw: tuple[int, int] | None) -> Image:
    try:
        return codecs.read(data, max_megapixels=max_megapixels, at_least_hw=at_least_hw)
    except CorruptImageError as error:
        raise refused("failed_to_read_image", str(error)) from error


def _encoded(composed: Cutout, request: CutRequest) -> tuple[bytes, str]:
    """The file, and its format: where nothing lets through, ``auto`` is JPEG."""
    name = request.format or ("jpeg" if float(composed.alpha.min()) > OPAQUE else "png")
    if name == "jpeg" and not request.matte_only:
        composed = OverColour(WHITE)(composed)
    try:
        data = codecs.write(composed, name, quality=Options.quality, matte_only=request.matte_only)
    except EncodeError as error:
        raise refused("invalid_format", str(error)) from error
    return data, name
