"""Networks that see hints beside the photo."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from nukki.core.errors import OptionError
from nukki.train.networks import find_network
from nukki.train.prompts.hinted import Hinted, widen

SHAPES = {"unet": ("width=4",), "lite": ("width=16", "detail=8"), "u2netp": ()}


@pytest.mark.parametrize("arch", SHAPES)
def test_a_network_that_was_widened_answers_as_before(arch: str) -> None:
    torch.manual_seed(0)
    network = find_network(arch).make(SHAPES[arch]).eval()
    photo, hints = torch.rand(1, 3, 64, 64), torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        before = network(photo)[0]
        widen(network, name=arch)
        after = [Hinted(network)(photo)[0], Hinted(network)(photo, hints)[0]]
    assert torch.allclose(before, after[0], atol=1e-5)
    assert torch.allclose(before, after[1], atol=1e-5)


def test_it_learns_from_hints() -> None:
    network = find_network("unet").make(SHAPES["unet"])
    widen(network, name="unet")
    hints = torch.rand(1, 3, 32, 32)
    Hinted(network)(torch.rand(1, 3, 32, 32), hints)[0].sum().backward()
    first = network.down[0][0][0].weight
    assert first.grad is not None
    assert first.grad[:, 3:].abs().sum() > 0


def test_widening_twice_widens_once() -> None:
    network = find_network("unet").make(SHAPES["unet"])
    widen(network, name="unet")
    shapes = [value.shape for value in network.state_dict().values()]
    widen(network, name="unet")
    assert [value.shape for value in network.state_dict().values()] == shapes


def test_a_network_that_no_hint_can_reach_is_refused() -> None:
    with pytest.raises(OptionError, match="network flat has no convolution that sees the photo"):
        widen(nn.Linear(3, 1), name="flat")
