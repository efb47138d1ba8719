"""A study run: every setting on every photo at every step."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from nukki._version import __version__
from nukki.core.errors import InputError, OptionError
from nukki.core.options import Options
from nukki.core.values import Image
from nukki.evaluate.candidate import Answer, Candidate
from nukki.evaluate.journal import Journal
from nukki.evaluate.measuring import Listener, Silent
from nukki.evaluate.pairs import Pair, Problem, check_some
from nukki.evaluate.study.files import row_journal
from nukki.evaluate.study.measure import Bench, Cell, cells
from nukki.evaluate.study.photos import Photo, Source, find_photos, read_photo
from nukki.evaluate.study.result import CLEAN, Row, Study

DEFAULT_LIMIT = 12

NOTHING_FOUND = "nothing was found in the photo as it is, so changes cannot be measured against it"


def study(
    folder: str | Path,
    settings: Sequence[Candidate],
    *,
    limit: int = DEFAULT_LIMIT,
    journal: Path | None = None,
    listener: Listener | None = None,
    max_megapixels: int = Options.max_megapixels,
) -> Study:
    """How quality and time change as photos get worse; a bad picture is left out and told.

    An interrupt (Ctrl-C) ends the run; what was measured by then is returned.

    Args:
        folder: Photos, with ground truth where `open_dataset` finds some.
        settings: What is studied; each has a name of its own and answers for any picture.
        limit: At most so many photos, evenly spread over the folder.
        journal: Rows are kept in this file, and those in it that still hold are not measured again.
        listener: Told of every step.
        max_megapixels: Larger photos are left out.

    Raises:
        InputNotFoundError: No such folder, or no picture in it.
        InputError: Not one photo could be used.
        OptionError: No setting, or two of one name.
        WeightsError, EngineError: A setting cannot be loaded.
    """
    _check_names([setting.name for setting in settings])
    sources, available, problems = find_photos(Path(folder), limit=limit)
    run = Run([Warmed(setting) for setting in settings], row_journal(journal), listener or Silent())
    started = datetime.now(UTC).isoformat(timespec="seconds")
    interrupted = run.measure(sources, max_megapixels)
    if not interrupted:
        check_some(run.rows, run.problems, Path(folder))
    return Study(
        folder=str(folder),
        settings={setting.name: setting.settings for setting in settings},
        rows=tuple(run.rows),
        available=available,
        problems=(*problems, *run.problems),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU cores",
        version=__version__,
        started=started,
        interrupted=interrupted,
    )


def _check_names(names: Sequence[str]) -> None:
    if not names or len(set(names)) < len(names):
        raise OptionError(
            f"settings: expected at least one, each with a name of its own, got {list(names)}"
        )


class Warmed:
    """A candidate that is loaded and run once before its first answer, whose time must not count.

    A run that finds all its rows in the journal never loads a network.
    """

    def __init__(self, inner: Candidate) -> None:
        self._inner = inner
        self._warm = False
        self.name = inner.name
        self.key = inner.key
        self.settings = inner.settings

    def load(self) -> None:
        """Load it, once."""
        if not self._warm:
            self._inner.load()
            self._warm = True

    def __call__(self, pair: Pair, image: Image) -> Answer:
        """Its answer; the first picture is asked for twice."""
        if not self._warm:
            self.load()
            self._inner(pair, image)
        return self._inner(pair, image)


class Run:
    """Takes photos one after another.

    Attributes:
        rows: What was measured.
        problems: Photos that could not be used.
    """

    def __init__(
        self, settings: Sequence[Candidate], kept: Journal[Row], listener: Listener
    ) -> None:
        self._settings = settings
        self._kept = kept
        self._listener = listener
        self.rows: list[Row] = []
        self.problems: list[Problem] = []

    def measure(self, sources: Sequence[Source], max_megapixels: int) -> bool:
        """Measure every photo; True when the user interrupted."""
        a_photo = len(self._settings) * len(list(cells(timed=False)))
        timed = len(self._settings) * len(list(cells(timed=True))) - a_photo
        self._listener.planned(len(sources) * a_photo + timed)
        try:
            for source in sources:
                self._take(source, max_megapixels, a_photo)
        except KeyboardInterrupt:
            return True
        return False

    def _take(self, source: Source, max_megapixels: int, steps: int) -> None:
        """Read a photo and measure every setting on it."""
        try:
            photo = read_photo(source, max_megapixels=max_megapixels)
        except InputError as error:
            self.problems.append(Problem(source.name, str(error)))
            self._listener.finished(source.name, str(error))
            for _ in range(steps - 1):
                self._listener.finished(source.name)
            return
        first = not self.rows
        for setting in self._settings:
            self._measure(photo, setting, first=first)

    def _measure(self, photo: Photo, setting: Candidate, *, first: bool) -> None:
        bench = Bench(photo, setting, self._kept, drawn=first)
        name, usable = photo.source.name, True
        for cell in cells(timed=first):
            step = f"{name}, {setting.name}: {cell.degradation or 'as it is'}"
            self._listener.started(step)
            problem = self._step(bench, cell) if usable else ""
            if problem:
                usable = usable and cell.degradation != CLEAN
                self.problems.append(Problem(name, f"{step.partition(', ')[2]}: {problem}"))
            self._listener.finished(step, problem)

    def _step(self, bench: Bench, cell: Cell) -> str:
        """Measure one cell; what is wrong with it, "" when nothing is."""
        try:
            row = bench(cell)
        except InputError as error:
            return str(error)
        self.rows.append(row)
        lost = cell.degradation == CLEAN and row.against == "own" and not row.subject
        return NOTHING_FOUND if lost else ""
