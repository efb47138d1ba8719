"""Recipes by name: the files of a folder, each called as its file is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nukki.core.errors import InputNotFoundError, NukkiError, OptionError
from nukki.core.options import Options
from nukki.core.registry import Registry
from nukki.outlets.recipe import Recipe, make_recipe
from nukki.outlets.recipe_file import SUFFIXES, read_held, told_of


@dataclass(frozen=True)
class NamedRecipe:
    """A recipe that callers name.

    Attributes:
        name: What they call it.
        held: What its file holds, of which the same recipe can be made elsewhere.
        recipe: Made of that.
    """

    name: str
    held: Mapping[str, Any]
    recipe: Recipe


def read_recipes(folder: Path | str, *, base: Options | None = None) -> Registry[NamedRecipe]:
    """All recipes of a folder, in the order of their names.

    Args:
        folder: Holds ``shop.yaml``, ``print.json``, ...
        base: What holds where a recipe says nothing.

    Raises:
        InputNotFoundError: There is no such folder, or a file of it may not be read.
        InputError: A file is no YAML.
        OptionError: Something in a file cannot be used, or two have one name.
        MissingExtraError: There is YAML, and nothing that reads it is installed.
    """
    place = Path(folder)
    if not place.is_dir():
        raise InputNotFoundError(f"recipes: expected a folder, found none at {place}")
    found: Registry[NamedRecipe] = Registry("recipe")
    for path in sorted(_files(place)):
        if path.stem in found:
            raise OptionError(f"{path}: there is another recipe {path.stem!r}; rename one of them")
        found.add(_named(path, base))
    return found


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.suffix in SUFFIXES and not path.name.startswith("."):
            yield path


def _named(path: Path, base: Options | None) -> NamedRecipe:
    held = read_held(path)
    try:
        return NamedRecipe(path.stem, held, make_recipe(held, base=base))
    except NukkiError as error:
        raise told_of(path, error) from error
