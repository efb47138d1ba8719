"""Networks that tell classes, for which sessions with laid-out answers stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.errors import EngineError
from nukki.core.spec import Decode, Licence, ModelSpec, Output, Preprocess
from nukki.ops.boxes import suppressed
from nukki.stages.things import EveryThing, NetworkLabeller

PHOTO = np.zeros((40, 80, 3), np.uint8)
CANVAS_HW = (32, 32)


@dataclass
class FakeSession:
    """Answers with arrays that were laid out before; remembers what it was asked."""

    answers: Sequence[NDArray[Any]]
    rank: int = 4
    given: list[NDArray[Any]] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    engine: str = "fake"
    device: str = "cpu"

    @property
    def inputs(self) -> Mapping[str, tuple[int | str | None, ...]]:
        return {"image": (None,) * self.rank}

    @property
    def input_dtypes(self) -> Mapping[str, np.dtype[Any]]:
        return {"image": np.dtype(np.float32)}

    def run(
        self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        self.given.append(inputs["image"])
        self.asked = list(outputs)
        return [np.asarray(self.answers[number], np.float32) for number in outputs]


def labeller(
    decode: Decode, classes: tuple[str, ...], session: FakeSession, unclip: float = 0.0
) -> NetworkLabeller:
    spec = ModelSpec(
        "classes",
        "",
        Licence("MIT", commercial=True),
        preprocess=Preprocess(size_hw=CANVAS_HW),
        output=Output(decode=decode, classes=classes, unclip=unclip),
    )
    return NetworkLabeller(spec, session)


def test_a_class_for_each_pixel_gives_a_mask_for_each_class_that_is_there() -> None:
    logits = np.zeros((1, 3, 32, 32))
    logits[0, 0] = 1
    logits[0, 2, :, 16:] = 5
    found = labeller("argmax", ("background", "cat", "dog"), FakeSession([logits]))(PHOTO)
    assert [thing.name for thing in found] == ["dog"]
    assert found[0].alpha[:, 16:].all()
    assert not found[0].alpha[:, :16].any()


def test_a_probability_for_each_class_is_grown_to_what_it_was_shrunk_from() -> None:
    likely = np.zeros((1, 1, 32, 32))
    likely[0, 0, 12:20, 4:28] = 0.9
    known = ("text",)
    plain = labeller("identity", known, FakeSession([likely]))(PHOTO)[0].alpha
    grown = labeller("identity", known, FakeSession([likely]), unclip=1.5)(PHOTO)[0].alpha
    assert plain.sum() == 8 * 24
    # 192 pixels over 60 of outline, times one and a half: four pixels and a bit on each side.
    assert grown[8:24, 15].all()
    assert not grown[6, 15]


def test_what_is_unlikely_everywhere_is_not_there() -> None:
    assert not labeller("identity", ("text",), FakeSession([np.full((1, 1, 32, 32), 0.2)]))(PHOTO)


def test_mask_r_cnn_s_small_masks_lie_in_their_boxes() -> None:
    answers = [
        np.asarray([[2.0, 4.0, 12.0, 20.0], [0, 0, 30, 30]]),
        np.asarray([1.0, 2.0]),
        np.asarray([0.9, 0.3]),
        np.ones((2, 1, 28, 28)),
    ]
    session = FakeSession(answers, rank=3)
    found = labeller("mask-rcnn", ("background", "cat", "dog"), session)(PHOTO)
    assert session.given[0].shape == (3, 32, 32)
    assert [(thing.name, round(thing.score, 3)) for thing in found] == [("cat", 0.9)]
    assert found[0].alpha[4:20, 2:12].all()
    assert found[0].alpha.sum() == 16 * 10


def test_yolo_s_masks_are_sums_of_prototypes_inside_their_boxes() -> None:
    rows = np.zeros((1, 4 + 2 + 2, 3))
    rows[0, :, 0] = (8, 8, 16, 16, 0.9, 0.1, 9, 0)
    rows[0, :, 1] = (9, 8, 16, 16, 0.6, 0.1, 9, 0)  # the same cat again
    rows[0, :, 2] = (24, 24, 16, 16, 0.1, 0.8, 0, 9)
    prototypes = np.ones((1, 2, 8, 8))
    found = labeller("yolo-seg", ("cat", "dog"), FakeSession([rows, prototypes]))(PHOTO)
    assert [thing.name for thing in found] == ["cat", "dog"]
    assert found[0].alpha[:16, :16].min() > 0.99
    assert not found[0].alpha[16:].any()
    assert found[1].alpha[16:, 16:].min() > 0.99
    assert not found[1].alpha[:, :16].any()


def test_masks_of_the_whole_canvas_are_taken_as_they_are() -> None:
    mask = np.zeros((1, 1, *CANVAS_HW))
    mask[0, 0, 4:20, 2:12] = 1
    answers = [np.asarray([[2.0, 4.0, 12.0, 20.0]]), np.ones(1), np.ones(1), mask]
    (cat,) = labeller("mask-rcnn", ("background", "cat"), FakeSession(answers))(PHOTO)
    np.testing.assert_array_equal(cat.alpha, mask[0, 0])


def test_a_number_that_no_class_has_is_nothing() -> None:
    answers = [np.zeros((1, 4)), np.ones(1), np.ones(1), np.ones((1, 1, 28, 28))]
    found = labeller("mask-rcnn", ("background", "", "dog"), FakeSession(answers))
    assert found.names == ("dog",)
    assert not found(PHOTO)


def test_a_detection_transformer_gives_boxes() -> None:
    logits = np.full((1, 3, 2), -5.0)
    logits[0, 0, 1], logits[0, 1, 0] = 3, 2
    boxes = np.asarray([[[0.5, 0.5, 1.0, 0.5], [0.25, 0.5, 0.25, 1.0], [0.5, 0.5, 1, 1]]])
    found = labeller("detr", ("cat", "dog"), FakeSession([logits, boxes]))(PHOTO)
    assert [(thing.name, thing.boxed) for thing in found] == [("dog", True), ("cat", True)]
    assert found[0].alpha.sum() == 32 * 16
    assert found[1].alpha[:, 4:12].all()
    assert found[1].alpha.sum() == 32 * 8


def test_of_boxes_that_show_one_thing_the_best_stays() -> None:
    boxes = np.asarray([[0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10]], np.float32)
    scores = np.asarray([0.5, 0.9, 0.7], np.float32)
    assert suppressed(boxes, scores, overlap=0.45) == [1, 2]


def test_as_a_model_every_thing_is_its_subject() -> None:
    logits = np.zeros((1, 3, 32, 32))
    logits[0, 1, :8], logits[0, 2, 24:] = 5, 5
    every = EveryThing(labeller("argmax", ("background", "cat", "dog"), FakeSession([logits])))
    assert every(PHOTO).alpha.mean() == 0.5


@pytest.mark.parametrize(
    ("decode", "answers"),
    [
        ("argmax", [np.zeros((1, 2, 4, 4))]),
        ("identity", [np.zeros((4, 4))]),
        ("mask-rcnn", [np.zeros((1, 5)), np.zeros(1), np.zeros(1), np.zeros((1, 1, 4, 4))]),
        ("yolo-seg", [np.zeros((1, 8, 2)), np.zeros((1, 2, 4, 4))]),
        ("detr", [np.zeros((1, 5, 2)), np.zeros((1, 5, 4))]),
        ("detr", [np.zeros((1, 5, 3)), np.zeros((1, 4, 4))]),
    ],
)
def test_answers_of_another_shape_are_refused(decode: Decode, answers: list[NDArray[Any]]) -> None:
    with pytest.raises(EngineError, match="expected"):
        labeller(decode, ("a", "b", "c"), FakeSession(answers))(PHOTO)
