"""A candidate measured on a data set, photo by photo."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from nukki._version import __version__
from nukki.core.errors import InputError
from nukki.core.options import Options
from nukki.core.values import Cutout, Image
from nukki.evaluate.candidate import Answer, Candidate, Pipeline, candidate
from nukki.evaluate.cases import draw_cases
from nukki.evaluate.dataset import open_dataset
from nukki.evaluate.evaluation import Evaluation, Row
from nukki.evaluate.files import row_journal
from nukki.evaluate.journal import Journal
from nukki.evaluate.memory import peak_bytes
from nukki.evaluate.pairs import Dataset, Pair, Problem, check_some
from nukki.evaluate.score import score
from nukki.evaluate.truth import Truth, check_size, read_truth
from nukki.pipeline import Remover


class Listener(Protocol):
    """Told how an evaluation goes."""

    def planned(self, total: int) -> None:
        """So many photos will come."""

    def started(self, name: str) -> None:
        """This one is under way."""

    def finished(self, name: str, problem: str = "") -> None:
        """It is measured, or left out for this reason."""


class Silent:
    """A `Listener` that does nothing."""

    def planned(self, total: int) -> None:
        """Nothing."""

    def started(self, name: str) -> None:
        """Nothing."""

    def finished(self, name: str, problem: str = "") -> None:
        """Nothing."""


def evaluate(
    data: Dataset | str | Path,
    what: Candidate | Remover | Options | Callable[[Image], Cutout],
    *,
    journal: Path | None = None,
    cases: int = 6,
    listener: Listener | None = None,
    max_megapixels: int = Options.max_megapixels,
) -> Evaluation:
    """How good a candidate's mattes are; a bad pair is left out and told, never fatal.

    Photos are taken one after another, so that their times can be compared. An interrupt (Ctrl-C)
    ends the run; what was measured by then is returned.

    Args:
        data: A data set, or where one lies (see `open_dataset`).
        what: A remover, its options, mattes in a folder (`Mattes`), or any function from an
            `Image` to a `Cutout`.
        journal: Rows are kept in this file, and those that are in it already and belong to the
            same candidate, files and code are not measured again.
        cases: How many of the worst and of the best photos are kept as pictures.
        listener: Told of every photo.
        max_megapixels: Larger photos are left out.

    Raises:
        InputNotFoundError: There is no data set.
        WeightsError, EngineError: The candidate cannot be loaded.
        InputError: Not one pair could be measured.
    """
    data = data if isinstance(data, Dataset) else open_dataset(data)
    chosen = candidate(what)
    bench = Bench(chosen, row_journal(journal if chosen.key else None), max_megapixels)
    started = datetime.now(UTC).isoformat(timespec="seconds")
    interrupted = bench.measure(data, listener or Silent())
    problems = (*data.problems, *bench.problems)
    if not interrupted:
        check_some(bench.rows, problems, data.root)
    shown = () if interrupted else draw_cases(bench, data.pairs, cases)
    return Evaluation(
        name=chosen.name,
        settings=chosen.settings,
        data=str(data.root),
        rows=tuple(bench.rows),
        problems=problems,
        machine=_machine(chosen, loaded=bench.loaded),
        version=__version__,
        started=started,
        cases=shown,
        interrupted=interrupted,
    )


def _machine(chosen: Candidate, *, loaded: bool) -> str:
    """Where it was measured, and for a pipeline what really ran the network."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU cores"
    engine, device = chosen.runtime if loaded and isinstance(chosen, Pipeline) else ("", "")
    return f"{machine}; {engine} on {device}" if engine else machine


class Bench:
    """Measures pairs, and remembers what came of them.

    Attributes:
        rows: What was measured.
        problems: What could not be.
        loaded: Whether the candidate was needed at all; a journal may hold every row.
    """

    def __init__(self, chosen: Candidate, journal: Journal[Row], max_megapixels: int) -> None:
        self._candidate = chosen
        self._journal = journal
        self._max_megapixels = max_megapixels
        self.loaded = False
        self.rows: list[Row] = []
        self.problems: list[Problem] = []

    def measure(self, data: Dataset, listener: Listener) -> bool:
        """Measure every pair; True when the user interrupted."""
        listener.planned(len(data.problems) + len(data.pairs))
        for known in data.problems:
            listener.finished(known.name, known.message)
        try:
            for pair in data.pairs:
                listener.started(pair.name)
                listener.finished(pair.name, self._take(pair))
        except KeyboardInterrupt:
            return True
        return False

    def answer(self, pair: Pair) -> tuple[Truth, Answer]:
        """The truth about a photo, and the candidate's matte of its size.

        Raises:
            NukkiError: One of them cannot be had.
        """
        truth = read_truth(pair, max_megapixels=self._max_megapixels)
        if not self.loaded:
            self._candidate.load()
            self.loaded = True
        answer = self._candidate(pair, truth.image)
        check_size(answer.alpha, truth.image, what="matte")
        return truth, answer

    def _take(self, pair: Pair) -> str:
        """Measure one pair; what is wrong with it, "" when nothing is."""
        key = self._key(pair)
        try:
            row = self._journal.find(key) or self._row(pair, key)
        except InputError as error:
            self.problems.append(Problem(pair.name, str(error)))
            return str(error)
        self.rows.append(row)
        return ""

    def _row(self, pair: Pair, key: str) -> Row:
        truth, answer = self.answer(pair)
        row = Row(
            name=pair.name,
            category=pair.category,
            size_hw=truth.image.size_hw,
            alpha=truth.unknown is not None,
            scores=score(answer.alpha, truth.alpha, truth.unknown),
            confidence=answer.confidence,
            seconds=answer.seconds,
            peak_bytes=peak_bytes(),
        )
        self._journal.add(key, row)
        return row

    def _key(self, pair: Pair) -> str:
        """Changes with the candidate, the files, and what is known about them."""
        files = [_stamp(path) for path in (pair.image, pair.mask, pair.trimap) if path]
        parts = (self._candidate.key, pair.name, pair.category, pair.truth, files)
        return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path.absolute()), status.st_size, status.st_mtime_ns
