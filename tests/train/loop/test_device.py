"""Which devices and which arithmetic are chosen; GPUs are pretended."""

from __future__ import annotations

import pytest
import torch

from nukki.core.errors import DeviceError, OptionError
from nukki.train.device import choose_machine
from nukki.train.settings import TrainingSettings


@pytest.fixture
def three_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 3)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda *_: False)


@pytest.mark.usefixtures("three_gpus")
@pytest.mark.parametrize(("batch", "devices"), [(9, 3), (8, 2), (7, 1)])
def test_all_gpus_are_taken_that_the_batch_can_be_divided_over(batch: int, devices: int) -> None:
    machine = choose_machine(TrainingSettings(batch=batch))
    assert (machine.accelerator, machine.devices) == ("cuda", devices)
    assert machine.strategy == ("auto" if devices == 1 else "ddp")


@pytest.mark.usefixtures("three_gpus")
def test_a_gpu_without_bf16_takes_the_older_16_bits() -> None:
    assert choose_machine(TrainingSettings()).precision == "16-mixed"


@pytest.mark.usefixtures("three_gpus")
def test_more_gpus_than_there_are_are_an_error() -> None:
    with pytest.raises(DeviceError, match="expected 4, found 3"):
        choose_machine(TrainingSettings(devices=4))


def test_a_batch_that_named_devices_cannot_share_is_an_error() -> None:
    with pytest.raises(OptionError, match="multiple of the 2 devices, got 3"):
        choose_machine(TrainingSettings(device="cpu", devices=2, batch=3))


def test_16_bits_that_the_cpu_lacks_are_an_error() -> None:
    with pytest.raises(OptionError, match="bf16 or 32"):
        choose_machine(TrainingSettings(device="cpu", precision="16"))
