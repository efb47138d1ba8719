"""Figures for Prometheus, of one application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.registry import Collector

from nukki.pipeline.gathering import RunTally
from nukki.pipeline.sessions import POOL

TYPE = CONTENT_TYPE_LATEST
_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """What is counted, in a registry of its own: two applications in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "nukki_requests", "Answers", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "nukki_request_seconds",
            "From a request's head to the end of its answer",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._open = Gauge("nukki_requests_open", "Requests under way", registry=self.registry)
        self._work = Histogram(
            "nukki_work_seconds",
            "Working on one picture: decoding, network, encoding",
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.waiting = Gauge(
            "nukki_work_open",
            "Pictures that wait for a worker or are worked on",
            registry=self.registry,
        )
        self.refused = Counter(
            "nukki_refused", "Requests sent away", ("reason",), registry=self.registry
        )
        self.credits = Counter("nukki_credits", "Credits charged", registry=self.registry)
        self.registry.register(NetworkRuns(POOL.tally))

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Count a request as open inside."""
        with self._open.track_inprogress():
            yield

    def answered(self, route: str, method: str, status: int, taken_s: float) -> None:
        """Count one answer."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(taken_s)

    def worked(self, taken_s: float) -> None:
        """Count one picture."""
        self._work.observe(taken_s)

    def text(self) -> bytes:
        """All of it in Prometheus's format."""
        return generate_latest(self.registry)


class NetworkRuns(Collector):
    """How often networks ran in this process, and what they were shown in it."""

    def __init__(self, tally: RunTally) -> None:
        self._tally = tally

    def collect(self) -> Iterator[Any]:
        """Both counts, as they are now."""
        runs, pictures = self._tally.runs, self._tally.pictures
        yield CounterMetricFamily("nukki_network_runs", "Runs of a network", value=runs)
        shown = "Pictures shown to a network: more than runs where several were shown at once"
        yield CounterMetricFamily("nukki_network_pictures", shown, value=pictures)
