"""Several results of one picture: the outputs of a recipe, or its things one by one."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from nukki import codecs
from nukki.core.options import DEFAULT_FORMAT, Options
from nukki.core.values import REVIEW_BELOW
from nukki.outlets import Finding, Made, Maker, Namer, Outlet, Recipe
from nukki.pipeline import Encoded, build, separate
from nukki.server.jobs.names import clean_path, split
from nukki.server.v2.cut import Product, frames_of
from nukki.server.v2.mattes import whole_or
from nukki.stages.watermark import marked


@dataclass(frozen=True)
class Output:
    """One of several results.

    Attributes:
        name: What the recipe calls it; its number where there is none.
        file: What its file is called, by the recipe's pattern.
        product: The file.
        outlet: Whose rules it was checked by.
        wrong: Those that its finished pixels break.
    """

    name: str
    file: str
    product: Product
    outlet: Outlet | None = None
    wrong: tuple[Finding, ...] = ()


def cut_by(data: bytes, recipe: Recipe, *, key: str, sandbox: bool) -> tuple[Output, ...]:
    """All outputs of a photo, as `nukki bulk` makes them; a sandbox key's are marked.

    Args:
        data: The photo's file.
        recipe: What is made of it.
        key: The photo's path, by which results are called.
        sandbox: Mark them, and take one frame only.

    Raises:
        InputError: The photo cannot be used.
        EncodeError: A format cannot hold its result.
    """
    return outputs_of(Maker(recipe, stamp=marked if sandbox else None)(data), recipe, key)


def composed_by(
    data: bytes, matte: bytes | None, recipe: Recipe, *, key: str, sandbox: bool
) -> tuple[Output, ...]:
    """All outputs of a photo with a finished matte, None for all of the photo; no network runs.

    Raises:
        InputError: A picture cannot be used.
        EncodeError: A format cannot hold its result.
    """
    limit = recipe.products[0].options.max_megapixels
    photo = codecs.read(data, max_megapixels=limit)
    make = Maker(recipe, stamp=marked if sandbox else None)
    found = whole_or(matte, photo, max_megapixels=limit)
    return outputs_of(make.corrected(photo, found), recipe, key)


def cut_each(data: bytes, options: Options, *, key: str, sandbox: bool) -> tuple[Output, ...]:
    """A result for each thing of a picture, the largest first.

    Raises:
        InputError: The picture cannot be used, or there is nothing that was asked for.
    """
    remover = build(options)
    name = codecs.output_format(options.format or DEFAULT_FORMAT).name
    opened = remover.read(data)
    things = separate(remover, remover.still(opened), input_hw=opened.size_hw)
    seen = map(marked, things) if sandbox else things
    products = [product_of(remover.encoded(cutout, name)) for cutout in seen]
    stem = split(clean_path(key))[0]
    return tuple(
        Output(str(number), f"{stem}-{number}{product.suffix}", product)
        for number, product in enumerate(products, 1)
    )


def outputs_of(made: Sequence[Made], recipe: Recipe, key: str) -> tuple[Output, ...]:
    """What a `Maker` made, called by the recipe's pattern."""
    files = Namer(recipe).names(clean_path(key))
    return tuple(
        Output(one.product.name, file, product_of(one.encoded), one.product.outlet, one.wrong)
        for one, file in zip(made, files, strict=True)
    )


def product_of(encoded: Encoded) -> Product:
    """A result as this door has it."""
    return Product(encoded.data, encoded.format, encoded.size_hw, encoded.confidence, encoded.notes)


def frames_by(data: bytes, recipe: Recipe, *, sandbox: bool) -> int:
    """How many frames are worked on: outputs that move look at each of theirs.

    Raises:
        InputError: The file cannot be used, or has too many frames.
    """
    count = partial(frames_of, data, sandbox=sandbox)
    frames = [count(product.options) for product in recipe.products]
    return sum(frames) if max(frames) > 1 else 1


def told(output: Output) -> dict[str, Any]:
    """An output as answers tell it, without its file."""
    product = output.product
    height, width = product.size_hw
    return {
        "name": output.name,
        "file": output.file,
        "format": product.format,
        "media_type": product.media_type,
        "bytes": len(product.data),
        "width": width,
        "height": height,
        **checked(output),
    }


def checked(output: Output) -> dict[str, Any]:
    """What was checked of an output, and what is to be said of it."""
    return {
        "outlet": output.outlet.name if output.outlet else None,
        "passed": None if output.outlet is None else not output.wrong,
        "findings": [vars(one) for one in output.wrong],
        "notes": list(output.product.notes),
    }


def body_of(outputs: Sequence[Output]) -> dict[str, Any]:
    """All of it as JSON."""
    confidence = min(one.product.confidence for one in outputs)
    listed = [{**told(one), "result_b64": b64encode(one.product.data).decode()} for one in outputs]
    return {
        "confidence": round(confidence, 3),
        "review": confidence < REVIEW_BELOW,
        "outputs": listed,
    }
