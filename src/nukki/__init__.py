"""nukki: cut the subject out of pictures.

>>> import nukki
>>> nukki.Options(model="u2net").model
'u2net'

Names are loaded when they are first used, so that ``import nukki`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nukki._version import __version__

if TYPE_CHECKING:
    from nukki.core.errors import (
        ChecksumError,
        CorruptImageError,
        DeviceError,
        EncodeError,
        EngineError,
        ImageTooLargeError,
        InputError,
        InputNotFoundError,
        LicenceError,
        MissingExtraError,
        NotAnImageError,
        NukkiError,
        OptionError,
        OutputError,
        UnknownNameError,
        WeightsError,
    )
    from nukki.core.options import Options
    from nukki.core.prompts import Prompt
    from nukki.core.strokes import Stroke
    from nukki.library import Cutout, cut, cut_each, load, refine
    from nukki.outlets.check import check
    from nukki.rembg import new_session, remove

__all__ = [
    "ChecksumError",
    "CorruptImageError",
    "Cutout",
    "DeviceError",
    "EncodeError",
    "EngineError",
    "ImageTooLargeError",
    "InputError",
    "InputNotFoundError",
    "LicenceError",
    "MissingExtraError",
    "NotAnImageError",
    "NukkiError",
    "OptionError",
    "Options",
    "OutputError",
    "Prompt",
    "Stroke",
    "UnknownNameError",
    "WeightsError",
    "__version__",
    "check",
    "cut",
    "cut_each",
    "load",
    "new_session",
    "refine",
    "remove",
]

_HOMES = {
    "Cutout": "nukki.library",
    "Options": "nukki.core.options",
    "Prompt": "nukki.core.prompts",
    "Stroke": "nukki.core.strokes",
    "check": "nukki.outlets",
    "cut": "nukki.library",
    "cut_each": "nukki.library",
    "load": "nukki.library",
    "new_session": "nukki.rembg",
    "refine": "nukki.library",
    "remove": "nukki.rembg",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, "nukki.core.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
