"""What a subject is said to be, from a network's probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.values import Box
from nukki.stages.classify import classify, closeup
from nukki.stages.imagenet import GOODS, TYPES, type_of


def sure(**classes: float) -> NDArray[np.float32]:
    """Probabilities of some classes (``c7=0.5``); the rest is spread over all."""
    found = np.full(1000, (1 - sum(classes.values())) / 1000, np.float32)
    for name, share in classes.items():
        found[int(name[1:])] += share
    return found


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        ({"c207": 0.8}, "animal"),
        ({"c817": 0.6}, "car"),
        ({"c779": 0.7}, "transportation"),
        ({"c917": 0.7}, "graphic"),
        ({"c608": 0.2, "c841": 0.15, "c837": 0.1}, "person"),
        ({"c504": 0.9}, "product"),
        ({"c483": 0.9}, "other"),
    ],
)
def test_a_sure_class_tells_the_type(classes: Mapping[str, float], kind: str) -> None:
    assert type_of(sure(**classes)) == kind


def test_where_everything_is_possible_it_is_other() -> None:
    assert type_of(sure()) == "other"


def test_goods_that_are_no_one_thing_are_other() -> None:
    assert type_of(sure(c504=0.25, c505=0.25, c849=0.25)) == "other"


def test_no_class_is_of_two_types() -> None:
    counted = sum(len(classes) for classes, _ in TYPES.values())
    assert counted == len(frozenset().union(*(classes for classes, _ in TYPES.values())))
    assert {414, 504, 748, 954} <= GOODS


class Looking:
    """A session that remembers what it saw."""

    engine = device = "none"
    inputs: Mapping[str, tuple[int | str | None, ...]] = {}
    input_dtypes: Mapping[str, np.dtype[Any]] = {}
    seen: NDArray[Any]

    def run(
        self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        (self.seen,) = inputs.values()
        return [np.full((1, 1000), 1e-3, np.float32)]


def test_the_network_sees_the_subject_and_not_the_rest_of_the_photo() -> None:
    pixels = np.zeros((400, 600, 3), np.uint8)
    pixels[100:200, 300:400] = 255
    session = Looking()
    assert classify(session, pixels, Box(300, 100, 400, 200)).shape == (1000,)
    assert session.seen.shape == (1, 3, 224, 224)
    bright = session.seen[0, 0] > 1
    assert bright.mean() == pytest.approx((100 / 116) ** 2, abs=0.02)  # margin of 8 on each side


def test_a_subject_at_the_edge_is_seen_as_far_as_the_photo_goes() -> None:
    assert closeup(Box(0, 0, 100, 20), (50, 100)) == Box(0, 0, 100, 50)
