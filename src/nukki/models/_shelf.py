"""Collects the models of this package's modules and of installed plugins."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from nukki.core.errors import OptionError
from nukki.core.registry import Registry
from nukki.core.spec import ModelSpec

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "nukki.models"


@cache
def builtin() -> Registry[ModelSpec]:
    """The models this package brings, by module and then in the order each module lists them."""
    return Registry("model", (spec for name in _module_names() for spec in _specs_of(name)))


def plugins(entries: Iterable[EntryPoint] | None = None) -> tuple[ModelSpec, ...]:
    """The models of installed packages that declare the entry point group ``nukki.models``.

    Args:
        entries: The entry points to load instead of the installed ones.

    Raises:
        OptionError: An entry cannot be imported or is no `ModelSpec`; the message names it.
    """
    from importlib.metadata import entry_points  # tens of ms that only this function needs

    chosen = entry_points(group=GROUP) if entries is None else entries
    return tuple(spec for entry in chosen for spec in _load(entry))


def _module_names() -> list[str]:
    package = __name__.rpartition(".")[0]
    found = pkgutil.iter_modules(importlib.import_module(package).__path__)
    return [f"{package}.{module.name}" for module in found if not module.name.startswith("_")]


def _specs_of(module_name: str) -> tuple[ModelSpec, ...]:
    specs: tuple[ModelSpec, ...] = importlib.import_module(module_name).SPECS
    return specs


def _load(entry: EntryPoint) -> tuple[ModelSpec, ...]:
    try:
        loaded = entry.load()
    except (ImportError, AttributeError) as error:
        raise OptionError(
            f"model plugin {entry.name!r} ({entry.value}) cannot be imported: {error}; "
            "update or uninstall the package that brings it"
        ) from error
    specs = (loaded,) if isinstance(loaded, ModelSpec) else loaded
    if not isinstance(specs, (tuple, list)) or not all(isinstance(s, ModelSpec) for s in specs):
        raise OptionError(
            f"model plugin {entry.name!r} ({entry.value}): expected a ModelSpec or a tuple of "
            f"them, got {type(loaded).__name__}"
        )
    return tuple(specs)
