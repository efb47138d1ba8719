"""The test pictures one after another: read, asked about, measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import InputError
from nukki.evaluate.measuring import Listener
from nukki.evaluate.score import Scores, score
from nukki.ops.metrics_matting import unknown_band
from nukki.train.data.dataset import Dataset
from nukki.train.data.row import Row
from nukki.train.questions import Question, question

AT_ONCE = 8
"""Pictures that are in memory together: read and measured by threads, asked about in turn."""

SOFT_KINDS = ("alpha", "cutout")
"""Whose truth is a matte; in their edges matting is measured."""

Ask = Callable[[Pixels], tuple[FloatMap, float]]
"""The matte (H, W) float32 [0, 1] of a photo, and the seconds it took."""


@dataclass(frozen=True, eq=False)
class Answered:
    """One picture with its answer."""

    row: Row
    asked: Question
    matte: FloatMap
    seconds: float


class Session:
    """Asks about pictures of the test split; those that cannot be read are left out by name.

    Args:
        dataset: Where they are.
        workers: Threads that read and measure; answers are timed while they rest.
        listener: Told of each picture.
    """

    def __init__(self, dataset: Dataset, workers: int, listener: Listener) -> None:
        self._dataset, self._workers, self._listener = dataset, workers, listener
        self.left_out: dict[str, str] = {}

    def answers(self, rows: Sequence[Row], ask: Ask, then: Callable[[Answered], None]) -> None:
        """Ask about every picture and hand each answer on, from several threads."""
        self._listener.planned(len(rows))
        warm = False
        with ThreadPoolExecutor(self._workers, "test") as threads:
            for at in range(0, len(rows), AT_ONCE):
                part = rows[at : at + AT_ONCE]
                read = list(threads.map(self._read, part))
                known = [(row, asked) for row, asked in zip(part, read, strict=True) if asked]
                if known and not warm:
                    ask(known[0][1].photo)  # so that loading counts for no picture
                    warm = True
                done = [Answered(row, asked, *ask(asked.photo)) for row, asked in known]
                list(threads.map(then, done))
                for row in part:
                    self._listener.finished(row.name, self.left_out.get(row.name, ""))

    def _read(self, row: Row) -> Question | None:
        try:
            return question(self._dataset, row, "test")
        except InputError as error:
            self.left_out[row.name] = str(error)
            return None


def scores_of(answered: Answered) -> Scores:
    """All measures of one answer; those of matting where the truth is a matte."""
    truth = answered.asked.truth
    band = unknown_band(truth) if answered.row.kind in SOFT_KINDS else None
    return score(answered.matte, truth, band)
