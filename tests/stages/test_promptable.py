"""A promptable network, for which fake sessions stand in, as the finder of objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.prompts import Prompt
from nukki.stages.objects import pick
from nukki.stages.promptable import Promptable

CANVAS_HW = (684, 1024)
PHOTO = np.full((300, 200, 3), 90, np.uint8)
SCALE = 684 / 300
"""Canvas pixels for one of the photo, whose height meets the canvas's first."""


@dataclass
class FakeSession:
    """Remembers what it was given."""

    given: list[Mapping[str, NDArray[Any]]] = field(default_factory=list)
    engine: str = "fake"
    device: str = "cpu"

    @property
    def inputs(self) -> Mapping[str, tuple[int | str | None, ...]]:
        return {"input_image": (*CANVAS_HW, 3)}

    @property
    def input_dtypes(self) -> Mapping[str, np.dtype[Any]]:
        return {"input_image": np.dtype(np.float32)}

    def run(
        self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        self.given.append(inputs)
        return [np.zeros((1, 256, 64, 64), np.float32)]


class FakeDecoder(FakeSession):
    """Three masks, of which it likes the second best: a band of 60 pixels round the first point."""

    def run(
        self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        self.given.append(inputs)
        x = inputs["point_coords"][0, 0, 0]
        masks = np.full((1, 3, *CANVAS_HW), 9, np.float32)
        masks[0, 1] = 60 - abs(np.arange(CANVAS_HW[1]) + 0.5 - x)
        return [masks, np.asarray([[0.2, 0.9, 0.5]], np.float32)]


@pytest.fixture
def encoder() -> FakeSession:
    return FakeSession()


@pytest.fixture
def decoder() -> FakeDecoder:
    return FakeDecoder()


def picked(finder: Promptable, prompt: Prompt) -> NDArray[np.float32]:
    return pick(PHOTO, np.zeros(PHOTO.shape[:2], np.float32), prompt, finder).alpha


def test_the_mask_it_likes_best_lies_where_was_clicked(
    encoder: FakeSession, decoder: FakeDecoder
) -> None:
    found = picked(Promptable("sam", encoder, decoder, CANVAS_HW), Prompt(points=[(70, 100)]))
    inside = np.flatnonzero(found[150] >= 0.5)
    assert abs(inside.min() - (70 - 60 / SCALE)) < 2
    assert abs(inside.max() - (70 + 60 / SCALE)) < 2


def test_a_box_becomes_two_corners_on_the_canvas(
    encoder: FakeSession, decoder: FakeDecoder
) -> None:
    prompt = Prompt(points=[(50, 60)], others=[(5, 6)], box=(0, 0, 200, 300))
    picked(Promptable("sam", encoder, decoder, CANVAS_HW), prompt)
    (given,) = decoder.given
    assert given["point_labels"].tolist() == [[1, 0, 2, 3]]
    np.testing.assert_allclose(given["point_coords"][0, 3], [456, 684], atol=1)


def test_a_photo_is_encoded_once_for_several_clicks(
    encoder: FakeSession, decoder: FakeDecoder
) -> None:
    finder = Promptable("sam", encoder, decoder, CANVAS_HW)
    picked(finder, Prompt(points=[(70, 100)]))
    picked(finder, Prompt(points=[(90, 200)]))
    assert (len(encoder.given), len(decoder.given)) == (1, 2)


def test_outside_an_outline_nothing_is_found(encoder: FakeSession, decoder: FakeDecoder) -> None:
    way = ((60.0, 100.0), (100.0, 100.0), (100.0, 200.0), (60.0, 200.0))
    prompt = Prompt(points=[(80, 150)], outline=way)
    found = picked(Promptable("sam", encoder, decoder, CANVAS_HW), prompt)
    assert float(found[:90].max()) == 0.0
    assert float(found[150, 80]) == 1.0
