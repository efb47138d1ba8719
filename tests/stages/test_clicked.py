"""A network that takes clicks as the finder of objects; a fake session stands in for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.core.errors import EngineError, InputError
from nukki.core.prompts import Prompt
from nukki.core.spec import Clicks, Licence, ModelSpec, Preprocess
from nukki.stages.clicked import Clicked
from nukki.stages.objects import pick
from nukki.stages.segment import NetworkSegmenter

SIDE_PX = 64
SPEC = ModelSpec(
    name="mine",
    summary="",
    licence=Licence("CC0-1.0", commercial=True),
    preprocess=Preprocess(size_hw=(SIDE_PX, SIDE_PX)),
    clicks=Clicks("hints", radius_px=4),
)
PHOTO = np.full((128, 256, 3), 90, np.uint8)
NOTHING = np.zeros((128, 256), np.float32)


@dataclass
class Discs:
    """Answers with the discs of the clicks on the object; remembers what it was told."""

    told: list[FloatMap] = field(default_factory=list)
    engine: str = "fake"
    device: str = "cpu"

    @property
    def inputs(self) -> Mapping[str, tuple[int | str | None, ...]]:
        return {"photo": (1, 3, SIDE_PX, SIDE_PX), "hints": (1, 3, SIDE_PX, SIDE_PX)}

    @property
    def input_dtypes(self) -> Mapping[str, np.dtype[Any]]:
        return dict.fromkeys(self.inputs, np.dtype(np.float32))

    def run(
        self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        assert inputs["photo"].shape == inputs["hints"].shape
        self.told.append(inputs["hints"][0])
        return [inputs["hints"][:, :1]]


@dataclass
class Filled:
    """Finds all that lies in a box."""

    name: str = "filled"
    side_px: int = 400

    def __call__(self, photo: NDArray[np.uint8], prompt: Prompt, alpha: FloatMap) -> FloatMap:
        return np.ones(alpha.shape, np.float32)


def finder(session: Discs) -> Clicked:
    return Clicked(SPEC, session, boxed=Filled())


def middle(mask: NDArray[np.bool_]) -> tuple[float, float]:
    rows, columns = np.nonzero(mask)
    return float(columns.mean()) + 0.5, float(rows.mean()) + 0.5


def test_a_click_comes_back_where_it_was_made() -> None:
    found = finder(Discs())(PHOTO, Prompt(points=[(200, 40)]), NOTHING)
    assert middle(found >= 0.5) == pytest.approx((200, 40), abs=3)


def test_clicks_on_the_object_and_beside_it_are_told_apart() -> None:
    session = Discs()
    finder(session)(PHOTO, Prompt(points=[(40, 64)], others=[(216, 64)]), NOTHING)
    on, beside, _ = session.told[0]
    assert middle(on > 0) == pytest.approx((10, 32), abs=0.6)
    assert middle(beside > 0) == pytest.approx((54, 32), abs=0.6)


def test_the_matte_that_there_is_is_told_too() -> None:
    session, matte = Discs(), NOTHING.copy()
    matte[:, 128:] = 1
    finder(session)(PHOTO, Prompt(points=[(40, 64)]), matte)
    before = session.told[0][2]
    assert before[:, :30].max() == 0
    assert before[:, 34:].min() == 1


def test_what_is_small_is_looked_at_again_more_closely() -> None:
    session = Discs()
    finder(session)(PHOTO, Prompt(points=[(200, 40)]), NOTHING)
    first, second = session.told
    assert second[2].mean() > 3 * first[0].mean()  # the disc fills more of what is seen


def test_a_box_is_left_to_what_knows_boxes() -> None:
    session = Discs()
    found = finder(session)(PHOTO, Prompt(box=(10, 10, 60, 60)), NOTHING)
    assert found.all()
    assert not session.told


def test_nothing_found_says_who_did_not() -> None:
    nothing = Discs()
    nothing.run = lambda inputs, *, outputs: [0 * inputs["hints"][:, :1]]  # type: ignore[method-assign]
    with pytest.raises(InputError, match="mine found nothing there"):
        pick(PHOTO, NOTHING, Prompt(points=[(200, 40)]), finder(nothing))


def test_a_network_without_the_input_is_refused() -> None:
    other = ModelSpec(name="other", summary="", licence=SPEC.licence)
    with pytest.raises(EngineError, match="other has no input that clicks go into"):
        Clicked(other, Discs(), boxed=Filled())


def test_the_subject_is_found_by_the_same_network_without_a_click() -> None:
    session = Discs()
    matte = NetworkSegmenter(SPEC, session)(PHOTO)
    assert matte.alpha.shape == (SIDE_PX, SIDE_PX)
    assert not session.told[0].any()
