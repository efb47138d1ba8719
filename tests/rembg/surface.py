"""Prints the public names of an installed rembg as JSON; started by test_surface.py.

{"rembg.bg": {"remove": ["data", "alpha_matting", ...], "ReturnType": null, ...}, ...}

A name is public when it has no underscore and is rembg's own: no module, and nothing that comes
from elsewhere. Functions have the names of their parameters.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from types import ModuleType
from typing import Any

MODULES = ("rembg", "rembg.bg", "rembg.matting", "rembg.session_factory", "rembg.sessions")
PLAIN = (int, str, list, dict)


def own(value: Any) -> bool:
    home = getattr(value, "__module__", None)
    return isinstance(value, PLAIN) if home is None else home.startswith("rembg")


def parameters(value: Any) -> list[str] | None:
    return list(inspect.signature(value).parameters) if inspect.isfunction(value) else None


def public(module: ModuleType) -> dict[str, list[str] | None]:
    names = {name: value for name, value in vars(module).items() if not name.startswith("_")}
    return {name: parameters(value) for name, value in names.items() if own(value)}


def methods(kind: type) -> dict[str, list[str] | None]:
    return {
        name: list(inspect.signature(getattr(kind, name)).parameters)
        for name in dir(kind)
        if not name.startswith("_")
    }


if __name__ == "__main__":
    surface = {name: public(importlib.import_module(name)) for name in MODULES}
    base = importlib.import_module("rembg.sessions.base").BaseSession
    sys.stdout.write(json.dumps({**surface, "BaseSession": methods(base)}))
