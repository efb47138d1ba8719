"""Several losses as one."""

from __future__ import annotations

import pytest
import torch

from nukki.core.errors import OptionError, UnknownNameError
from nukki.train.losses import LOSSES, parse_mix

TARGET = torch.tensor([[1.0, 0.0], [0.0, 1.0]]).view(1, 1, 2, 2)


def logits(value: float) -> torch.Tensor:
    return torch.full_like(TARGET, value)


def test_a_mix_is_the_sum_of_its_losses_by_their_factors() -> None:
    mix = parse_mix("bce + 0.5*l1")
    parts = mix.parts(logits(1), TARGET)
    expected = parts["bce"] + 0.5 * parts["l1"]
    torch.testing.assert_close(mix((logits(1),), TARGET), expected)


@pytest.mark.parametrize("text", ["bce", "bce+iou+0.5*ssim", "2*focal", ".25*dice", "3.*ce"])
def test_a_mix_is_written_as_it_is_read(text: str) -> None:
    assert parse_mix(str(parse_mix(text))) == parse_mix(text)


@pytest.mark.parametrize(
    "text",
    ["", "+", "bce+", "bce++iou", "-1*bce", "bce*2", "0*bce", "bce+bce", "1e3*l1"],
)
def test_what_is_no_mix_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="loss"):
        parse_mix(text)


def test_an_unknown_loss_is_named_with_its_neighbour() -> None:
    with pytest.raises(UnknownNameError, match="did you mean dice"):
        parse_mix("bce+dise")


def test_side_outputs_count_by_the_supervision_factor() -> None:
    mix = parse_mix("bce")
    answer, side = mix((logits(1),), TARGET), mix((logits(-2),), TARGET)
    both = mix((logits(1), logits(-2)), TARGET, supervision=0.5)
    torch.testing.assert_close(both, answer + 0.5 * side)


def test_without_supervision_only_the_answer_counts() -> None:
    mix = parse_mix("bce")
    broken = torch.full_like(TARGET, float("nan"))
    assert torch.isfinite(mix((logits(1), broken), TARGET, supervision=0))


def test_a_smaller_side_output_is_compared_with_the_truth_averaged() -> None:
    side = torch.zeros(1, 1, 1, 1)
    found = parse_mix("l1").parts(side, TARGET)["l1"]
    assert float(found) == 0  # an answer of 0.5 to a truth that is half subject


def test_a_loss_that_looks_at_the_photo_asks_for_it() -> None:
    with pytest.raises(OptionError, match="expected the photo"):
        parse_mix("composition")((logits(0),), TARGET)


def test_sixteen_bits_are_summed_in_thirty_two() -> None:
    mix = parse_mix("+".join(LOSSES))
    target = torch.zeros(1, 1, 64, 64)
    target[..., 20:40, 20:40] = 1
    rough = torch.randn(1, 1, 64, 64, generator=torch.manual_seed(0)).to(torch.bfloat16)
    photo = torch.rand(1, 3, 64, 64, generator=torch.manual_seed(1))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        mixed = mix((rough,), target, photo=photo)
    torch.testing.assert_close(mixed, mix((rough.float(),), target, photo=photo))


def test_every_loss_says_what_it_is_and_where_it_comes_from() -> None:
    assert all((loss.summary and "20" in loss.source) or "1952" in loss.source
               for loss in LOSSES.values())  # fmt: skip
