"""Every model there is: built in, from plugins, and the user's own."""

from __future__ import annotations

from nukki import models, weights
from nukki.core.errors import LicenceError, OptionError, UnknownNameError
from nukki.core.registry import Registry
from nukki.core.spec import ModelSpec


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
    """The model of that name.

    Raises:
        UnknownNameError: There is none; the message names the nearest.
        LicenceError: Its licence forbids commercial use and ``commercial_only`` is asked for.
    """
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
