"""Runs that are killed, each in a child of this process, which imports everything only once.

python -m tests.bulk.kill_program IN OUT LOG MOMENT...: a MOMENT is the name of a step at which the
child kills itself, or COUNT:MS, so many milliseconds after it delivered so many results.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import cv2  # noqa: F401 - imported before the fork, as the next
import onnxruntime  # noqa: F401

from nukki.bulk import Conduct, Order, run
from nukki.codecs.atomic import Draft
from nukki.core.options import Options
from nukki.outlets import Product, Recipe

STEPS = ("half a line", "before the name", "after the name", "half a draft")
PATIENCE_S = 60.0
NTH = 3
"""Steps are died at when they come for the third time."""


def kill_myself(*_: Any) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody survives that")


def log_deliveries(log: Path) -> None:
    """Write down each result that takes its name."""
    take_place = Draft.take_place

    def logged(self: Draft) -> None:
        take_place(self)
        with log.open("a") as stream:
            stream.write(f"{self.target.name}\n")

    Draft.take_place = logged  # type: ignore[method-assign]


def die_at(step: str) -> None:
    """Have this process kill itself in the middle of something."""
    left = [NTH]

    def third(dying: Callable[..., Any], living: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            return (living if left[0] else dying)(*given, **named)

        return called

    if step == "before the name":
        Path.replace = third(kill_myself, Path.replace)  # type: ignore[method-assign]
    elif step == "after the name":
        replace = Path.replace
        after = third(lambda *given: (replace(*given), kill_myself()), replace)
        Path.replace = after  # type: ignore[method-assign]
    elif step == "half a line":
        write = os.write
        half = third(lambda file, data: (write(file, data[:30]), kill_myself()), write)
        os.write = half
    else:
        from nukki.codecs import atomic

        class HalfPath(type(Path())):  # type: ignore[misc]
            def open(self, *given: Any, **named: Any) -> Any:
                left[0] -= 1
                if not left[0]:
                    self.write_bytes(b"half")
                    kill_myself()
                return super().open(*given, **named)

        made = atomic.Draft.__init__

        def init(self: Draft, path: Path, target: Path) -> None:
            made(self, HalfPath(path), target)

        atomic.Draft.__init__ = init  # type: ignore[method-assign]


def child(order: Order, log: Path, moment: str) -> NoReturn:
    """One run, which may end by itself."""
    try:
        log_deliveries(log)
        if moment in STEPS:
            die_at(moment)
        run(order, Conduct(jobs=2))
    finally:
        os._exit(0)


def wait_for_deliveries(log: Path, count: int) -> None:
    """Return when so many more results have taken their names."""
    wanted = count + (log.read_text().count("\n") if log.exists() else 0)
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if not wanted or (log.exists() and log.read_text().count("\n") >= wanted):
            return
        time.sleep(0.001)


def main() -> None:
    source, target, log, *moments = sys.argv[1:]
    recipe = Recipe((Product("cutout", Options(model="tiny", edges="plain")),))
    order = Order(source=source, target=target, recipe=recipe)
    for moment in moments:
        process = os.fork()
        if not process:
            child(order, Path(log), moment)
        if moment not in STEPS:
            count, _, late_ms = moment.partition(":")
            wait_for_deliveries(Path(log), int(count))
            time.sleep(float(late_ms) / 1000)
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        sys.stdout.write(f"{moment} {'killed' if os.WIFSIGNALED(status) else 'ended'}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
