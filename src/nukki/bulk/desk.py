"""Where a set is worked off: the target with its ledger, the workers, and what has come of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager

from nukki import weights
from nukki.batch.crew import Shares, cores, deal, side_by_side
from nukki.batch.discover import Problem
from nukki.bulk.bench import Bench
from nukki.bulk.calibrate import CALIBRATED_FROM, calibrate
from nukki.bulk.dead_letters import write_dead_letters
from nukki.bulk.due import sort_out
from nukki.bulk.entry import Entry
from nukki.bulk.gpu import gathers_on_gpu, workers_for_gpu
from nukki.bulk.ledger import Ledger
from nukki.bulk.ledger_writers import Writer
from nukki.bulk.order import Conduct, Listener, Order
from nukki.bulk.photo import Photo, Task
from nukki.bulk.stores import BOOKS, FolderStore, Store, open_store
from nukki.bulk.summary import Summary
from nukki.bulk.twins import Twins
from nukki.core.errors import OutputError
from nukki.outlets import Maker
from nukki.weights.lock import locked

PATIENCE_S = 2.0
"""After this long a user is told what is waited for."""


class Desk:
    """An order being worked off on this machine; made by `opened`."""

    def __init__(
        self,
        order: Order,
        conduct: Conduct,
        store: Store,
        listener: Listener,
        progress: weights.Progress | None,
    ) -> None:
        self.order, self.conduct, self.store = order, conduct, store
        self.summary = Summary()
        self._listener, self._progress = listener, progress
        self._ledger = Ledger(store)
        self._known = self._ledger.latest()
        self._twins = Twins.of(self._known.values(), order.recipe.digest)
        self._writer: Writer | None = None
        self._made: tuple[Bench, int] | None = None

    def work_off(self, photos: Iterable[Photo | Problem]) -> None:
        """Cut out those of the photos that are not yet, and tell of all."""
        work = sort_out(
            photos, self._known, self.order.recipe, retry_failed=self.conduct.retry_failed
        )
        if not work.tasks and work.total == self.summary.total:
            return
        self.summary.expect(work.total, work.settled)
        self._listener.planned(work.total, work.settled)
        for entry in work.unfound:
            self._tell(entry)
        if work.tasks:
            self._cut(work.tasks)
        write_dead_letters(self.store, self.summary.failures)

    def close(self) -> None:
        """Nothing more comes.

        A run whose end was not waited for (a second Ctrl-C) is not said to have come to it: the
        next one then looks for the results of its last lines.
        """
        self.summary.end()
        if self._writer is None:
            return
        if not self.summary.interrupted:
            self._writer.end()
        self._writer.close()

    def _cut(self, tasks: Sequence[Task]) -> None:
        bench, workers = self._bench(tasks)

        def cut(task: Task) -> Entry:
            entry = bench(task)
            self.summary.add(entry)  # here, so that what ends after an interrupt is told too
            return entry

        try:
            with closing(side_by_side(tasks, cut, workers=workers)) as entries:
                for entry in entries:
                    self._listener.finished(entry)
        except KeyboardInterrupt:
            self.summary.interrupted = True
        bench.ledger.flush()
        self._known |= self.summary.entries

    def _bench(self, tasks: Sequence[Task]) -> tuple[Bench, int]:
        """Where photos are cut out, and by how many workers; made for the first of them."""
        if self._made is None:
            shares = self._shares(tasks)
            make = Maker(self.order.recipe, threads=shares.threads, progress=self._progress)
            make.load()
            self.summary.shares = shares
            self._writer = self._ledger.writer()
            bench = Bench(
                make,
                self.order.recipe.digest,
                self.store,
                self._writer,
                self.order.max_megapixels,
                self._twins,
            )
            self._made = bench, shares.workers
        return self._made

    def _shares(self, tasks: Sequence[Task]) -> Shares:
        """Workers and threads: as was asked, as a calibration finds, or as cores are dealt out."""
        gpu = gathers_on_gpu(self.order.recipe.look.device)
        if gpu and not self.conduct.jobs:
            return Shares(workers_for_gpu(cores()), 1)
        if self.conduct.jobs or len(tasks) < CALIBRATED_FROM:
            return deal(max(len(tasks), self.conduct.at_least), self.conduct.jobs)
        trials = calibrate(tasks, self.order.recipe, progress=self._progress)
        self._listener.tried(trials)
        return trials[0].shares

    def _tell(self, entry: Entry) -> None:
        self.summary.add(entry)
        self._listener.finished(entry)


@contextmanager
def opened(
    order: Order,
    conduct: Conduct,
    listener: Listener,
    progress: weights.Progress | None,
) -> Iterator[Desk]:
    """The desk of an order, which nobody else works on at the same time.

    Raises:
        OptionError: The recipe's options, or the target, cannot be used.
        OutputError: The target cannot be written.
    """
    Maker(order.recipe)  # what is wrong with its options is told before anything is written
    store = open_store(order.target)
    with alone(store, listener.waiting):
        desk = Desk(order, conduct, store, listener, progress)
        try:
            yield desk
        finally:
            desk.close()


@contextmanager
def alone(store: Store, wait: Callable[[], None]) -> Iterator[None]:
    """Wait until no other run writes into a folder, and take away what a killed one left.

    The system releases the lock of a process that dies. Object stores know no locks: two runs at
    once would do the same work twice, and write the same bytes.

    Args:
        store: The folder.
        wait: Called when that takes a while.

    Raises:
        OutputError: The folder cannot be written.
    """
    if not isinstance(store, FolderStore):
        yield
        return
    with ExitStack() as held:
        waiting = threading.Timer(PATIENCE_S, wait)
        waiting.start()
        try:
            held.enter_context(locked(store.root / BOOKS / "lock"))
        except OSError as error:
            raise OutputError(f"cannot write {store.root}: {error.strerror or error}") from error
        finally:
            waiting.cancel()
        store.tidy()
        yield
