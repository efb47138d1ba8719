"""What a run begins with."""

from __future__ import annotations

import pytest
import torch

from nukki.train.ema import RunningMean
from nukki.train.initial import begins_trained, note_on_size
from nukki.train.networks import find_network
from nukki.train.settings import TrainingSettings


@pytest.mark.parametrize(
    ("arch", "init", "trained"),
    [
        ("u2netp", None, True),
        ("u2netp", "none", False),
        ("lite", None, False),
        ("unet", None, False),
        ("unet", "run", True),
    ],
)
def test_only_a_whole_network_has_a_quality_to_lose(
    arch: str, init: str | None, trained: bool
) -> None:
    assert begins_trained(find_network(arch), TrainingSettings(arch=arch, init=init)) is trained


@pytest.mark.parametrize(("trained", "share"), [(False, 0.8), (True, 0.01)])
def test_the_mean_leaves_trained_weights_slowly_and_those_of_chance_at_once(
    trained: bool, share: float
) -> None:
    network = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(network.weight)
    mean = RunningMean(network, 0.99, trained=trained)
    torch.nn.init.ones_(network.weight)
    mean.follow(network)
    assert mean.network.weight.item() == pytest.approx(share, abs=0.02)


def test_a_trained_network_at_a_smaller_size_than_its_own_is_noted() -> None:
    settings = TrainingSettings(arch="u2netp", size="224")
    assert "trained at 320 pixels; at 224x224" in note_on_size(find_network("u2netp"), settings)


@pytest.mark.parametrize("size", [None, "320", "512"])
def test_its_own_size_or_more_is_not(size: str | None) -> None:
    settings = TrainingSettings(arch="u2netp", size=size)
    assert note_on_size(find_network("u2netp"), settings) == ""
