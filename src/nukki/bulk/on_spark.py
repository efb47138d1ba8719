"""A large set on Spark: the same function by the batch, through ``mapInPandas``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from nukki.bulk.rows import NUMBERS, TEXTS, Cutter, Job

SCHEMA = ", ".join([*(f"{name} string" for name in TEXTS), *(f"{name} double" for name in NUMBERS)])


def cut_on_spark(tasks: Any, job: Job) -> Any:
    """A data frame of what became of each photo.

    Args:
        tasks: A data frame of rows as `nukki.bulk.rows.to_task_row` makes them.
        job: What is asked for.
    """
    return tasks.mapInPandas(cutting(job), SCHEMA)


def cutting(job: Job) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """The function that Spark runs on each part: pandas frames in, pandas frames out."""

    def cut(frames: Iterable[Any]) -> Iterator[Any]:
        import pandas as pd

        cutter = Cutter(job)
        for frame in frames:
            told = cutter(frame.to_dict("records"))
            yield pd.DataFrame(told, columns=[*TEXTS, *NUMBERS])

    return cut
