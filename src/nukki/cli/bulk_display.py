"""Progress of a large set on standard error: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nukki.cli.downloads import Downloads
from nukki.cli.text import seconds

if TYPE_CHECKING:
    from rich.progress import TaskID

    from nukki.bulk import Entry, Summary, Trial

EVERY_S = 30.0
"""Between two lines where no bar can be drawn."""


class BulkDisplay(Downloads):
    """What a user sees meanwhile: a `nukki.bulk.Listener`.

    Args:
        each: Say a line for every photo instead of drawing a bar.
        terminal: Whether bars can be drawn; None asks standard error.
    """

    def __init__(self, *, each: bool = False, terminal: bool | None = None) -> None:
        super().__init__(terminal=terminal)
        self._each = each
        self._bar: TaskID | None = None
        self._total = self._done = self._failed = 0
        self._begun_s = self._said_s = time.monotonic()

    def waiting(self) -> None:
        """Say why nothing happens."""
        self._say("nukki: another run writes there; waiting for its end")

    def planned(self, total: int, settled: Sequence[Entry]) -> None:
        """Say how much is done already, and draw a bar for the rest."""
        self._total, self._done, self._failed = total - len(settled), 0, 0
        self._begun_s = self._said_s = time.monotonic()
        if settled and not self._each:
            failed = sum(entry.status == "failed" for entry in settled)
            told = f"; {failed} of them failed (--retry-failed)" * bool(failed)
            self._say(f"nukki: {len(settled)} of {total} photos need nothing more{told}")
        if self._total and not self._each:
            self._bar = self._draw("", total=self._total, unit="pictures")

    def tried(self, trials: Sequence[Trial]) -> None:
        """Say what was chosen, and why."""
        shown = ", ".join(
            f"{one.shares.workers} × {one.shares.threads}: {one.rate * 60:.0f} a minute"
            for one in trials
        )
        chosen = trials[0].shares
        self._say(f"nukki: {chosen.workers} workers × {chosen.threads} threads ({shown})")
        self._begun_s = self._said_s = time.monotonic()

    def finished(self, entry: Entry) -> None:
        """Move the bar; say what failed."""
        self._done += 1
        if entry.failure is not None:
            self._failed += 1
            self._say(f"nukki: error: {entry.key}: {entry.failure.message}")
        elif self._each:
            self._say(f"{entry.key} -> {', '.join(entry.outputs)} in {seconds(entry.seconds)}")
        self._advance(self._bar)
        self._change(self._bar, description=self._rate())
        if self._bar is None and not self._each and time.monotonic() - self._said_s > EVERY_S:
            self._said_s = time.monotonic()
            self._say(f"nukki: {self._done} of {self._total}, {self._rate()}, {self._left()} left")

    def _rate(self) -> str:
        failed = f", {self._failed} failed" if self._failed else ""
        return f"{60 * self._done / self._took_s():.0f} a minute{failed}"

    def _left(self) -> str:
        return seconds((self._total - self._done) * self._took_s() / self._done)

    def _took_s(self) -> float:
        return max(time.monotonic() - self._begun_s, 1e-6)


def closing_line(done: Summary) -> str:
    """All of a run in one line."""
    from nukki.bulk.summary import needs_review

    cut, failed = done.count("ok"), done.count("failed")
    before = done.total - cut - failed
    copies = sum(bool(entry.same_as) for entry in done.now)
    unsure = sum(map(needs_review, done.now))
    rate = 60 * cut / max(done.seconds, 1e-6)
    parts = [f"{cut} cut out"]
    parts += [f"{copies} of them copies"] * bool(copies)
    parts += [f"{failed} failed"] * bool(failed)
    parts += [f"{before} settled before"] * (before > 0 and not done.interrupted)
    text = f"{', '.join(parts)} in {seconds(done.seconds)}"
    text += f" ({rate:.0f} a minute)" * bool(cut)
    text += "; interrupted: run it again to go on" * done.interrupted
    return text + f"; {unsure} to review (low confidence)" * bool(unsure)
