"""The classical network, at sizes that are no powers of two."""

from __future__ import annotations

import pytest
import torch

from nukki.train.networks import NETWORKS
from nukki.train.networks.layers import NORMS

UNET = NETWORKS["unet"]


def count(*options: str) -> int:
    return sum(value.numel() for value in UNET.make(options).parameters())


def test_a_small_one_has_less_than_half_a_million_parameters() -> None:
    assert count("width=8") < 500_000


def test_the_published_width_has_the_convolutions_of_the_paper_with_lighter_steps_up() -> None:
    down = [(3, 64), (64, 128), (128, 256), (256, 512), (512, 1024)]
    up = [(1024, 512), (512, 256), (256, 128), (128, 64)]
    pairs = [step for inputs, width in down + up for step in ((inputs, width), (width, width))]
    threes = sum(9 * inputs * width + width for inputs, width in pairs)
    ones = sum(inputs * width + width for inputs, width in [*up, (64, 1)])
    assert count("width=64", "norm=none") == threes + ones


@pytest.mark.parametrize("size_hw", [(1, 1), (17, 5), (50, 33)])
def test_any_size_is_answered(size_hw: tuple[int, int]) -> None:
    network = UNET.make(["width=4", "norm=none"]).eval()
    assert network(torch.zeros(1, 3, *size_hw))[0].shape == (1, 1, *size_hw)


@pytest.mark.parametrize("norm", NORMS)
def test_each_norm_trains(norm: str) -> None:
    torch.manual_seed(0)
    network = UNET.make(["width=8", "depth=1", f"norm={norm}"])
    photo = torch.zeros(2, 3, 8, 8)
    photo[:, :, :, 4:] = 1
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-2)
    for _ in range(25):
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(network(photo)[0], photo[:, :1])
        loss.backward()
        optimizer.step()
    assert float(loss.detach()) < 0.1
