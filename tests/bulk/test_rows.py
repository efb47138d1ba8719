"""Photos by the batch, free of any engine, and on Spark."""

from __future__ import annotations

import importlib.util
import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.bulk.conftest import digests

from nukki.bulk import Order, run
from nukki.bulk.due import sort_out
from nukki.bulk.ledger import Ledger
from nukki.bulk.on_ray import OnBatches
from nukki.bulk.rows import Cutter, Job, entry_of, to_task_row
from nukki.bulk.sources import open_source
from nukki.bulk.stores import open_store

Draw = Callable[[int], Path]

absent = [name for name in ("pyspark", "pandas") if importlib.util.find_spec(name) is None]
absent += [] if shutil.which("java") else ["Java"]


def task_rows(order: Order) -> list[dict[str, str]]:
    photos = open_source(order.source, order.target).photos()
    return [to_task_row(task) for task in sort_out(photos, {}, order.recipe).tasks]


def test_a_batch_tells_what_became_of_each_photo(photos: Draw, order: Order) -> None:
    (photos(2) / "bad.png").write_bytes(b"no picture")
    told = {row["key"]: row for row in Cutter(Job(order=order, run=1))(task_rows(order))}
    assert [told[key]["status"] for key in ("000.png", "001.png", "bad.png")] == [
        "ok",
        "ok",
        "failed",
    ]
    assert told["bad.png"]["error_kind"] == "NotAnImageError"
    assert told["000.png"]["confidence"] > 0.9
    assert entry_of(told["000.png"]).outputs == ("000.png",)


def test_the_ledger_has_a_batch_when_it_is_told(photos: Draw, order: Order) -> None:
    photos(2)
    Cutter(Job(order=order, run=1))(task_rows(order))
    assert set(Ledger(open_store(order.target)).latest()) == {"000.png", "001.png"}
    assert run(order).now == []


def test_what_a_worker_is_given_can_be_sent_there(order: Order) -> None:
    job = Job(order=order, run=3)
    assert pickle.loads(pickle.dumps(job)) == job


def test_columns_of_arrays_are_rows_too(photos: Draw, order: Order) -> None:
    photos(3)
    rows = task_rows(order)
    batch = {name: [row[name] for row in rows] for name in rows[0]}
    told = OnBatches(Job(order=order, run=1))(batch)
    assert told["status"] == ["ok", "ok", "ok"]


@pytest.fixture
def spark(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Spark in this process, with one worker."""
    from pyspark.sql import SparkSession

    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    settings = {"spark.ui.enabled": "false", "spark.driver.bindAddress": "127.0.0.1"}
    builder = SparkSession.builder.master("local[1]").appName("nukki")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.mark.long
@pytest.mark.skipif(
    os.environ.get("NUKKI_LONG_TESTS") != "1", reason="takes a minute: set NUKKI_LONG_TESTS=1"
)
@pytest.mark.skipif(bool(absent), reason=f"not installed: {', '.join(absent)}; nukki[spark]")
@pytest.mark.filterwarnings("ignore")  # Spark's own, of the Java beneath it
def test_on_spark_results_are_those_of_one_machine(photos: Draw, order: Order, spark: Any) -> None:
    from nukki.bulk.on_spark import cut_on_spark

    (photos(4) / "bad.png").write_bytes(b"no picture")
    tasks = spark.createDataFrame(task_rows(order))
    told = cut_on_spark(tasks, Job(order=order, run=1)).collect()
    assert sorted(row["status"] for row in told) == ["failed", *["ok"] * 4]
    cut = digests(Path(order.target))
    shutil.rmtree(order.target)
    run(order)
    assert cut == digests(Path(order.target))
