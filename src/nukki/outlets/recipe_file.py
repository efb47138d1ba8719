"""Recipes in files: YAML, or JSON, which is a part of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nukki.core.errors import InputError, InputNotFoundError, MissingExtraError, NukkiError
from nukki.outlets.recipe import Recipe, make_recipe

SUFFIXES = (".yaml", ".yml", ".json")


def read_recipe(path: Path | str) -> Recipe:
    """The recipe in a file.

    Raises:
        InputNotFoundError: There is no such file, or it may not be read.
        InputError: It is no YAML.
        OptionError: Something in it cannot be used.
        MissingExtraError: It is YAML, and nothing that reads it is installed.
    """
    held = read_held(path)
    try:
        return make_recipe(held)
    except NukkiError as error:
        raise told_of(path, error) from error


def read_held(path: Path | str) -> Mapping[str, Any]:
    """What a recipe's file holds, which may be no recipe yet; raises as `read_recipe` does."""
    place = Path(path)
    try:
        text = place.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise InputNotFoundError(f"{place}: the recipe cannot be read ({reason})") from error
    held = json_of(place, text) if place.suffix == ".json" else yaml_of(place, text)
    return held or {}


def held_of(text: str, *, called: str = "recipe") -> Mapping[str, Any]:
    """What a recipe's text holds, that a stranger sent: YAML without aliases, or JSON.

    An alias repeats what stands elsewhere, and a few of them make gigabytes of a few lines.

    Args:
        text: Of a file.
        called: Its name, for refusals.

    Raises:
        InputError: It is neither.
        MissingExtraError: It is YAML, and nothing that reads it is installed.
    """
    place = Path(called)
    if text.lstrip().startswith("{"):
        return json_of(place, text) or {}
    return yaml_of(place, text, aliases=False) or {}


def told_of(place: Path | str, error: NukkiError) -> NukkiError:
    """The error, with the name of the file that it lies in."""
    error.args = (f"{place}: {error}",)
    return error


def json_of(place: Path, text: str) -> Any:
    """What a JSON file holds; raises `InputError` when it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: expected JSON; {error}") from error


def yaml_of(place: Path, text: str, *, aliases: bool = True) -> Any:
    """What a YAML file holds; raises `InputError` when it is none."""
    try:
        import yaml
    except ModuleNotFoundError as error:
        raise MissingExtraError("a recipe in YAML", "bulk") from error
    try:
        if not aliases and any(isinstance(one, yaml.AliasEvent) for one in yaml.parse(text)):
            raise InputError(f"{place}: expected YAML without aliases (*name); write it out")
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        said = " ".join(str(error).split())
        raise InputError(f"{place}: expected YAML; {said}") from error
