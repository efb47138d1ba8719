"""Several callers' pictures in one run: each gets its own answer, and nobody waits for company."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.errors import EngineError
from nukki.engines.protocol import Tensor
from nukki.pipeline.gathering import GPU_PICTURES, GatheringSession, RunTally, takes_several

FREE: tuple[int | str | None, ...] = ("batch", 1, 2, 2)
ONE: tuple[int | str | None, ...] = (1, 1, 2, 2)


class Doubling:
    """A network that doubles what it is shown; it can be held, and have enough of it.

    Attributes:
        shown: How many pictures each run had.
        most: It refuses more at once.
    """

    engine = "stand-in"

    def __init__(
        self, shape: tuple[int | str | None, ...] = FREE, *, device: str = "cuda", most: int = 99
    ) -> None:
        self.device, self.most = device, most
        self.inputs: Mapping[str, tuple[int | str | None, ...]] = {"x": shape}
        self.input_dtypes: Mapping[str, np.dtype[Any]] = {"x": np.dtype(np.float32)}
        self.shown: list[int] = []
        self.free = threading.Event()
        self.free.set()

    def run(self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]) -> list[Tensor]:
        self.shown.append(len(inputs["x"]))
        self.free.wait(5)
        if len(inputs["x"]) > self.most:
            raise EngineError("too many at once")
        if np.isnan(inputs["x"]).any():
            raise EngineError("not a number")
        return [inputs["x"] * 2 for _ in outputs]


def picture(value: float, side: int = 2) -> dict[str, NDArray[Any]]:
    return {"x": np.full((1, 1, side, side), value, np.float32)}


def ask(session: GatheringSession, values: Sequence[float]) -> list[float | str]:
    """What came of values that were asked for while the first one held the network."""
    network: Any = session._session
    network.free.clear()

    def one(value: float) -> float | str:
        try:
            return float(session.run(picture(value), outputs=[0])[0].max())
        except EngineError as error:
            return str(error)

    with ThreadPoolExecutor(len(values)) as threads:
        asked = [threads.submit(one, values[0])]
        wait_until(lambda: len(network.shown) == 1)
        asked += [threads.submit(one, value) for value in values[1:]]
        wait_until(lambda: len(session._waiting) == len(values) - 1)
        network.free.set()
        return [each.result() for each in asked]


def wait_until(happened: Any) -> None:
    until = time.monotonic() + 5
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.001)


def test_those_who_waited_are_shown_together_and_each_gets_its_own_answer() -> None:
    network, tally = Doubling(), RunTally()
    session = GatheringSession(network, most=4, tally=tally)
    assert ask(session, [1, 2, 3, 4, 5]) == [2, 4, 6, 8, 10]
    assert network.shown == [1, 4]
    assert (tally.runs, tally.pictures) == (2, 5)


def test_no_more_are_shown_together_than_allowed() -> None:
    network = Doubling()
    assert ask(GatheringSession(network, most=3), list(range(8))) == [n * 2 for n in range(8)]
    assert network.shown[0] == 1
    assert sorted(network.shown[1:]) == [1, 3, 3]


def test_one_who_comes_alone_waits_for_nobody() -> None:
    network = Doubling()
    session = GatheringSession(network, most=8)
    (answer,) = session.run(picture(3), outputs=[0])
    assert (answer.max(), network.shown) == (6, [1])


def test_pictures_of_other_sizes_and_outputs_are_shown_apart() -> None:
    network = Doubling()
    session = GatheringSession(network, most=8)
    network.free.clear()
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(session.run, picture(1), outputs=[0])
        wait_until(lambda: network.shown)
        larger = threads.submit(session.run, picture(1, side=3), outputs=[0])
        more = threads.submit(session.run, picture(1), outputs=[0, 1])
        same = threads.submit(session.run, picture(1), outputs=[0])
        wait_until(lambda: len(session._waiting) == 3)
        network.free.set()
    assert [len(each.result()) for each in (first, larger, more, same)] == [1, 1, 2, 1]
    assert larger.result()[0].shape == (1, 1, 3, 3)
    assert network.shown == [1, 1, 1, 1]


def test_a_picture_that_is_refused_spoils_no_other() -> None:
    network = Doubling()
    session = GatheringSession(network, most=8)
    assert ask(session, [1, 2, float("nan"), 4]) == [2, 4, "not a number", 8]


def test_where_there_is_no_memory_for_several_they_go_one_by_one() -> None:
    network = Doubling(most=1)
    assert ask(GatheringSession(network, most=8), [1, 2, 3]) == [2, 4, 6]
    assert network.shown == [1, 2, 1, 1]


@pytest.mark.parametrize(
    ("network", "most"),
    [(Doubling(ONE), 8), (Doubling(device="cpu"), 0), (Doubling(), 1)],
    ids=["a graph for one picture", "a CPU", "told so"],
)
def test_one_at_a_time_stays_as_it_was(network: Doubling, most: int) -> None:
    session = GatheringSession(network, most=most)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: session.run(picture(1), outputs=[0]), range(8)))
    assert network.shown == [1] * 8


def test_a_gpu_is_shown_several_when_nobody_says() -> None:
    network = Doubling()
    ask(GatheringSession(network), list(range(GPU_PICTURES + 1)))
    assert network.shown == [1, GPU_PICTURES]


def test_a_graph_tells_by_its_first_axis_whether_it_takes_several() -> None:
    assert takes_several(Doubling((None, 3, 320, 320)))
    assert not takes_several(Doubling((1, 3, "height", "width")))
