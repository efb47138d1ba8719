"""Every loss answers the same questions."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from nukki.train.losses import LOSSES, Loss

SIDE_PX = 48
SURE = 20.0
"""A logit beyond which a probability is 0 or 1 in single precision, nearly."""


@pytest.fixture(params=list(LOSSES))
def loss(request: pytest.FixtureRequest) -> Loss:
    return LOSSES[request.param]


@pytest.fixture
def truth() -> Tensor:
    """A square in the first photo, a soft slope in the second."""
    target = torch.zeros(2, 1, SIDE_PX, SIDE_PX)
    target[0, :, 10:30, 20:40] = 1
    target[1] = torch.linspace(0, 1, SIDE_PX)
    return target


@pytest.fixture
def photo() -> Tensor:
    return torch.rand(2, 3, SIDE_PX, SIDE_PX, generator=torch.manual_seed(0))


def alike(target: Tensor) -> Tensor:
    return target.new_ones(len(target), 1, 1, 1)


def test_a_perfect_answer_costs_nothing(loss: Loss, truth: Tensor, photo: Tensor) -> None:
    target, logits = truth[:1], (truth[:1] * 2 - 1) * SURE
    assert float(loss.function(logits, target, alike(target), photo[:1])) < 1e-5


def test_a_wrong_answer_costs_more_than_an_unsure_one(
    loss: Loss, truth: Tensor, photo: Tensor
) -> None:
    target = truth[:1]
    costs = [
        float(loss.function((target * 2 - 1) * sure, target, alike(target), photo[:1]))
        for sure in (SURE, 1.0, -1.0, -SURE)
    ]
    assert costs == sorted(costs)


@pytest.mark.parametrize("logit", [-1e4, -100.0, 0.0, 100.0, 1e4])
@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_gradients_are_finite_at_extremes(
    loss: Loss, photo: Tensor, logit: float, level: float
) -> None:
    logits = torch.full((2, 1, SIDE_PX, SIDE_PX), logit, requires_grad=True)
    target = torch.full_like(logits, level).detach()
    cost = loss.function(logits, target, alike(target), photo)
    cost.backward()
    assert torch.isfinite(cost)
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_a_photo_without_weight_counts_nothing(loss: Loss, truth: Tensor, photo: Tensor) -> None:
    logits = torch.randn(truth.shape, generator=torch.manual_seed(1))
    weight = torch.tensor([1.0, 0.0]).view(2, 1, 1, 1)
    both = loss.function(logits, truth, weight, photo)
    first = loss.function(logits[:1], truth[:1], weight[:1], photo[:1])
    torch.testing.assert_close(both, first)


def test_no_weight_at_all_costs_nothing_and_does_not_break(
    loss: Loss, truth: Tensor, photo: Tensor
) -> None:
    weight = torch.zeros_like(truth)
    assert float(loss.function(torch.zeros_like(truth), truth, weight, photo)) == 0


def test_only_ratios_of_weights_count(loss: Loss, truth: Tensor, photo: Tensor) -> None:
    logits = torch.randn(truth.shape, generator=torch.manual_seed(1))
    weight = torch.rand(truth.shape, generator=torch.manual_seed(2)) + 0.1
    one = loss.function(logits, truth, weight, photo)
    torch.testing.assert_close(loss.function(logits, truth, 3 * weight, photo), one)


def test_mirrored_pictures_cost_the_same(loss: Loss, truth: Tensor, photo: Tensor) -> None:
    logits = torch.randn(truth.shape, generator=torch.manual_seed(1))
    mirrored = (picture.flip(-1) for picture in (logits, truth, alike(truth), photo))
    if loss.name == "laplacian":
        pytest.skip("halving an even side keeps its left pixels: a mirror shifts the pyramid")
    torch.testing.assert_close(
        loss.function(*mirrored), loss.function(logits, truth, alike(truth), photo)
    )


def test_a_weight_per_photo_is_that_weight_at_each_of_its_pixels(
    loss: Loss, truth: Tensor, photo: Tensor
) -> None:
    logits = torch.randn(truth.shape, generator=torch.manual_seed(1))
    weight = torch.tensor([1.0, 0.25]).view(2, 1, 1, 1)
    torch.testing.assert_close(
        loss.function(logits, truth, weight, photo),
        loss.function(logits, truth, weight.expand_as(truth), photo),
    )


def test_following_the_gradient_lowers_the_cost(loss: Loss, truth: Tensor, photo: Tensor) -> None:
    logits = torch.zeros_like(truth, requires_grad=True)
    before = loss.function(logits, truth, alike(truth), photo)
    (slope,) = torch.autograd.grad(before, logits)
    step = 0.01 / float(slope.abs().max())
    after = loss.function((logits - step * slope).detach(), truth, alike(truth), photo)
    assert float(after) < float(before.detach())
