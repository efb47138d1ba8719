"""Networks that read a phrase, for which sessions with laid-out answers stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.errors import EngineError, OptionError
from nukki.core.spec import Preprocess, WordGraphs
from nukki.stages.words import BERT_PIECES, CLIP_PIECES, WordLabeller

PHOTO = np.zeros((40, 80, 3), np.uint8)
INPUTS = ("pixel_values", "input_ids", "attention_mask", "token_type_ids", "pixel_mask")
MARKS = {"<|startoftext|>": 90, "<|endoftext|>": 91, "[CLS]": 101, "[SEP]": 102, ".": 7}


class Alphabet:
    """A vocabulary in which each word is a piece, numbered by its length."""

    def numbers(self, text: str) -> list[int]:
        return [len(word) for word in text.split()]

    def number(self, piece: str) -> int:
        return MARKS[piece]


@dataclass
class FakeSession:
    """Answers with scores and boxes that were laid out before; remembers what it was fed."""

    logits: NDArray[Any]
    boxes: NDArray[Any]
    names: tuple[str, ...] = INPUTS
    fed: dict[str, NDArray[Any]] = field(default_factory=dict)
    engine: str = "fake"
    device: str = "cpu"

    @property
    def inputs(self) -> Mapping[str, tuple[int | str | None, ...]]:
        return dict.fromkeys(self.names, (None, None))

    @property
    def input_dtypes(self) -> Mapping[str, np.dtype[Any]]:
        kinds = {"pixel_values": np.dtype(np.float32)}
        return {name: kinds.get(name, np.dtype(np.int64)) for name in self.names}

    def run(
        self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        self.fed = dict(inputs)
        answers = (self.logits, self.boxes)
        return [np.asarray(answers[number], np.float32) for number in outputs]


LEFT, RIGHT = (0.25, 0.5, 0.5, 1.0), (0.75, 0.5, 0.5, 1.0)


def labeller(
    phrases: Sequence[str], session: FakeSession, reads: WordGraphs = "owl-vit"
) -> WordLabeller:
    feed = Preprocess(size_hw=(32, 32))
    return WordLabeller(phrases, session, Alphabet(), reads=reads, preprocess=feed, likely=0.2)


def answers(*logits: Sequence[float], boxes: Sequence[Sequence[float]]) -> FakeSession:
    return FakeSession(np.asarray([logits]), np.asarray([boxes]))


def test_each_phrase_is_a_row_between_its_marks() -> None:
    session = answers((4.0, -9.0), (-9.0, 3.0), boxes=(LEFT, RIGHT))
    found = labeller(("the red mug", "spoon"), session)(PHOTO)
    assert session.fed["input_ids"].shape == (2, CLIP_PIECES)
    assert session.fed["input_ids"][0, :6].tolist() == [90, 3, 3, 3, 91, 0]
    assert session.fed["attention_mask"].sum(axis=1).tolist() == [5, 3]
    assert [thing.name for thing in found] == ["the red mug", "spoon"]


def test_a_thing_lies_in_its_box() -> None:
    (mug,) = labeller(("mug",), answers((4.0,), boxes=(LEFT,)))(PHOTO)
    assert mug.boxed
    assert mug.alpha[:, :16].all()
    assert not mug.alpha[:, 16:].any()


def test_what_is_much_less_sure_than_the_surest_is_not_meant() -> None:
    session = answers((4.0,), (-1.0,), boxes=(LEFT, RIGHT))
    assert len(labeller(("mug",), session)(PHOTO)) == 1


def test_two_that_fit_are_both_found_and_one_twice_is_found_once() -> None:
    again = (0.26, 0.5, 0.5, 1.0)
    session = answers((4.0,), (3.0,), (2.0,), boxes=(LEFT, again, RIGHT))
    found = labeller(("mug",), session)(PHOTO)
    assert [round(thing.score, 2) for thing in found] == [0.98, 0.88]


def test_what_is_unlikely_everywhere_is_not_there() -> None:
    assert not labeller(("mug",), answers((-3.0,), boxes=(LEFT,)))(PHOTO)


def test_in_one_text_a_phrase_is_as_likely_as_its_likeliest_piece() -> None:
    logits = np.full((2, BERT_PIECES), -9.0)
    logits[0, 2] = 3.0  # [CLS] the mug . spoon . [SEP]
    logits[1, 4] = 2.0
    session = FakeSession(logits[None], np.asarray([[LEFT, RIGHT]]))
    found = labeller(("the mug", "spoon"), session, "grounding-dino")(PHOTO)
    assert session.fed["input_ids"].tolist() == [[101, 3, 3, 7, 5, 7, 102]]
    assert session.fed["pixel_mask"].shape == (1, 32, 32)
    assert [thing.name for thing in found] == ["the mug", "spoon"]


def test_a_graph_gets_what_it_takes_and_no_more() -> None:
    session = FakeSession(np.zeros((1, 1, 1)), np.asarray([[LEFT]]), names=INPUTS[:2])
    labeller(("mug",), session)(PHOTO)
    assert set(session.fed) == {"pixel_values", "input_ids"}


def test_a_phrase_that_is_too_long_is_refused() -> None:
    with pytest.raises(OptionError, match="longer than the network reads"):
        labeller(("a " * CLIP_PIECES,), answers((1.0,), boxes=(LEFT,)))


def test_a_phrase_without_words_is_refused() -> None:
    with pytest.raises(OptionError, match="expected words"):
        labeller((" ",), answers((1.0,), boxes=(LEFT,)))


def test_another_networks_graph_is_refused() -> None:
    session = FakeSession(np.zeros((1, 1, 1)), np.zeros((1, 1, 4)), names=("image",))
    with pytest.raises(EngineError, match="expected a graph with the inputs pixel_values"):
        labeller(("mug",), session)


@pytest.mark.parametrize(
    ("logits", "boxes"),
    [((1, 2, 3), (1, 2, 4)), ((1, 2, 1), (1, 3, 4)), ((2, 1), (1, 2, 4))],
    ids=str,
)
def test_answers_of_another_shape_are_refused(
    logits: tuple[int, ...], boxes: tuple[int, ...]
) -> None:
    session = FakeSession(np.ones(logits), np.ones(boxes))
    with pytest.raises(EngineError, match="expected"):
        labeller(("mug",), session)(PHOTO)
