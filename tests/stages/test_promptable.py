"""A promptable network, for which fake sessions stand in, as the finder of objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.errors import InputError, OptionError
from nukki.core.prompts import Prompt
from nukki.stages.objects import pick
from nukki.stages.promptable import Promptable
from nukki.stages.sam_graphs import EfficientSam, Sam, Sam2

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
    found = picked(Promptable("sam", Sam(encoder, decoder, CANVAS_HW)), Prompt(points=[(70, 100)]))
    inside = np.flatnonzero(found[150] >= 0.5)
    assert abs(inside.min() - (70 - 60 / SCALE)) < 2
    assert abs(inside.max() - (70 + 60 / SCALE)) < 2


def test_a_box_becomes_two_corners_on_the_canvas(
    encoder: FakeSession, decoder: FakeDecoder
) -> None:
    prompt = Prompt(points=[(50, 60)], others=[(5, 6)], box=(0, 0, 200, 300))
    picked(Promptable("sam", Sam(encoder, decoder, CANVAS_HW)), prompt)
    (given,) = decoder.given
    assert given["point_labels"].tolist() == [[1, 0, 2, 3]]
    np.testing.assert_allclose(given["point_coords"][0, 3], [456, 684], atol=1)


def test_a_photo_is_encoded_once_for_several_clicks(
    encoder: FakeSession, decoder: FakeDecoder
) -> None:
    finder = Promptable("sam", Sam(encoder, decoder, CANVAS_HW))
    picked(finder, Prompt(points=[(70, 100)]))
    picked(finder, Prompt(points=[(90, 200)]))
    assert (len(encoder.given), len(decoder.given)) == (1, 2)


def test_outside_an_outline_nothing_is_found(encoder: FakeSession, decoder: FakeDecoder) -> None:
    way = ((60.0, 100.0), (100.0, 100.0), (100.0, 200.0), (60.0, 200.0))
    prompt = Prompt(points=[(80, 150)], outline=way)
    found = picked(Promptable("sam", Sam(encoder, decoder, CANVAS_HW)), prompt)
    assert float(found[:90].max()) == 0.0
    assert float(found[150, 80]) == 1.0


@dataclass
class FakeOther(FakeSession):
    """Answers with arrays that were laid out before."""

    answers: list[NDArray[np.float32]] = field(default_factory=list)

    def run(
        self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        self.given.append(inputs)
        return self.answers


def masks_of(*shape: int) -> NDArray[np.float32]:
    """Three masks of the photo's size, of which the second is its left half."""
    masks = np.full((*shape, *PHOTO.shape[:2]), -9, np.float32)
    masks[..., 1, :, :100] = 9
    return masks


LIKED = np.asarray([[0.1, 0.8, 0.3]], np.float32)


def test_sam_2_sees_a_square_and_is_told_places_there() -> None:
    encoder = FakeOther(answers=[np.full((1, n), n, np.float32) for n in (1, 2, 3)])
    decoder = FakeOther(answers=[masks_of(1, 3), LIKED])
    found = picked(Promptable("sam2", Sam2(encoder, decoder, (64, 64))), Prompt(points=[(50, 75)]))
    (seen,), (told,) = encoder.given, decoder.given
    assert seen["input_image"].shape == (1, 3, 64, 64)
    np.testing.assert_allclose(told["point_coords"][0, 0], [16, 16])
    assert [told[f"high_res_features{n}"].shape[1] for n in (1, 2)] == [2, 3]
    assert told["orig_im_size"].tolist() == [300, 200]
    assert (float(found[150, 40]), float(found[150, 160])) == (1.0, 0.0)


def test_sam_2_is_fed_the_photo_with_imagenet_s_mean_taken_out() -> None:
    encoder = FakeOther(answers=[np.zeros((1, 1), np.float32)] * 3)
    Sam2(encoder, FakeOther(), (8, 8)).encode(np.full((4, 4, 3), 255, np.uint8))
    wanted = [(1 - 0.485) / 0.229, (1 - 0.456) / 0.224, (1 - 0.406) / 0.225]
    np.testing.assert_allclose(encoder.given[0]["input_image"][0, :, 3, 3], wanted, rtol=1e-5)


def test_efficient_sam_sees_the_photo_as_it_is() -> None:
    encoder = FakeOther(answers=[np.zeros((1, 1), np.float32)])
    decoder = FakeOther(answers=[masks_of(1, 1, 3), LIKED[np.newaxis]])
    graphs = EfficientSam(encoder, decoder, (1024, 1024))
    found = picked(Promptable("efficient", graphs), Prompt(points=[(50, 75)]))
    assert encoder.given[0]["input_image"].shape == (1, 3, 300, 200)
    assert decoder.given[0]["batched_point_coords"].tolist() == [[[[50, 75]]]]
    assert decoder.given[0]["batched_point_labels"].tolist() == [[[1]]]
    assert (float(found[150, 40]), float(found[150, 160])) == (1.0, 0.0)


def test_efficient_sam_refuses_places_it_does_not_know() -> None:
    graphs = EfficientSam(FakeOther(answers=[np.zeros((1, 1), np.float32)]), FakeOther(), (9, 9))
    with pytest.raises(OptionError, match="not part of it"):
        picked(Promptable("efficient", graphs), Prompt(points=[(50, 75)], others=[(9, 9)]))


def test_where_a_network_finds_nothing_it_is_said() -> None:
    decoder = FakeOther(answers=[np.full((1, 3, 300, 200), -9, np.float32), LIKED])
    encoder = FakeOther(answers=[np.zeros((1, 1), np.float32)] * 3)
    with pytest.raises(InputError, match="sam2 found nothing there"):
        picked(Promptable("sam2", Sam2(encoder, decoder, (64, 64))), Prompt(points=[(50, 75)]))
