"""Recipes in files: YAML, or JSON, which is a part of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nukki.core.errors import InputError, InputNotFoundError, MissingExtraError, NukkiError
from nukki.outlets.recipe import Recipe, make_recipe


def read_recipe(path: Path | str) -> Recipe:
    """The recipe in a file.

    Raises:
        InputNotFoundError: There is no such file, or it may not be read.
        InputError: It is no YAML.
        OptionError: Something in it cannot be used.
        MissingExtraError: It is YAML, and nothing that reads it is installed.
    """
    place = Path(path)
    try:
        text = place.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise InputNotFoundError(f"{place}: the recipe cannot be read ({reason})") from error
    held = json_of(place, text) if place.suffix == ".json" else yaml_of(place, text)
    try:
        return make_recipe(held or {})
    except NukkiError as error:
        error.args = (f"{place}: {error}",)
        raise


def json_of(place: Path, text: str) -> Any:
    """What a JSON file holds; raises `InputError` when it is none."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(f"{place}: expected JSON; {error}") from error


def yaml_of(place: Path, text: str) -> Any:
    """What a YAML file holds; raises `InputError` when it is none."""
    try:
        import yaml
    except ModuleNotFoundError as error:
        raise MissingExtraError("a recipe in YAML", "bulk") from error
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        said = " ".join(str(error).split())
        raise InputError(f"{place}: expected YAML; {said}") from error
