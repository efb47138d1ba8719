"""How one server runs, as one frozen value: flags of ``nukki serve`` and ``NUKKI_*`` variables."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nukki.core.errors import OptionError
from nukki.core.fields import OptionHelp, check_options, describe, make, option
from nukki.core.options import DEFAULT_MODEL, Options
from nukki.core.presets import PresetName
from nukki.server.accounts.gate import WRONG_KEYS_PER_MINUTE

ENVIRONMENT = "NUKKI_"
"""Before a setting's name in capitals: ``NUKKI_PORT``."""

_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}

MEGA = 1_000_000


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """What a server was told.

    Raises:
        OptionError: A value is out of range, or the server would stand open to everyone.
    """

    host: str = option("127.0.0.1", "Address to listen on.", metavar="ADDRESS")
    port: int = option(7000, "Port to listen on.", metavar="N")
    no_auth: bool = option(False, "Let everyone in without a key; on this machine only.")
    open_to_network: bool = option(
        False, "With --no-auth: listen on an address that others can reach, all the same."
    )
    database: str | None = option(
        None,
        "Where accounts and jobs are kept (SQLAlchemy URL); by default SQLite in nukki's home.",
        metavar="URL",
    )
    model: str = option(DEFAULT_MODEL, "Model for callers that name none.", metavar="NAME")
    preset: PresetName = option(
        "balanced", "Speed against quality for all callers.", choices=("fast", "balanced", "best")
    )
    device: str = option("auto", "Where networks run: auto, cpu, cuda, ...", metavar="NAME")
    any_model: bool = option(
        False, "Let callers name models whose weights must first be downloaded."
    )
    classify: bool = option(
        False, "Fetch a classifier (19 MB) that tells people, animals, vehicles and goods apart."
    )
    workers: int = option(
        2, "Pictures worked on at once; each uses all cores while its network runs.", metavar="N"
    )
    queue: int = option(
        64, "Requests inside at once, waiting ones included; more are sent away (503).", metavar="N"
    )
    deadline_s: float = option(60.0, "A request is given up after this long.", metavar="SECONDS")
    drain_s: float = option(
        30.0, "How long requests under way may take to end at shut-down.", metavar="SECONDS"
    )
    max_upload_mb: float = option(22.0, "Largest picture file, in megabytes.", metavar="MB")
    body_memory_mb: int = option(
        500,
        "What bodies of requests may take in memory together; more are sent away (503). Batches "
        "wait in files.",
        metavar="MB",
    )
    max_megapixels: int = option(50, "Largest picture, in megapixels.", metavar="N")
    storage: str | None = option(
        None,
        "Where pictures of jobs lie: a folder, or an address that fsspec knows (s3://...); by "
        "default a folder in nukki's home.",
        metavar="PLACE",
    )
    retention_minutes: float = option(
        60.0, "Everything of a job is deleted this long after it has ended.", metavar="MINUTES"
    )
    max_batch: int = option(1000, "Most pictures in one batch.", metavar="N")
    max_batch_mb: float = option(
        1000.0, "Largest batch in megabytes, as it comes and unpacked.", metavar="MB"
    )
    model_memory_mb: int = option(
        4000,
        "What loaded networks may take, their working memory included; the longest unused go "
        "first.",
        metavar="MB",
    )
    network_batch: int = option(
        0,
        "Pictures shown to a network at once, where so many workers wait and its graph takes "
        "several; 0 is 8 on a GPU, and 1 on a CPU, where more gain nothing.",
        metavar="N",
    )
    replica: str | None = option(
        None,
        "This server's name among those that share a database, the same when it starts again; by "
        "default machine and port.",
        metavar="NAME",
    )
    recipes: str | None = option(
        None,
        "A folder of recipes (YAML or JSON) that callers may name; each is called as its file is.",
        metavar="FOLDER",
    )
    jobs_only: bool = option(
        False,
        "Listen on no port: only work on jobs of the servers that share this database and storage.",
    )
    metrics: bool = option(True, "Offer figures for Prometheus at /metrics.", kind=bool)
    wrong_keys_per_minute: int = option(
        WRONG_KEYS_PER_MINUTE, "Wrong API keys that one address may send in a minute.", metavar="N"
    )
    trust_proxy: bool = option(
        False, "Take the caller's address from X-Forwarded-For: behind a proxy of yours."
    )
    allow_loopback_sources: bool = option(
        False, "For tests: fetch pictures from this machine when a caller gives such an address."
    )

    def __post_init__(self) -> None:
        check_options(self)
        for name in (
            "workers",
            "queue",
            "max_megapixels",
            "max_batch",
            "body_memory_mb",
            "wrong_keys_per_minute",
        ):
            _at_least(name, getattr(self, name), 1)
        _at_least("network_batch", self.network_batch, 0)
        for name in ("deadline_s", "max_upload_mb", "max_batch_mb", "retention_minutes"):
            _at_least(name, getattr(self, name), 1e-4)
        if not 0 <= self.port <= 65535:
            raise OptionError(f"port: expected 0 to 65535, got {self.port}")
        if self.no_auth and not self.open_to_network and not is_loopback(self.host):
            raise OptionError(
                f"no-auth on {self.host} would let everyone in who can reach this machine; "
                "listen on 127.0.0.1, drop --no-auth, or add --open-to-network if that is meant"
            )

    @property
    def options(self) -> Options:
        """What holds for pictures of callers who ask for nothing else."""
        return Options(
            model=self.model,
            preset=self.preset,
            device=self.device,
            max_megapixels=self.max_megapixels,
            offline=not self.any_model,
        )

    @property
    def max_file_bytes(self) -> int:
        """Largest picture file in bytes."""
        return int(self.max_upload_mb * MEGA)

    @property
    def max_body_bytes(self) -> int:
        """Largest body: two pictures in base64 (a third longer), and the fields beside them."""
        return int(self.max_upload_mb * MEGA * 2 * 4 / 3) + MEGA

    @property
    def max_field_bytes(self) -> int:
        """Largest field of a form: one picture in base64, with line ends."""
        return int(self.max_upload_mb * MEGA * 4 / 3 * 1.05) + 1024

    def longest_body(self, path: str) -> int:
        """Largest body of a request to a path: batches hold many pictures."""
        if waits_in_files(path):
            return int(self.max_batch_mb * MEGA) + MEGA
        return self.max_body_bytes


def waits_in_files(path: str) -> bool:
    """Whether bodies of requests to a path are too long for memory: many pictures at once."""
    return path == "/v2/batches"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("::1"), is_loopback("")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def from_environment(variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Settings that ``NUKKI_*`` variables give, by field name.

    Raises:
        OptionError: A value is of another kind than its field's.
    """
    given = os.environ if variables is None else variables
    found = {}
    for name, shown in describe(ServerSettings).items():
        variable = ENVIRONMENT + name.upper()
        if variable in given:
            found[name] = _read(variable, given[variable], shown)
    return found


def make_settings(values: Mapping[str, Any]) -> ServerSettings:
    """Settings from a mapping; an unknown key raises `UnknownNameError` with the nearest one."""
    return make(ServerSettings, values)


def default_database() -> Path:
    """The SQLite file in nukki's home."""
    from nukki.weights.places import data_dir

    return data_dir() / "server.sqlite"


def default_storage() -> Path:
    """The folder in nukki's home where pictures of jobs lie."""
    from nukki.weights.places import data_dir

    return data_dir() / "jobs"


def _read(variable: str, text: str, shown: OptionHelp) -> Any:
    try:
        return _WORDS[text.strip().lower()] if shown.kind is bool else shown.read(text)
    except (KeyError, ValueError) as error:
        kind = "true or false" if shown.kind is bool else shown.kind.__name__
        raise OptionError(f"{variable}: expected {kind}, got {text!r}") from error


def _at_least(name: str, value: float, least: float) -> None:
    if value < least:
        raise OptionError(f"{name}: expected at least {least:g}, got {value:g}")
