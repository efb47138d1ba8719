"""Every model there is: built in, from plugins, and the user's own."""

from __future__ import annotations

from nukki import models, weights
from nukki.core.errors import LicenceError, OptionError, UnknownNameError
from nukki.core.registry import Registry
from nukki.core.spec import Licence, ModelSpec

JOIN = "+"
"""Between the names of models whose mean is asked for."""


def shelf() -> Registry[ModelSpec]:
    """All models by name. The user's own are read anew at each call, so additions show at once.

    Raises:
        OptionError: A plugin or the user took a name that was taken.
    """
    everything = Registry("model", models.builtin().values())
    for spec in (*models.plugins(), *weights.user_specs()):
        if spec.name in everything:
            raise OptionError(
                f"model {spec.name!r} is there twice, built in or from a plugin and added; "
                "remove the added one (nukki models remove) or uninstall the plugin"
            )
        everything.add(spec)
    return everything


def find_model(name: str, *, commercial_only: bool = False) -> ModelSpec:
    """The model of that name; of ``one+another``, what is true of both.

    Raises:
        UnknownNameError: There is none; the message names the nearest.
        LicenceError: Its licence forbids commercial use and ``commercial_only`` is asked for.
    """
    parts = find_parts(name, commercial_only=commercial_only)
    return parts[0] if len(parts) == 1 else _joined(parts)


def find_parts(name: str, *, commercial_only: bool = False) -> tuple[ModelSpec, ...]:
    """The models that a name like ``one+another`` joins; one for a plain name.

    Raises:
        UnknownNameError: One of them is none; the message names the nearest.
        LicenceError: One's licence forbids commercial use and ``commercial_only`` is asked for.
        OptionError: A model is named twice.
    """
    names = [part.strip() for part in name.split(JOIN)]
    if len(set(names)) < len(names):
        raise OptionError(f"model: expected each once in {name!r}")
    return tuple(_find(part, commercial_only=commercial_only) for part in names)


def _find(name: str, *, commercial_only: bool) -> ModelSpec:
    builtin = models.builtin()
    everything = builtin if name in builtin else shelf()
    if name not in everything:
        raise UnknownNameError("model", name, everything, remedy="see: nukki models list")
    spec = everything[name]
    if commercial_only and not spec.licence.commercial:
        raise LicenceError(
            f"model {name!r} is licensed {spec.licence.name}, which does not allow commercial use; "
            "choose another (nukki models list) or drop --commercial-only"
        )
    return spec


def _joined(parts: tuple[ModelSpec, ...]) -> ModelSpec:
    """An ensemble as one model: as free as its least free part."""
    licences = [part.licence for part in parts]
    licence = Licence(
        " AND ".join(dict.fromkeys(licence.name for licence in licences)),
        commercial=all(licence.commercial for licence in licences),
        note=" ".join(dict.fromkeys(licence.note for licence in licences if licence.note)),
    )
    names = [part.name for part in parts]
    return ModelSpec(JOIN.join(names), f"the mean of {' and '.join(names)}", licence)
