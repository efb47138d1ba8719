"""Recipes: everything a catalogue wants of each photo, as one value."""

from __future__ import annotations

import hashlib
import json
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from nukki import codecs
from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.fields import describe
from nukki.core.options import DEFAULT_FORMAT, Options, make_options
from nukki.core.selection import SEPARATE
from nukki.outlets.outlet import OUTLETS, Outlet
from nukki.outlets.recipe_value import read_value

COMPOSED = (
    "matte_only", "background", "background_zoom", "background_position", "turn", "trim", "margin",
    "scale", "position", "canvas", "head", "outline", "shadow", "shadow_opacity", "size", "format",
    "quality", "keep_metadata", "clipping_path", "path_tolerance", "light_wrap", "match_colours",
    "sheet", "dpi",
)  # fmt: skip
"""Options in which outputs of one photo may differ: the network looks at it once for all."""

WITHOUT_EFFECT = ("device", "offline", "commercial_only")
"""Options that change where and whether a result is made, and not what it is."""

ONE, SEVERAL = "{folder}/{stem}", "{folder}/{stem}-{output}"
"""Names of results, where the recipe says nothing; the ending is that of the format."""

PLACES = ("folder", "stem", "name", "output")

_OUTPUT = re.compile(r"[^\W_][\w .-]*")


@dataclass(frozen=True)
class Product:
    """One result of each photo.

    Attributes:
        name: What the recipe calls it.
        options: How it is made.
        outlet: Whose rules the finished file is checked by, or None.
    """

    name: str
    options: Options
    outlet: Outlet | None = None

    @property
    def suffix(self) -> str:
        """The ending of its file, with the dot."""
        return codecs.output_format(self.options.format or DEFAULT_FORMAT).suffixes[0]


@dataclass(frozen=True)
class Recipe:
    """What is made of each photo.

    Attributes:
        products: One at least; they differ only in options of `COMPOSED`.
        name: Pattern of the results' names, without the ending, of `PLACES` in braces.

    Raises:
        OptionError: The pattern cannot be used or would give two products one name, or a product is
            several files.
    """

    products: tuple[Product, ...] = field(default_factory=lambda: (Product("cutout", Options()),))
    name: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", SEVERAL if len(self.products) > 1 else ONE)
        _check_pattern(self.name, several=len(self.products) > 1)
        if any(one.options.selection.separate for one in self.products):
            raise OptionError(
                f"instance {SEPARATE} makes as many files as there are things, and a recipe's "
                "outputs have names of their own; choose largest or a number"
            )

    @cached_property
    def digest(self) -> str:
        """Equal for recipes that make the same files, in any process."""
        told = [self.name, *([p.name, _effect(p.options)] for p in self.products)]
        text = json.dumps(told, sort_keys=True, default=repr)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def look(self) -> Options:
        """How the network looks at a photo once for all products: nothing is composed yet."""
        first = self.products[0].options
        names = (item.name for item in fields(Options) if item.name not in COMPOSED)
        return make_options({name: getattr(first, name) for name in names})

    def named(self, key: str, product: Product, *, whole: bool = False) -> str:
        """The name of a product of a photo.

        Args:
            key: The photo's path below what was given, with ``/``.
            product: One of this recipe.
            whole: With the photo's ending where only its stem is asked for, to tell apart photos
                that differ in it alone.
        """
        path = PurePosixPath(key)
        filled = self.name.format(
            folder=path.parent.as_posix(),
            stem=path.name if whole else path.stem,
            name=path.name,
            output=product.name,
        )
        return f"{PurePosixPath(filled)}{product.suffix}"

    def overriding(self, given: Mapping[str, Any]) -> Recipe:
        """The recipe with some options set for all of its products.

        Raises:
            OptionError: A product contradicts them.
        """
        changed = (replace(p, options=replace(p.options, **given)) for p in self.products)
        return replace(self, products=tuple(changed))


def make_recipe(held: Mapping[str, Any], *, base: Options | None = None) -> Recipe:
    """A recipe from what its file holds.

    Options stand at the top for all products, or in one of ``outputs`` for that alone. An
    ``outlet`` brings its own options, which those beside its name override.

    Args:
        held: Names and values.
        base: What holds where it says nothing; `Options` as it comes when None.

    Raises:
        OptionError: Something cannot be used, or the products would need several looks.
        UnknownNameError: There is no such option or outlet.
    """
    if not isinstance(held, Mapping):
        raise OptionError(f"recipe: expected options by name, got {type(held).__name__}")
    shared = {key: value for key, value in held.items() if key not in ("name", "outputs")}
    outputs = held.get("outputs", {"cutout": {}})
    if not isinstance(outputs, Mapping) or not outputs:
        raise OptionError("outputs: expected at least one by name, each with its options")
    products = tuple(_products(shared, outputs, base or Options()))
    return Recipe(products, str(held.get("name", "")))


def _products(
    shared: Mapping[str, Any], outputs: Mapping[str, Any], base: Options
) -> Iterator[Product]:
    for name, own in outputs.items():
        try:
            yield _product(str(name), shared, own or {}, base)
        except UnknownNameError:
            raise
        except OptionError as error:
            raise OptionError(f"{name}: {error}") from error


def _product(
    name: str, shared: Mapping[str, Any], own: Mapping[str, Any], base: Options
) -> Product:
    if not _OUTPUT.fullmatch(name):
        raise OptionError("expected an output's name of letters, digits, blanks, - and _")
    if not isinstance(own, Mapping):
        raise OptionError(f"expected options by name, got {own!r}")
    for key in own:
        if key in describe(Options) and key not in COMPOSED:
            raise OptionError(
                f"{key} belongs at the top of the recipe: the network looks at a photo once for "
                "all outputs"
            )
    asked = own.get("outlet", shared.get("outlet"))
    outlet = None if asked is None else OUTLETS[str(asked)]
    brought = outlet.options if outlet else {}
    # What stands beside an outlet's name overrides what the outlet brings.
    first, then = (shared, brought) if "outlet" in own else (brought, shared)
    merged = {**first, **then, **own}
    merged.pop("outlet", None)
    given = {key: read_value(key, value) for key, value in merged.items()}
    return Product(name, make_options({**vars(base), **given}), outlet)


def _effect(options: Options) -> dict[str, Any]:
    """The options that show in the result, and differ from how they come."""
    values = ((item.name, getattr(options, item.name), item.default) for item in fields(options))
    return {
        name: value
        for name, value, default in values
        if value != default and name not in WITHOUT_EFFECT
    }


def _check_pattern(pattern: str, *, several: bool) -> None:
    try:
        places = [place for place in string.Formatter().parse(pattern) if place[1] is not None]
    except ValueError as error:
        raise OptionError(f"name: {error}; a place stands in braces, like {{stem}}") from error
    asked = {str(name) for _, name, _, _ in places}
    if any(form or turned for _, _, form, turned in places):
        raise OptionError("name: expected places alone, like {stem}, without a form after them")
    for name in asked:
        if name not in PLACES:
            raise UnknownNameError("place in a name", name, PLACES)
    if not asked & {"stem", "name"}:
        raise OptionError("name: expected {stem} or {name} in it, or all photos would share one")
    if several and "output" not in asked:
        raise OptionError("name: expected {output} in it: there are several outputs of each photo")
    if pattern.startswith("/") or ".." in PurePosixPath(pattern).parts or "\\" in pattern:
        raise OptionError(f"name: expected a name below the target, got {pattern!r}")
