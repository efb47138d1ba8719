"""One load generator for any HTTP server: so many connections, each asking again when answered."""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

PATIENCE_S = 120.0
"""An answer that takes longer is a failure."""

SUCCESS = "200"

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Target:
    """One request, to be sent again and again."""

    port: int
    path: str
    body: bytes
    content_type: str


@dataclass
class Load:
    """What came of it.

    Attributes:
        connections: How many asked at once.
        times_s: Of each success.
        answers: How often which status came, or which error instead of one.
        wall_s: From the first question to the last answer.
        cpu_s: What the server's processes computed meanwhile.
    """

    connections: int
    times_s: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    wall_s: float = 0.0
    cpu_s: float = 0.0

    @property
    def failed(self) -> int:
        """How many were no success."""
        return self.answers.total() - len(self.times_s)

    @property
    def cpu_each_s(self) -> float:
        """Processor seconds for each success; other programs hardly change it."""
        return self.cpu_s / len(self.times_s) if self.times_s else float("nan")

    @property
    def per_s(self) -> float:
        """Successes in a second."""
        return len(self.times_s) / self.wall_s if self.wall_s else 0.0

    def percentile_s(self, percent: float) -> float:
        """The time that so many of a hundred successes took at most; NaN where there is none."""
        if not self.times_s:
            return float("nan")
        ordered = sorted(self.times_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def joined(loads: Sequence[Load]) -> Load:
    """Several rounds of the same load as one."""
    return Load(
        loads[0].connections,
        [time_s for load in loads for time_s in load.times_s],
        sum((load.answers for load in loads), Counter()),
        sum(load.wall_s for load in loads),
        sum(load.cpu_s for load in loads),
    )


def multipart(field_name: str, file: Path, **texts: str) -> tuple[bytes, str]:
    """The body of a form with one file, and its content type."""
    line = "nukki-load"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in texts.items()
    ]
    head = f'Content-Disposition: form-data; name="{field_name}"; filename="{file.name}"'
    parts += [f"--{line}\r\n{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode()]
    parts += [file.read_bytes(), f"\r\n--{line}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={line}"


def drive(target: Target, *, connections: int, seconds: float, most: int) -> Load:
    """Ask over so many connections at once, for a time or until ``most`` were sent in all."""
    load, lock = Load(connections), threading.Lock()
    left = [most]
    begun = time.perf_counter()
    until = begun + seconds

    def turn() -> bool:
        with lock:
            left[0] -= 1
            return left[0] >= 0 and time.perf_counter() < until

    def ask_on_and_on() -> None:
        with _Connection(target) as connection:
            while turn():
                answer, time_s = connection.ask()
                with lock:
                    load.answers[answer] += 1
                    load.times_s += [time_s] if answer == SUCCESS else []

    threads = [threading.Thread(target=ask_on_and_on) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.wall_s = time.perf_counter() - begun
    return load


class _Connection:
    """A connection that is kept, and opened again after a failure."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._open = http.client.HTTPConnection("127.0.0.1", target.port, timeout=PATIENCE_S)

    def __enter__(self) -> _Connection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def ask(self) -> tuple[str, float]:
        """The answer's status, or the error's name, and the seconds until all of it was there."""
        begun = time.perf_counter()
        headers = {"Content-Type": self._target.content_type}
        try:
            self._open.request("POST", self._target.path, self._target.body, headers)
            answer = self._open.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._open.close()
            return type(error).__name__, time.perf_counter() - begun
        return str(answer.status), time.perf_counter() - begun


@dataclass
class Watched:
    """A running server and what its processes take together.

    Attributes:
        peak_mib: Highest sum of their resident memory that was seen, every 50 ms.
        killed: It was ended because it took more than it may.
    """

    process: subprocess.Popen[bytes]
    most_mib: float
    peak_mib: float = 0.0
    killed: bool = False
    _over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Look until told to stop; a server that would starve the machine is killed."""
        while not self._over.wait(0.05):
            self.peak_mib = max(self.peak_mib, tree_mib(self.process.pid))
            if self.peak_mib > self.most_mib and not self.killed:
                self.killed = True
                self.process.kill()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()


@contextmanager
def watched(
    command: Sequence[str], environment: Mapping[str, str], *, log: Path, most_mib: float
) -> Iterator[Watched]:
    """A server for as long as the block runs, its memory looked at all the time."""
    with log.open("ab") as stream:
        process = subprocess.Popen(command, env=dict(environment), stdout=stream, stderr=stream)
    server = Watched(process, most_mib)
    thread = threading.Thread(target=server.watch)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def tree(pid: int) -> Iterator[Path]:
    """The folders below ``/proc`` of a process and all below it."""
    open_ = [pid]
    while open_:
        folder = Path(f"/proc/{open_.pop()}")
        with suppress(OSError):
            for task in (folder / "task").iterdir():
                open_ += [int(child) for child in (task / "children").read_text().split()]
            yield folder


def tree_mib(pid: int) -> float:
    """Resident memory of a process and all below it."""
    total = 0
    with suppress(OSError):
        for folder in tree(pid):
            total += int((folder / "statm").read_text().split()[1]) * PAGE_BYTES
    return total / 2**20


def tree_cpu_s(pid: int) -> float:
    """Processor seconds, user and system, of a process and all below it until now."""
    ticks = 0
    with suppress(OSError):
        for folder in tree(pid):
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            ticks += int(after_name[11]) + int(after_name[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def median_of(values: Sequence[float]) -> float:
    """The median; NaN of nothing."""
    return statistics.median(values) if values else float("nan")
