from __future__ import annotations

import itertools

import pytest
import torch

from nukki.train.batches import Batches, Part
from nukki.train.data.dataset import Dataset
from nukki.train.pictures import PictureStore
from nukki.train.render import Layers, render


def batches(data: Dataset, *, part: Part | None = None, workers: int = 2, room: int = 0) -> Batches:
    store = PictureStore(data, (32, 32), room)
    rows = data.rows("train")
    return Batches(store, rows, batch=4, strength="strong", seed=5, workers=workers, part=part)


def photos(each: Batches, epoch: int, first: int = 0) -> list[torch.Tensor]:
    each.begin(epoch, first)
    return [render(layers, (32, 32)).photo for layers in each]


def same(one: list[torch.Tensor], other: list[torch.Tensor]) -> bool:
    return len(one) == len(other) and all(map(torch.equal, one, other))


def test_every_batch_is_full_and_every_picture_comes(few: Dataset) -> None:
    each = batches(few)
    indices = {index for batch in each._places(0) for _, index in batch}
    assert [len(layers.weight) for layers in each] == [4] * 5
    assert indices == set(range(18))


@pytest.mark.parametrize(("workers", "room"), [(1, 0), (4, 0), (2, 10**9)])
def test_threads_and_memory_change_nothing(few: Dataset, workers: int, room: int) -> None:
    other = batches(few, workers=workers, room=room)
    assert same(photos(batches(few), 1), photos(other, 1))


def test_an_epoch_taken_up_midway_goes_on_as_it_would_have(few: Dataset) -> None:
    assert same(photos(batches(few), 3)[2:], photos(batches(few), 3, first=2))


def test_another_epoch_is_another_order(few: Dataset) -> None:
    each = batches(few)
    assert each._places(0) != each._places(1)


def test_processes_share_each_batch(few: Dataset) -> None:
    halves = [batches(few, part=Part(rank, 2)) for rank in (0, 1)]
    places = zip(halves[0]._places(2), halves[1]._places(2), strict=True)
    whole = batches(few)._places(2)
    assert [sorted(itertools.chain(*pair)) for pair in places] == [sorted(b) for b in whole]


def test_layers_go_to_a_device_as_bytes(few: Dataset) -> None:
    layers = next(iter(batches(few))).to(torch.device("cpu"))
    assert isinstance(layers, Layers)
    assert layers.subject.dtype == torch.uint8
