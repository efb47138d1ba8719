"""Recipes of requests: named ones out of the server's folder, and those that callers send.

What a caller sends may choose what fields of a request may: no file, device or limit of the
server's. The folder's files are the owner's own, and may hold any option.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from nukki.core.errors import NukkiError, OptionError, UnknownNameError
from nukki.core.options import POINTING, Options
from nukki.core.registry import Registry
from nukki.outlets import NamedRecipe, Recipe, held_of, make_recipe, read_recipes
from nukki.server import asked
from nukki.server.body import Fields
from nukki.server.jobs.names import clean_path

RECIPE, RECIPE_FILE = "recipe", "recipe_file"
FIELDS = (RECIPE, RECIPE_FILE)

SENT = "recipe"
"""What a recipe is called whose file came without a name."""

EXAMPLE_KEY = "photo.jpg"
"""What a photo may be called."""

MOST_BYTES = 64_000
MOST_OUTPUTS = 20
"""Of a recipe that is sent; each is composed and written for every photo."""


@dataclass(frozen=True)
class WrittenRecipe:
    """A recipe as it is written, from which any server makes the same.

    Attributes:
        name: What it is called.
        held: What its file holds, in values that JSON knows.
    """

    name: str
    held: Mapping[str, Any]

    def made(self, base: Options, chosen: Mapping[str, Any] | None = None) -> Recipe:
        """The recipe.

        Args:
            base: What holds where it says nothing.
            chosen: Values that a caller gave besides, for all outputs; see `asked.chosen`.

        Raises:
            OptionError: Together they contradict each other.
        """
        return make_recipe(self.held, base=base).overriding(asked.typed(chosen or {}))


@dataclass(frozen=True)
class Recipes:
    """Finds recipes.

    Attributes:
        known: The folder's.
        base: What holds where they say nothing.
    """

    known: Registry[NamedRecipe]
    base: Options

    def find(self, fields: Fields) -> WrittenRecipe | None:
        """The recipe that a request names or brings, None when it does neither.

        Raises:
            UnknownNameError: There is none of that name; or an option that callers may not choose.
            InputError: What it brings is no YAML.
            OptionError: It does both, or something in its file cannot be used.
        """
        name, sent = fields.get(RECIPE), _sent(fields)
        if name is not None and sent is not None:
            raise OptionError(f"expected {RECIPE} or {RECIPE_FILE}, got both")
        if name is not None:
            return WrittenRecipe(name, _plain(self.known[name.strip()].held))
        return None if sent is None else self._read(*sent)

    def _read(self, called: str, text: str) -> WrittenRecipe:
        held = held_of(text, called=called)
        try:
            recipe = make_recipe(held, base=self.base)
            check_sent(held, recipe)
        except NukkiError as error:
            error.args = (f"{called}: {error}",)
            raise
        return WrittenRecipe(PurePath(called).stem or SENT, _plain(held))


def open_recipes(folder: str | None, base: Options) -> Recipes:
    """The recipes of a server; raises as `nukki.outlets.read_recipes` does."""
    known = read_recipes(folder, base=base) if folder else Registry[NamedRecipe]("recipe")
    return Recipes(known, base)


def check_sent(held: Mapping[str, Any], recipe: Recipe) -> None:
    """Refuse in a caller's recipe what callers may not choose.

    Raises:
        UnknownNameError: An option is the server's own, or says where something is in one picture.
        OptionError: A value is out of what this server takes, it has too many outputs, or gives
            names that not every system can unpack.
    """
    if len(recipe.products) > MOST_OUTPUTS:
        raise OptionError(f"expected at most {MOST_OUTPUTS} outputs, got {len(recipe.products)}")
    allowed = [name for name in asked.CHOICES if name not in POINTING]
    for name in _options_of(held):
        if name not in allowed:
            raise UnknownNameError("option", name, allowed)
    for product in recipe.products:
        asked.check_values(vars(product.options))
        named = recipe.named(EXAMPLE_KEY, product)
        if clean_path(named) != named:
            raise OptionError(f"name: expected one that every system can unpack, got {named!r}")


def told(name: str, recipe: Recipe) -> dict[str, Any]:
    """A recipe as answers tell it."""
    return {
        "name": name,
        "pattern": recipe.name,
        "outputs": [
            {
                "name": one.name,
                "suffix": one.suffix,
                "outlet": one.outlet.name if one.outlet else None,
            }
            for one in recipe.products
        ],
    }


def _options_of(held: Mapping[str, Any]) -> Iterator[str]:
    for place in (held, *(own or {} for own in held.get("outputs", {}).values())):
        yield from (str(name) for name in place if name not in ("name", "outputs", "outlet"))


def _sent(fields: Fields) -> tuple[str, str] | None:
    """Name and text of a recipe's file."""
    data = fields.files.get(RECIPE_FILE)
    if data is None:
        text = fields.get(RECIPE_FILE)
        if text is None:
            return None
        data = text.encode()
    if len(data) > MOST_BYTES:
        raise OptionError(f"{RECIPE_FILE}: expected at most {MOST_BYTES} bytes, got {len(data)}")
    try:
        return fields.names.get(RECIPE_FILE) or SENT, data.decode()
    except UnicodeDecodeError as error:
        raise OptionError(f"{RECIPE_FILE}: expected text in UTF-8") from error


def _plain(held: Mapping[str, Any]) -> dict[str, Any]:
    """With texts for what JSON does not know; YAML has dates."""
    found: dict[str, Any] = json.loads(json.dumps(dict(held), default=str))
    return found
