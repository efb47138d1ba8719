"""Weights on disk: those of a run, and those to begin with."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from nukki.codecs.atomic import write_whole
from nukki.core.errors import InputError, InputNotFoundError
from nukki.train.networks import find_network
from nukki.train.prompts.hinted import Hinted, widen
from nukki.train.run_folder import RunFolder

Weights = Mapping[str, Tensor]

WEIGHTS = "weights"
"""Under this key a checkpoint of ours keeps the network's state."""


def write_checkpoint(path: Path, content: Mapping[str, Any]) -> None:
    """Write tensors and plain values, whole or not at all.

    Raises:
        OutputError: It cannot be written there; what was there before still is.
    """
    stream = io.BytesIO()
    torch.save(dict(content), stream)
    write_whole(path, stream.getvalue())


def read_checkpoint(path: Path) -> dict[str, Any]:
    """What `write_checkpoint` wrote, on the CPU; runs no code that a file may hold.

    Raises:
        InputNotFoundError: There is no such file.
        InputError: It is no checkpoint, or holds more than tensors and plain values.
    """
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise InputNotFoundError(f"{path}: no such file; expected weights") from None
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{path}: cannot be read as PyTorch weights ({said})") from error
    if not isinstance(content, dict):
        raise InputError(f"{path}: expected weights by name, got {type(content).__name__}")
    return content


def read_weights(path: Path) -> Weights:
    """The network's weights of a checkpoint of ours, or of a plain state dictionary.

    Raises:
        InputNotFoundError: There is no such file.
        InputError: It holds no weights.
    """
    content = read_checkpoint(path)
    state = content.get(WEIGHTS, content.get("state_dict", content))
    weights = {key: value for key, value in state.items() if isinstance(value, Tensor)}
    if not weights:
        raise InputError(f"{path}: holds no weights")
    return weights


def trained_network(run: RunFolder) -> nn.Module:
    """The run's network with its best weights, on the CPU, ready to be asked.

    One that takes clicks is asked about photos alone, or with hints, as `Hinted`.

    Raises:
        InputNotFoundError: No epoch was measured yet.
    """
    network = untrained_network(run)
    if not run.best_checkpoint.is_file():
        raise InputNotFoundError(f"{run.path}: no epoch was measured yet; train it further first")
    network.load_state_dict(dict(read_weights(run.best_checkpoint)))
    return (network if run.settings.prompts == "none" else Hinted(network)).eval()


def untrained_network(run: RunFolder) -> nn.Module:
    """The run's network as it was before training, with weights of chance."""
    spec = find_network(run.record.network)
    network = spec.make(run.record.parameters)
    if run.settings.prompts != "none":
        widen(network, name=spec.name)
    return network
