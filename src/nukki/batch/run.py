"""All pictures of a plan, side by side, and a report of what became of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from nukki import weights
from nukki.batch.crew import Shares, deal, meanwhile, side_by_side
from nukki.batch.discover import place_key
from nukki.batch.one import (
    SKIPPED_EXISTING,
    SKIPPED_INTERRUPTED,
    convert,
    read,
    skipped,
    takes_long,
    unfound,
)
from nukki.batch.plan import Item, Plan
from nukki.batch.report import Outcome, Report, write_report
from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.pipeline import Opened, Remover, build


class Listener(Protocol):
    """Told how a run goes; ``started`` comes from the workers' threads, the others from one."""

    def planned(self, total: int) -> None:
        """So many more pictures will come."""

    def started(self, item: Item) -> None:
        """A worker took this picture."""

    def finished(self, outcome: Outcome) -> None:
        """A picture is done, failed, or was left alone."""


class Silent:
    """A `Listener` that does nothing."""

    def planned(self, total: int) -> None:
        """Nothing."""

    def started(self, item: Item) -> None:
        """Nothing."""

    def finished(self, outcome: Outcome) -> None:
        """Nothing."""


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """How a run is conducted.

    Attributes:
        jobs: Pictures under way at once; 0 is one for each core.
        skip_existing: Leave pictures alone whose result is there.
        report_path: Also write a report here, as JSON.
    """

    jobs: int = 0
    skip_existing: bool = False
    report_path: Path | None = None


def run(
    plan: Plan,
    options: Options,
    conduct: Conduct | None = None,
    *,
    listener: Listener | None = None,
    progress: weights.Progress | None = None,
) -> Report:
    """Cut every picture of the plan out; a bad one never stops the others.

    An interrupt (Ctrl-C) starts no more pictures, lets the running ones end, and is told in the
    report; a second one waits for nothing.

    Args:
        plan: What is read and where the results go.
        options: How to cut out.
        conduct: How many at once, what is left alone, where the report goes.
        listener: Told of every picture.
        progress: Told how a download of weights goes.

    Raises:
        OptionError: The options, or the report's path, cannot be used.
        LicenceError, WeightsError, EngineError: The model cannot be used; no picture was touched.
        OutputError: The report cannot be written.
    """
    conduct = conduct or Conduct()
    if conduct.report_path is not None:
        _check_report_path(conduct.report_path, plan)
        write_report(conduct.report_path, Report(options, finished=False))
    idle, pending = _sort_out(plan, conduct.skip_existing)
    shares = deal(len(pending), conduct.jobs)
    remover = build(options, threads=shares.threads, warm=len(pending) > 1, progress=progress)
    crew = Crew(remover, shares, listener or Silent())
    report = crew.report(plan, idle, pending)
    if conduct.report_path is not None:
        write_report(conduct.report_path, report)
    return report


@dataclass
class Crew:
    """A remover and the workers who share it."""

    remover: Remover
    shares: Shares
    listener: Listener
    outcomes: dict[Item, Outcome] = field(default_factory=dict)
    ahead: dict[Item, Callable[[], Opened]] = field(default_factory=dict)

    def report(self, plan: Plan, idle: Iterable[Outcome], pending: Sequence[Item]) -> Report:
        """Work the pending items off; the outcomes of all, in the plan's order."""
        begun = time.perf_counter()
        report = Report(self.remover.options)
        told = [*idle, *map(unfound, plan.problems)]
        self.listener.planned(len(told) + len(pending))
        for outcome in told:
            self.listener.finished(outcome)
        interrupted = self.work(pending)
        missed = {item.name: skipped(item, SKIPPED_INTERRUPTED) for item in pending}
        known = {outcome.source: outcome for outcome in (*told, *self.outcomes.values())}
        order = [item.name for item in plan.items] + [problem.path for problem in plan.problems]
        return Report(
            report.options,
            tuple((missed | known)[name] for name in order),
            time.perf_counter() - begun,
            report.started,
            interrupted=interrupted,
        )

    def work(self, pending: Sequence[Item]) -> bool:
        """Convert items into `outcomes`; True when the user interrupted."""
        try:
            if pending:
                self._load(pending[0])
            results = side_by_side(pending, self._convert, workers=self.shares.workers)
            with closing(results):
                for outcome in results:
                    self.listener.finished(outcome)
        except KeyboardInterrupt:
            return True
        return False

    def _load(self, first: Item) -> None:
        """Load the network, and read the first picture meanwhile."""
        if takes_long(first):
            self.ahead[first] = meanwhile(lambda: read(first, self.remover))
        self.remover.load()

    def _convert(self, item: Item) -> Outcome:
        self.listener.started(item)
        outcome = convert(item, self.remover, self.ahead.pop(item, None))
        self.outcomes[item] = outcome  # here, so that what ends after an interrupt is told too
        return outcome


def _sort_out(plan: Plan, skip_existing: bool) -> tuple[list[Outcome], list[Item]]:
    """Outcomes of the items that are left alone, and the items to do."""
    idle, pending = [], []
    for item in plan.items:
        if item.skip:
            idle.append(skipped(item, item.skip))
        elif skip_existing and item.target is not None and item.target.exists():
            idle.append(skipped(item, SKIPPED_EXISTING))
        else:
            pending.append(item)
    return idle, pending


def _check_report_path(path: Path, plan: Plan) -> None:
    pictures = {place_key(p) for item in plan.items for p in (item.source, item.target) if p}
    if place_key(path) in pictures:
        raise OptionError(f"{path}: the report would replace a picture; choose another name")
