"""The same application as a deployment of Ray Serve: replicas on many machines behind one address.

    serve run nukki.server.cluster:app min_replicas=2 max_replicas=8

Settings come from ``NUKKI_*`` variables, as for ``nukki serve``. Replicas hold nothing of their
own: accounts and jobs are in PostgreSQL, pictures of jobs in a storage that all of them reach. One
that dies is replaced by Ray, and its jobs are taken over by the others (`jobs.durable`).

Pictures of many callers go into one run of the network where its graph and ``NUKKI_NETWORK_BATCH``
allow (`pipeline.gathering`): decoding and encoding stay beside it, which Ray's own ``@serve.batch``
would put into the same queue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from starlette.types import ASGIApp

from nukki.core.errors import MissingExtraError, OptionError, UnknownNameError
from nukki.server.app import create_app
from nukki.server.jobs.cutting import Cut
from nukki.server.jobs.sharing import check_places
from nukki.server.running import log_as_json
from nukki.server.settings import ServerSettings, from_environment, make_settings

NAME = "nukki"

AFTER_DRAIN_S = 15.0
"""What a replica gets beyond its own drain, of requests and then of jobs, before Ray ends it."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How many replicas there are.

    Attributes:
        min_replicas, max_replicas: Between them, as many as the requests need.
        requests_per_replica: Under way at once, on average, before there is one more.
        cpus: Cores that Ray sets aside for one; a network takes all of its machine's cores, so
            one replica per machine is best.
        gpus: GPUs, or a part of one.

    Raises:
        OptionError: A number is out of range.
    """

    min_replicas: int = 1
    max_replicas: int = 4
    requests_per_replica: float = 4.0
    cpus: float = 1.0
    gpus: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.min_replicas <= self.max_replicas:
            raise OptionError(
                "expected 1 <= min_replicas <= max_replicas, got "
                f"{self.min_replicas} and {self.max_replicas}"
            )
        if self.requests_per_replica <= 0 or self.cpus < 0 or self.gpus < 0:
            raise OptionError(
                "expected requests_per_replica above 0, and cpus and gpus of at least 0"
            )


def app(arguments: Mapping[str, str]) -> Any:
    """What ``serve run`` is given: arguments are those of `Scale`, settings from variables.

    Raises:
        OptionError: A value cannot be used, or replicas would not share what they must.
        UnknownNameError: There is no such argument.
        MissingExtraError: Ray is not installed.
    """
    known = [item.name for item in fields(Scale)]
    for name in arguments:
        if name not in known:
            raise UnknownNameError("argument", name, known)
    given = {name: _number(name, text) for name, text in arguments.items()}
    return deployment(make_settings(from_environment()), Scale(**given))


def deployment(settings: ServerSettings, scale: Scale, *, cut: Cut | None = None) -> Any:
    """The application as Ray Serve takes it (``serve.run``).

    Args:
        settings: Of each replica; host and port are Ray's to choose.
        scale: How many replicas.
        cut: What is done with pictures of jobs, when not the pipeline's work.

    Raises:
        OptionError: Replicas would not share what they must, or would stand open.
        MissingExtraError: Ray is not installed.
    """
    check_shared(settings)
    try:
        from ray import serve
    except ModuleNotFoundError as error:
        raise MissingExtraError("Ray Serve", "ray") from error

    def made() -> ASGIApp:
        log_as_json()
        name = serve.get_replica_context().replica_id.unique_id
        return create_app(replace(settings, replica=name), cut=cut)

    served = serve.deployment(
        name=NAME,
        # Twice what the application lets in: it is the one to refuse, and says when to come again.
        max_ongoing_requests=2 * settings.queue,
        max_queued_requests=settings.queue,
        graceful_shutdown_timeout_s=2 * settings.drain_s + AFTER_DRAIN_S,
        ray_actor_options={"num_cpus": scale.cpus, "num_gpus": scale.gpus},
        autoscaling_config={
            "min_replicas": scale.min_replicas,
            "max_replicas": scale.max_replicas,
            "target_ongoing_requests": scale.requests_per_replica,
        },
    )
    return served(serve.ingress(made)()).bind()


def check_shared(settings: ServerSettings) -> None:
    """All replicas must see the same accounts, jobs and pictures, and none stand open.

    Raises:
        OptionError: They would not.
    """
    if settings.no_auth and not settings.open_to_network:
        raise OptionError(
            "no_auth on a cluster would let everyone in whom Ray lets in; drop it, or set "
            "NUKKI_OPEN_TO_NETWORK=1 if that is meant"
        )
    check_places(settings)


def _number(name: str, text: str) -> Any:
    try:
        return float(text) if "." in text else int(text)
    except ValueError as error:
        raise OptionError(f"{name}: expected a number, got {text!r}") from error
