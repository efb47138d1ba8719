"""A large set on a Ray cluster: an actor for each worker, whose network is loaded once.

    driver: list, sort out by the ledger ─▶ actors: read, cut, write, ledger ─▶ driver: progress

Actors write results and lines themselves: the driver may die, and the next run goes on. Ray repeats
the batch of an actor or a node that died: the same photos, to the same names, with the same bytes.
"""

from __future__ import annotations

import itertools
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import nukki
from nukki.bulk.addresses import absolute
from nukki.bulk.dead_letters import write_dead_letters
from nukki.bulk.desk import alone
from nukki.bulk.due import sort_out
from nukki.bulk.entry import Entry
from nukki.bulk.gpu import GPUS
from nukki.bulk.ledger import Ledger
from nukki.bulk.order import Conduct, Listener, Order, Silent
from nukki.bulk.photo import Task
from nukki.bulk.rows import Cutter, Job, entry_of, to_task_row
from nukki.bulk.sources import open_source
from nukki.bulk.stores import open_store
from nukki.bulk.summary import Summary
from nukki.core.errors import EngineError, MissingExtraError
from nukki.outlets import Maker

BATCH = 16
"""Photos that an actor gets at once, and cuts again when it dies: small against a run."""

WINDOW = 100_000
"""Photos that are given to Ray at once: the driver holds no more rows, however large the set."""

AUTO = "auto"


def run_on_ray(
    order: Order,
    conduct: Conduct | None = None,
    *,
    address: str = AUTO,
    threads: int = 1,
    listener: Listener | None = None,
) -> Summary:
    """Cut out all photos of a set that are not cut out yet, by the actors of a cluster.

    Args:
        order: What is asked for; all machines reach its source and its target by these addresses.
        conduct: ``jobs`` is the number of actors; 0 is as many as there are cores for.
        address: A cluster's, or "auto": the one this machine is in, else one of its own cores.
        threads: Cores of an actor: as many as its network has threads.
        listener: Told of every photo.

    Raises:
        MissingExtraError: Ray, or what the addresses need, is not installed.
        EngineError: There is no cluster at the address, or its actors cannot work.
        See `nukki.bulk.run` for the others.
    """
    conduct, listener = conduct or Conduct(), listener or Silent()
    Maker(order.recipe)  # what is wrong with its options is told before anything is written
    # Actors stand in folders of their own.
    order = replace(order, source=absolute(order.source), target=absolute(order.target))
    source, store = open_source(order.source, order.target), open_store(order.target)
    summary = Summary()
    with alone(store, listener.waiting):
        ledger = Ledger(store)
        work = sort_out(
            source.photos(), ledger.latest(), order.recipe, retry_failed=conduct.retry_failed
        )
        summary.expect(work.total, work.settled)
        listener.planned(work.total, work.settled)
        job = Job(order=order, run=ledger.run, threads=threads)
        done = _cut(work.tasks, job, address, conduct.jobs) if work.tasks else ()
        for entry in itertools.chain(work.unfound, done):
            summary.add(entry)
            listener.finished(entry)
        write_dead_letters(store, summary.failures)
    summary.end()
    return summary


def _cut(tasks: Sequence[Task], job: Job, address: str, actors: int) -> Iterator[Entry]:
    """Entries of photos as they are done by a cluster."""
    connect(address)
    parts = Ledger(open_store(job.order.target), run=job.run).part_writer()
    parts.begin()
    yield from map(entry_of, cut_rows(tasks, job, actors=actors))
    parts.end()


def connect(address: str) -> None:
    """Join a cluster, with this very package along; one that is joined already stays.

    Raises:
        MissingExtraError: Ray is not installed.
        EngineError: There is no cluster at the address.
    """
    os.environ.setdefault("RAY_DISABLE_USAGE_STATS", "1")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise MissingExtraError("a cluster", "cluster") from error
    for name in ("ray", "ray.data"):  # which tell of every step on standard error
        logging.getLogger(name).setLevel(logging.ERROR)
    if ray.is_initialized():
        return
    brought = {"py_modules": [str(Path(nukki.__file__).parent)]}
    settings: dict[str, Any] = {"logging_level": "ERROR", "runtime_env": brought}
    try:
        try:
            ray.init(address=address, **settings)
        except ConnectionError:
            if address != AUTO:
                raise
            ray.init(include_dashboard=False, logging_level="ERROR")
    except (ConnectionError, ValueError, RuntimeError) as error:
        said = str(error).strip().partition("\n")[0]
        raise EngineError(f"no Ray cluster at {address}: {said}") from error


def cut_rows(tasks: Sequence[Task], job: Job, *, actors: int = 0) -> Iterator[Mapping[str, Any]]:
    """Rows of photos as they are done, in no order; see `nukki.bulk.rows`.

    Raises:
        EngineError: The actors cannot work.
    """
    import ray

    size = {"size": actors} if actors else {"min_size": 1}  # and as many as there are cores for
    compute = ray.data.ActorPoolStrategy(**size)
    ray.data.DataContext.get_current().enable_progress_bars = False
    try:
        for first in range(0, len(tasks), WINDOW):
            rows = [to_task_row(task) for task in tasks[first : first + WINDOW]]
            done = ray.data.from_items(
                rows, override_num_blocks=-(-len(rows) // BATCH)
            ).map_batches(
                OnBatches,
                fn_constructor_args=(job,),
                batch_size=BATCH,
                compute=compute,
                num_cpus=job.threads,
                num_gpus=int(job.order.recipe.look.device in GPUS),
            )
            yield from done.iter_rows()
    except ray.exceptions.RayError as error:
        said = str(error).strip().rpartition("\n")[2]
        raise EngineError(f"the cluster cannot go on: {said}; run again to go on") from error


class OnBatches:
    """`Cutter` on batches as Ray has them: an array for each column."""

    def __init__(self, job: Job) -> None:
        self._cut = Cutter(job)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        """One batch."""
        names = list(batch)
        rows = (
            dict(zip(names, values, strict=True)) for values in zip(*batch.values(), strict=True)
        )
        told = self._cut(rows)
        return {name: [row[name] for row in told] for name in told[0]}
