"""Which network tells the classes that are asked for, and how it is opened."""

from __future__ import annotations

from pathlib import Path

from nukki import weights
from nukki.core.errors import LicenceError, OptionError, UnknownNameError
from nukki.core.options import Options
from nukki.core.registry import Registry
from nukki.core.spec import ModelSpec
from nukki.engines import SessionOptions
from nukki.pipeline.sessions import POOL
from nukki.pipeline.shelf import shelf
from nukki.stages.things import NetworkLabeller


def class_models() -> Registry[ModelSpec]:
    """The models that know classes, by name."""
    known = (spec for spec in shelf().values() if spec.output.names)
    return Registry("network that tells classes", known)


def class_model(options: Options) -> ModelSpec | None:
    """The network that knows the classes that are asked for; None where none is named.

    Of several, one that is free for commercial use goes first, then one that is on this machine,
    then the shelf's order.

    Raises:
        UnknownNameError: There is no such network, or none knows the classes.
        OptionError: Some know one class and some another.
        LicenceError: It may not be used as asked.
    """
    asked = options.selection.classes
    if not asked:
        return None
    models = class_models()
    chosen = [models[options.classes]] if options.classes else list(models.values())
    if options.commercial_only:
        chosen = _allowed(chosen)
    able = [spec for spec in chosen if set(asked) <= set(spec.output.names)]
    if not able:
        _refuse(asked, chosen)
    return min(able, key=lambda spec: (not spec.licence.commercial, not _is_here(spec)))


def open_labeller(
    spec: ModelSpec, options: Options, session: SessionOptions, progress: weights.Progress | None
) -> NetworkLabeller:
    """The network, loaded.

    Raises:
        WeightsError: Its file cannot be had.
        EngineError: The runtime refused it.
    """
    path = graph_path(spec, offline=options.offline, progress=progress)
    return NetworkLabeller(spec, POOL.get(path, session))


def graph_path(spec: ModelSpec, *, offline: bool, progress: weights.Progress | None) -> Path:
    """What an engine reads of a model's weights, which are fetched when they are nowhere yet.

    Raises:
        WeightsError: They cannot be had.
    """
    files = [weights.locate(file, offline=offline, progress=progress) for file in spec.weights]
    return weights.graph(spec.weights[0], files[0])  # what else there is lies beside it


def _is_here(spec: ModelSpec) -> bool:
    return all(weights.find(file) for file in spec.weights)


def _allowed(specs: list[ModelSpec]) -> list[ModelSpec]:
    allowed = [spec for spec in specs if spec.licence.commercial]
    if not allowed:
        raise LicenceError(
            f"network {specs[0].name!r} is licensed {specs[0].licence.name}, which does not allow "
            "commercial use; choose another (nukki classes) or drop --commercial-only"
        )
    return allowed


def _refuse(asked: tuple[str, ...], specs: list[ModelSpec]) -> None:
    """Say which class nobody knows, with the nearest; or that no one network knows all."""
    known = {name for spec in specs for name in spec.output.names}
    for name in asked:
        if name not in known:
            remedy = "see: nukki classes" if len(specs) > 1 else ""
            raise UnknownNameError("class", name, known, remedy=remedy)
    told = "; ".join(
        f"{spec.name} knows {', '.join(name for name in asked if name in spec.output.names)}"
        for spec in specs
        if set(asked) & set(spec.output.names)
    )
    raise OptionError(f"no one network knows {' and '.join(asked)}: {told}; ask in two runs")
