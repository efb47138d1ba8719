"""Several callers' pictures in one run of a network: what waited for a run goes into the next one.

    caller 1 ─▶ run [1]
    caller 2 ─▶    waits ─┐
    caller 3 ─▶    waits ─┴─▶ run [2 3]      no picture waits for others to come

A graph that was made for one picture takes them one at a time, as without this.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nukki.core.errors import EngineError
from nukki.engines import Session
from nukki.engines.protocol import Tensor

Inputs: TypeAlias = Mapping[str, NDArray[Any]]

GPU_PICTURES = 8
"""At once on a GPU, when nobody says. On a CPU one picture keeps all cores busy: u2netp on two
cores took 0.34 CPU s a picture alone, 0.33 by fours and 0.35 by eights, and 260 MiB more for each
picture more."""


@dataclass
class RunTally:
    """What networks have done; may be read at any time.

    Attributes:
        runs: How often a network ran.
        pictures: What it was shown in these runs.
    """

    runs: int = 0
    pictures: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, pictures: int) -> None:
        """Count one run."""
        with self._lock:
            self.runs += 1
            self.pictures += pictures


@dataclass(eq=False)
class _Order:
    """What one caller wants run, and what came of it."""

    inputs: Inputs
    outputs: tuple[int, ...]
    answers: list[Tensor] | None = None
    error: EngineError | None = None

    @property
    def kind(self) -> tuple[Any, ...]:
        """Orders of one kind fit into one run."""
        shapes = {name: (array.shape[1:], array.dtype) for name, array in self.inputs.items()}
        return self.outputs, *sorted(shapes.items())

    @property
    def pictures(self) -> int:
        return len(next(iter(self.inputs.values())))

    def told(self) -> list[Tensor]:
        if self.error is not None:
            raise self.error
        return self.answers or []


class GatheringSession:
    """A network that is shown the pictures of all who wait for it.

    Args:
        session: The network.
        most: Orders in one run; 0 is `GPU_PICTURES` where it does not run on a CPU, else 1.
        tally: Where runs are counted.

    Attributes:
        most: Orders in one run; 1 where the graph was made for one picture.
    """

    def __init__(self, session: Session, *, most: int = 0, tally: RunTally | None = None) -> None:
        self.engine, self.device = session.engine, session.device
        self.inputs, self.input_dtypes = session.inputs, session.input_dtypes
        self._session = session
        wanted = most or (1 if session.device == "cpu" else GPU_PICTURES)
        self.most = wanted if takes_several(session) else 1
        self._tally = tally or RunTally()
        self._waiting: list[_Order] = []
        self._lock, self._turn = threading.Lock(), threading.Lock()

    def run(self, inputs: Inputs, *, outputs: Sequence[int]) -> list[Tensor]:
        """See `nukki.engines.protocol.Session.run`."""
        order = _Order(inputs, tuple(outputs))
        if self.most == 1:
            self._show(order)
            return order.told()
        with self._lock:
            self._waiting.append(order)
        with self._turn:
            if order.answers is None and order.error is None:
                self._show_together(self._with_others(order))
        return order.told()

    def _with_others(self, order: _Order) -> list[_Order]:
        """An order and those like it that have waited longest, which then wait no more."""
        with self._lock:
            like = [other for other in self._waiting if other is not order]
            like = [other for other in like if other.kind == order.kind][: self.most - 1]
            chosen = [order, *like]
            self._waiting = [other for other in self._waiting if other not in chosen]
        return chosen

    def _show_together(self, orders: list[_Order]) -> None:
        """Run orders of one kind; one by one where they cannot be run together."""
        answers = self._joined(orders) if len(orders) > 1 else None
        if answers is None:
            for order in orders:
                self._show(order)
            return
        self._tally.add(sum(order.pictures for order in orders))
        ends = np.cumsum([order.pictures for order in orders])[:-1]
        parts = zip(*(np.split(answer, ends) for answer in answers), strict=True)
        for order, part in zip(orders, parts, strict=True):
            order.answers = list(part)

    def _joined(self, orders: list[_Order]) -> list[Tensor] | None:
        """The answers to all orders in a row; None where the network refuses so many at once."""
        names = orders[0].inputs
        feed = {name: np.concatenate([order.inputs[name] for order in orders]) for name in names}
        try:
            answers = self._session.run(feed, outputs=orders[0].outputs)
        except EngineError:  # such as too little memory for all of them
            return None
        there = sum(order.pictures for order in orders)
        return answers if all(len(answer) == there for answer in answers) else None

    def _show(self, order: _Order) -> None:
        try:
            order.answers = self._session.run(order.inputs, outputs=order.outputs)
        except EngineError as error:
            order.error = error
            return
        self._tally.add(order.pictures)


def takes_several(session: Session) -> bool:
    """Whether the first axis of all inputs is free: several pictures fit into one run."""
    return all(shape and not isinstance(shape[0], int) for shape in session.inputs.values())
