"""The weights that a run begins with: published ones, a file's, or chance."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from nukki import weights
from nukki.core.errors import InputError, OptionError
from nukki.core.grammar import parse_size
from nukki.pipeline import find_model
from nukki.train.checkpoint import Weights, read_weights
from nukki.train.networks import NetworkSpec
from nukki.train.prompts.hinted import widen
from nukki.train.run_folder import RunFolder, is_run
from nukki.train.settings import CHANCE, TrainingSettings

GRAPH = ".onnx"


def first_weights(spec: NetworkSpec, settings: TrainingSettings) -> str:
    """Where a new run's weights come from, in words; "" for chance.

    Raises:
        UnknownNameError: ``init`` names no file, no run and no model.
        OptionError: The network cannot begin with such weights.
    """
    if settings.init == CHANCE:
        return ""
    if settings.init is None:
        published = spec.published(spec.read(settings.parameters))
        return published.name if published else ""
    if not Path(settings.init).exists():
        find_model(settings.init)
    if _is_graph(settings.init) and spec.load is None:
        raise OptionError(
            f"init: network {spec.name} cannot take weights from an ONNX file; "
            "give weights that PyTorch saved, or a run of the same network"
        )
    return settings.init


def begins_trained(spec: NetworkSpec, settings: TrainingSettings) -> bool:
    """Whether a whole network is begun with, that answers already, and not an encoder alone."""
    if settings.init is None:
        return not spec.encoder and bool(first_weights(spec, settings))
    return settings.init != CHANCE


def note_on_size(spec: NetworkSpec, settings: TrainingSettings) -> str:
    """What a smaller size than a trained network's own costs, in words; "" where it is none."""
    if settings.size is None or settings.init is not None or not begins_trained(spec, settings):
        return ""
    size_hw = parse_size(settings.size)
    if min(size_hw) >= spec.size:
        return ""
    return (
        f"{spec.name} was trained at {spec.size} pixels; at {size_hw[1]}x{size_hw[0]} it sees "
        "less, which may cost more than training gains (leave --size out)"
    )


def begin_with(network: nn.Module, spec: NetworkSpec, settings: TrainingSettings) -> None:
    """Put the first weights into a network.

    Raises:
        InputError: They are of another network.
        WeightsError: They cannot be had.
    """
    if settings.init == CHANCE:
        return
    if settings.init is None:
        published = spec.published(spec.read(settings.parameters))
        if published is not None and spec.load is not None:
            spec.load(network, weights.locate(published))
        return
    path = Path(settings.init)
    if not path.exists():
        path = weights.locate(find_model(settings.init).weights[0])
    if is_run(path):
        run = RunFolder.open(path)
        path = run.best_checkpoint
        if run.settings.prompts != "none" and settings.prompts != "none":
            widen(network, name=spec.name)
    if path.suffix == GRAPH and spec.load is not None:
        spec.load(network, path)
        return
    _put(network, read_weights(path), path)


def _is_graph(init: str) -> bool:
    path = Path(init)
    return not path.is_dir() and (not path.exists() or path.suffix == GRAPH)


def _put(network: nn.Module, state: Weights, path: Path) -> None:
    own = network.state_dict()
    other = [name for name in own if name not in state or state[name].shape != own[name].shape]
    if other:
        raise InputError(
            f"{path}: weights of another network: {len(other)} of {len(own)} tensors do not fit, "
            f"such as {other[0]}"
        )
    network.load_state_dict({name: state[name] for name in own})
