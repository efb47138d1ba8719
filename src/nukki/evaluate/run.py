"""A candidate measured on a data set, photo by photo."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from nukki._version import __version__
from nukki.core.options import Options
from nukki.core.values import Cutout, Image
from nukki.evaluate.candidate import Answer, Candidate, Pipeline, candidate
from nukki.evaluate.cases import draw_cases
from nukki.evaluate.dataset import open_dataset
from nukki.evaluate.evaluation import Evaluation, Row
from nukki.evaluate.files import row_journal
from nukki.evaluate.measuring import Listener, Measuring, Silent, stamp
from nukki.evaluate.memory import peak_bytes
from nukki.evaluate.pairs import Dataset, Pair, check_some
from nukki.evaluate.score import score
from nukki.evaluate.truth import Truth, check_size, read_truth
from nukki.pipeline import Remover


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
    bench = Bench(chosen, max_megapixels)
    done = Measuring(row_journal(journal if chosen.key else None), bench.key, bench.row)
    started = datetime.now(UTC).isoformat(timespec="seconds")
    interrupted = done.run(data.pairs, data.problems, listener or Silent())
    problems = (*data.problems, *done.problems)
    if not interrupted:
        check_some(done.rows, problems, data.root)
    runtime = chosen.runtime if bench.loaded and isinstance(chosen, Pipeline) else ("", "")
    shown = () if interrupted else draw_cases(done.rows, bench.answer, data.pairs, cases)
    return Evaluation(
        name=chosen.name,
        settings=chosen.settings,
        data=str(data.root),
        rows=tuple(done.rows),
        problems=problems,
        machine=machine_of(runtime),
        version=__version__,
        started=started,
        cases=shown,
        interrupted=interrupted,
    )


def machine_of(runtime: tuple[str, str]) -> str:
    """Where it was measured, and the engine and device that ran a network; "" and "" for none."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU cores"
    engine, device = runtime
    return f"{machine}; {engine} on {device}" if engine else machine


class Bench:
    """Measures a candidate on pairs.

    Attributes:
        loaded: Whether the candidate was needed at all; a journal may hold every row.
    """

    def __init__(self, chosen: Candidate, max_megapixels: int) -> None:
        self._candidate = chosen
        self._max_megapixels = max_megapixels
        self.loaded = False

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

    def row(self, pair: Pair) -> Row:
        """What is measured on a photo.

        Raises:
            NukkiError: The truth or the matte cannot be had.
        """
        truth, answer = self.answer(pair)
        return Row(
            name=pair.name,
            category=pair.category,
            size_hw=truth.image.size_hw,
            alpha=truth.unknown is not None,
            scores=score(answer.alpha, truth.alpha, truth.unknown),
            confidence=answer.confidence,
            seconds=answer.seconds,
            peak_bytes=peak_bytes(),
        )

    def key(self, pair: Pair) -> str:
        """Changes with the candidate, the files, and what is known about them."""
        files = [stamp(path) for path in (pair.image, pair.mask, pair.trimap) if path]
        parts = (self._candidate.key, pair.name, pair.category, pair.truth, files)
        return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()
