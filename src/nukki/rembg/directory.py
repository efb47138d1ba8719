"""Which session class has which name; the lists are rembg's, and may be appended to as there."""

from __future__ import annotations

from nukki import models
from nukki.rembg.base import BaseSession
from nukki.rembg.concrete import CLASSES, RefusedSession
from nukki.rembg.session import ModelSession

REFUSED = {kind.name(): kind for kind in CLASSES if issubclass(kind, RefusedSession)}
"""Names that rembg has and nukki does not run."""


def class_for(model: str) -> type[ModelSession]:
    """A session class for a model on nukki's shelf."""
    return type(f"{model}_session", (ModelSession,), {"model": model, "__doc__": f"{model}."})


def _by_name() -> dict[str, type[BaseSession]]:
    known = {kind.name(): kind for kind in CLASSES if kind.name() not in REFUSED}
    networks = [name for name, spec in models.builtin().items() if spec.weights]
    return {**{name: class_for(name) for name in networks if name not in known}, **known}


sessions: dict[str, type[BaseSession]] = _by_name()
"""Every name that can be asked for, and its class; the user's added models are taken as well."""

sessions_class = list(sessions.values())
"""The classes. `new_session` looks here first, so one that you append is found by its ``name``."""

sessions_names = list(sessions)
sessions_names_no_credentials = list(sessions)
sessions_names_downloadable = [name for name in sessions if not name.endswith("_custom")]
"""Those that `download_models` fetches when none is named."""
