from __future__ import annotations

import pytest
import torch
from torch import nn

from nukki.train.ema import RunningMean
from nukki.train.schedule import Clock, Extent, rate_at


def test_the_rate_rises_then_falls() -> None:
    rates = [rate_at(share / 100, 0.1) for share in range(101)]
    assert rates[:11] == sorted(rates[:11])
    assert rates[10:] == sorted(rates[10:], reverse=True)


def test_time_moves_the_schedule_as_steps_do() -> None:
    assert Extent(100, None).share(25, 1e9) == Extent(None, 80.0).share(7, 20.0) == 0.25


def test_what_ends_first_counts() -> None:
    assert Extent(100, 10.0).share(90, 1.0) == 0.9


def test_a_clock_leaves_out_the_time_between_sittings() -> None:
    clock = Clock(before_s=30.0, now=iter([100.0, 107.0]).__next__)
    clock.start()
    assert clock.seconds == 37.0


def test_the_mean_of_constant_weights_is_those_weights() -> None:
    network = nn.Linear(2, 1)
    mean = RunningMean(network, 0.99)
    mean.follow(network)
    assert torch.equal(mean.network.weight, network.weight)


def test_the_mean_follows_slowly() -> None:
    network = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(network.weight)
    mean = RunningMean(network, 0.9)
    mean.steps.fill_(10**6)
    nn.init.ones_(network.weight)
    mean.follow(network)
    assert mean.network.weight.item() == pytest.approx(0.1)
