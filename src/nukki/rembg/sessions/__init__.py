"""The session classes, by the names and in the modules that rembg has them in."""

from __future__ import annotations

import sys
from types import ModuleType

from nukki.rembg import concrete
from nukki.rembg.base import BaseSession
from nukki.rembg.concrete import *  # noqa: F403 - what rembg's package shows, listed there
from nukki.rembg.concrete import __all__ as _classes
from nukki.rembg.directory import (
    sessions,
    sessions_class,
    sessions_names,
    sessions_names_downloadable,
    sessions_names_no_credentials,
)
from nukki.rembg.sessions import base


def _as_in_rembg(module: str, **names: object) -> ModuleType:
    """A module of this package, made here: rembg has a file for each class."""
    made = ModuleType(f"{__name__}.{module}", "Where rembg has this class.")
    vars(made).update(names)
    sys.modules[made.__name__] = made
    return made


for _module, (_name, _class) in concrete.MODULES.items():
    globals()[_module] = _as_in_rembg(_module, **{_name: _class})

__all__ = [
    "BaseSession",
    "base",
    "sessions",
    "sessions_class",
    "sessions_names",
    "sessions_names_downloadable",
    "sessions_names_no_credentials",
    *_classes,
]
