"""What of a network learns, and how fast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from torch import nn

from nukki.train.networks import NetworkSpec
from nukki.train.settings import CHANCE, TrainingSettings

NORMS = (nn.modules.batchnorm._BatchNorm, nn.GroupNorm, nn.LayerNorm)


def peak_rate(spec: NetworkSpec, settings: TrainingSettings) -> float:
    """The highest learning rate of a run."""
    return settings.learning_rate or spec.learning_rate


def parameter_groups(
    network: nn.Module, spec: NetworkSpec, settings: TrainingSettings
) -> list[dict[str, Any]]:
    """What learns, in up to four groups: encoder or not, pulled towards 0 or not.

    Biases and the scales of norms are not pulled: that would only make them small. An encoder
    that begins at random learns as fast as the rest.
    """
    pretrained = spec.encoder if settings.init != CHANCE else ()
    encoder = {id(p) for p in parameters_below(network, pretrained)}
    single = {id(p) for m in network.modules() if isinstance(m, NORMS) for p in m.parameters()}
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for parameter in network.parameters():
        if parameter.requires_grad:
            still = id(parameter) in single or parameter.ndim <= 1
            groups.setdefault((id(parameter) in encoder, still), []).append(parameter)
    peak = peak_rate(spec, settings)
    return [
        {
            "params": parameters,
            "peak": peak * (settings.encoder_factor if in_encoder else 1.0),
            "lr": peak,
            **({"weight_decay": 0.0} if still else {}),
        }
        for (in_encoder, still), parameters in groups.items()
    ]


def parameters_below(network: nn.Module, prefixes: Sequence[str]) -> Iterator[nn.Parameter]:
    """Those of the parts of a network that the prefixes name."""
    return (value for name, value in network.named_parameters() if is_below(name, prefixes))


def is_below(name: str, prefixes: Sequence[str]) -> bool:
    """Whether a part or parameter lies in one of the parts; ``up.1`` does not lie in ``up.10``."""
    return any(f"{name}.".startswith(f"{prefix}.") for prefix in prefixes)
