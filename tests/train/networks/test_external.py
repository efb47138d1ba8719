"""Networks of other packages, where those are installed, and a clear word where not."""

from __future__ import annotations

import importlib
import sys
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from nukki.core.errors import MissingExtraError, OptionError, UnknownNameError
from nukki.train.networks import find_network
from nukki.train.networks.external import Adapter, import_package


def test_a_missing_package_is_named_with_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "segmentation_models_pytorch", None)
    with pytest.raises(MissingExtraError, match="pip install segmentation-models-pytorch"):
        find_network("smp:Unet").make()


@pytest.mark.parametrize("arch", ["smp:", "torchvision", "torchvision::"])
def test_a_package_without_a_network_is_refused(arch: str) -> None:
    with pytest.raises((OptionError, UnknownNameError)):
        find_network(arch)


def test_an_unknown_package_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="smp, torchvision"):
        find_network("timm:resnet18")


def test_a_dictionary_of_outputs_becomes_logits_at_the_size_of_the_photo() -> None:
    class Halving(nn.Module):
        def forward(self, photo: Tensor) -> dict[str, Tensor]:
            small = photo[:, :1, ::2, ::2]
            return {"out": small, "aux": small}

    outputs = Adapter(Halving())(torch.zeros(1, 3, 8, 8))
    assert [output.shape for output in outputs] == [(1, 1, 8, 8)] * 2


def test_smp_is_asked_for_one_channel_and_no_download(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def create_model(arch: str, **named: Any) -> nn.Module:
        asked.update(named, arch=arch)
        return nn.Conv2d(3, 1, 1)

    fake = SimpleNamespace(create_model=create_model)
    monkeypatch.setitem(sys.modules, "segmentation_models_pytorch", fake)
    find_network("smp:Unet:resnet18").make()
    assert asked == {
        "arch": "Unet", "encoder_name": "resnet18", "encoder_weights": None, "classes": 1,
    }  # fmt: skip


@pytest.mark.parametrize("arch", ["smp:Unet:resnet18", "torchvision:lraspp_mobilenet_v3_large"])
def test_a_real_one_answers_at_the_size_of_the_photo(arch: str) -> None:
    try:
        import_package(arch.partition(":")[0])
    except MissingExtraError as error:
        pytest.skip(str(error))
    network = find_network(arch).make().eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, 3, 64, 96))[0].shape == (1, 1, 64, 96)


def test_a_misspelt_network_of_torchvision_is_named_with_its_neighbour() -> None:
    try:
        importlib.import_module("torchvision")
    except (ImportError, RuntimeError) as error:
        pytest.skip(f"torchvision: {error}")
    with pytest.raises(UnknownNameError, match="deeplabv3_resnet101"):
        find_network("torchvision:deeplabv3_resnet11").make()
