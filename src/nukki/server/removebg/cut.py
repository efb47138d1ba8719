"""One picture through the pipeline, as remove.bg's parameters ask; runs in a worker's thread."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nukki import codecs
from nukki.core.errors import CorruptImageError, EncodeError
from nukki.core.options import Options
from nukki.core.values import Box, Cutout, Image
from nukki.pipeline import Remover, build
from nukki.server.removebg.credits import Charge, charge_for
from nukki.server.removebg.input import Input, look
from nukki.server.removebg.kinds import Kinds, is_empty, restricted
from nukki.server.removebg.parameters import CutRequest
from nukki.server.removebg.titles import refused
from nukki.stages.grounds import OverColour
from nukki.stages.prepare import scaled, size_within
from nukki.stages.watermark import marked

WHITE = (255, 255, 255, 255)
OPAQUE = 254.5 / 255


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
    found, box = _found(remover, picture)
    kind = request["type"]
    kind = kinds(found, segments=remover.spec.segments) if kind == "auto" else kind
    composed = _composed(found, request, _composition(options, request, kind, background))
    data, name = _encoded(marked(composed) if watermark else composed, request)
    full = charge_for("full", input_mp=picture.megapixels, format_name=name)
    return Result(
        data=data,
        media_type=codecs.FORMATS[name].media_type,
        size_hw=composed.size_hw,
        max_hw=size_within(picture.size_hw, full.megapixels),
        box=scaled(box, found.size_hw, picture.size_hw),
        kind=kind,
        confidence=found.confidence,
        notes=notes,
    )


def _found(remover: Remover, picture: Input) -> tuple[Cutout, Box]:
    """What was found, and where."""
    image = _decode(
        picture.data, remover.options.max_megapixels, remover.enough_hw(picture.size_hw)
    )
    found = remover.refined(image, input_hw=picture.size_hw)
    if found.box is None or is_empty(found):
        raise refused(
            "unknown_foreground", "Try a picture whose subject stands out from its background."
        )
    return found, found.box


def _composed(found: Cutout, request: CutRequest, options: Options) -> Cutout:
    composer = build(options)
    composed = composer.compose(found)
    cropped = composed.size_hw != found.size_hw
    if request.format == "zip" and cropped and composer.options.shadow is None:
        return replace(composed, source=_arranged(found, composer))
    return composed


def _arranged(found: Cutout, composer: Remover) -> Image:
    """The photo, cropped as its subject is: ``color.jpg`` keeps what surrounds it."""
    photo = composer.compose(replace(found, foreground=found.source.pixels))
    return Image(photo.foreground, info=found.source.info)


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
