"""A folder whose new and changed pictures are cut out as they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from nukki import weights
from nukki.batch.crew import deal
from nukki.batch.discover import Found, discover
from nukki.batch.plan import STDIO, Item, Plan, arrange
from nukki.batch.report import Outcome, Report, write_report
from nukki.batch.run import Conduct, Crew, Listener, Silent
from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.pipeline import build

Stamp: TypeAlias = tuple[int, int]
"""A file's bytes and its time of change in nanoseconds."""

POLL_S = 1.0
"""How often the folders are looked at."""

MANY = 1_000_000
"""How many pictures a watch may bring at once: the workers are set once, for a crowd."""


def watch(
    folders: Sequence[str],
    output: str | None,
    options: Options,
    conduct: Conduct | None = None,
    *,
    listener: Listener | None = None,
    progress: weights.Progress | None = None,
    poll_s: float = POLL_S,
    stop: Callable[[], bool] = lambda: False,
) -> Report:
    """Cut out what lies in folders and what comes later, until Ctrl-C or ``stop``.

    A picture is read when its size and time of change were the same at two looks in a row, so
    that one still being copied is left to finish. One that failed is tried again when it changes.

    Args:
        folders: What is watched, with everything below.
        output: The folder of results; None puts them beside the photos.
        options: How to cut out.
        conduct: How many at once; what is left alone at the first look; where the report goes,
            which is written whenever something was done.
        listener: Told of every picture.
        progress: Told how a download of weights goes.
        poll_s: Seconds between two looks.
        stop: Asked after each look.

    Raises:
        OptionError: Something given is not a folder, or the options cannot be used.
        LicenceError, WeightsError, EngineError: The model cannot be used.
        OutputError: The report cannot be written.
    """
    conduct = conduct or Conduct()
    _check(folders, output)
    shares = deal(MANY, conduct.jobs)
    remover = build(options, threads=shares.threads, warm=True, progress=progress)
    session = _Session(Crew(remover, shares, listener or Silent()), conduct.report_path)
    session.write(finished=False)
    watched = _Watched(
        folders, Path(output) if output else None, options, leave=conduct.skip_existing
    )
    try:
        remover.load()
        while not session.interrupted:
            session.work(watched.ready())
            if stop():
                break
            time.sleep(poll_s)
    except KeyboardInterrupt:
        pass  # the ordinary way to end a watch
    return session.write(finished=True)


def _check(folders: Sequence[str], output: str | None) -> None:
    for folder in folders:
        if not Path(folder).is_dir():
            raise OptionError(f"{folder}: only folders can be watched; drop --watch or give one")
    if output is not None and (output == STDIO or Path(output).is_file()):
        raise OptionError(f"{output}: a watch needs a folder for its results")


@dataclass
class _Session:
    """What was done since the watch began."""

    crew: Crew
    report_path: Path | None
    interrupted: bool = False
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    begun: float = field(default_factory=time.perf_counter)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    def work(self, items: Sequence[Item]) -> None:
        """Convert these, and remember their latest outcomes."""
        if not items:
            return
        report = self.crew.report(Plan(tuple(items)), (), items)
        self.interrupted = report.interrupted
        self.outcomes |= {outcome.source: outcome for outcome in report.outcomes}
        self.write(finished=False)

    def write(self, *, finished: bool) -> Report:
        """The report so far, written if a path was given."""
        report = Report(
            self.crew.remover.options,
            tuple(self.outcomes.values()),
            time.perf_counter() - self.begun,
            self.started,
            finished=finished,
        )
        if self.report_path is not None:
            write_report(self.report_path, report)
        return report


class _Watched:
    """What lies in the folders, and what of it was seen before."""

    def __init__(
        self, folders: Sequence[str], output: Path | None, options: Options, *, leave: bool
    ) -> None:
        self._folders = folders
        self._output = output
        self._options = options
        self._leave_existing = leave
        self._known: dict[Path, Found] = {}
        self._seen: dict[Path, Stamp] = {}
        self._done: dict[Path, Stamp] = {}

    def ready(self) -> list[Item]:
        """Items that are new or changed, and at rest."""
        present = [
            found
            for found in discover(self._folders, outside=self._output)
            if isinstance(found, Found)
        ]
        stamps = {found.path: stamp for found in present if (stamp := _stamp(found.path))}
        resting = {path for path, stamp in stamps.items() if self._seen.get(path) == stamp}
        self._seen = stamps
        items = self._items([found for found in present if found.path in stamps])
        if self._leave_existing:
            self._leave_existing = False
            self._done = {
                path: stamps[path]
                for path, item in items.items()
                if item.target is not None and item.target.exists()
            }
        fresh = [path for path in items if path in resting and self._done.get(path) != stamps[path]]
        self._done |= {path: stamps[path] for path in fresh}
        return [items[path] for path in fresh]

    def _items(self, present: Sequence[Found]) -> dict[Path, Item]:
        """Items by photo; a photo that is gone keeps its result's name from being given again."""
        here = {found.path for found in present}
        gone = [found for path, found in self._known.items() if path not in here]
        self._known |= {found.path: found for found in present}
        items = arrange(present, self._output, self._options, kept=gone)
        return {item.source: item for item in items if item.source is not None and not item.skip}


def _stamp(path: Path) -> Stamp | None:
    """None for a file that vanished meanwhile."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
