"""Runs a package client and tells how it went."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

POLL_S = 0.2


@dataclass(frozen=True)
class Finished:
    """How a command ended; ``output`` is what it said on both streams."""

    code: int
    output: str

    @property
    def reason(self) -> str:
        """Its last line that speaks of an error, else its last line; one line, 300 characters."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        errors = [line for line in lines if "err" in line.lower() and ":" in line]
        told = (errors or lines or [f"exit code {self.code}"])[-1]
        return told.removeprefix("ERROR:").strip()[:300]


class Runner(Protocol):
    """Runs a command in a folder; ``tick`` is called every now and then until it ends."""

    def __call__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        env: Mapping[str, str],
        tick: Callable[[], None],
    ) -> Finished:
        """The outcome, whatever the exit code.

        Raises:
            OSError: There is no such command.
        """


def run_command(
    command: Sequence[str],
    *,
    folder: Path,
    env: Mapping[str, str],
    tick: Callable[[], None],
) -> Finished:
    """Run a command with ``folder`` as working directory and ``env`` laid over the environment.

    An interrupt ends the command too.

    Raises:
        OSError: There is no such command.
    """
    log = folder / "client.log"
    with (
        log.open("wb") as stream,
        subprocess.Popen(
            list(command),
            cwd=folder,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            code = _wait(process, tick)
            tick()
        finally:
            process.kill()  # ended long ago, but for an interrupt: then it must not go on alone
    return Finished(code, log.read_text(encoding="utf-8", errors="replace"))


def _wait(process: subprocess.Popen[bytes], tick: Callable[[], None]) -> int:
    while True:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=POLL_S)
        tick()
