"""One picture: read, cut out, written; whatever happens is an `Outcome`."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace

from nukki.batch.discover import Problem
from nukki.batch.plan import STDIO, Item
from nukki.batch.report import Failure, Outcome
from nukki.batch.things import convert_each
from nukki.codecs.atomic import write_whole
from nukki.core.errors import EXIT_BUG, NukkiError
from nukki.pipeline import Encoded, Opened, Remover

AHEAD_BYTES = 1 << 19
"""From this size on a file takes longer to decode than a thread's own memory is worth."""

SKIPPED_EXISTING = "its result is there already"
SKIPPED_INTERRUPTED = "not started: interrupted"


def takes_long(item: Item) -> bool:
    """Whether to read it ahead, in a thread; never standard input: no interrupt frees it."""
    if item.source is None:
        return False
    try:
        return item.source.stat().st_size >= AHEAD_BYTES
    except OSError:  # which is told when it is read
        return False


def read(item: Item, remover: Remover) -> Opened:
    """One picture, read.

    Raises:
        InputError: The picture cannot be used.
    """
    return remover.read(sys.stdin.buffer.read() if item.source is None else item.source)


def convert(item: Item, remover: Remover, opened: Callable[[], Opened] | None = None) -> Outcome:
    """Cut one picture out and write its result.

    An error costs this picture only. A reader that closed standard output ends the run, as does
    an interrupt: neither is this picture's fault.

    Args:
        item: What is read and where the result goes.
        remover: What cuts it out.
        opened: Gives the picture where it is being read already.
    """
    begun = time.perf_counter()
    try:
        picture = opened() if opened else read(item, remover)
        if remover.options.selection.separate:
            target, encoded = convert_each(
                picture, remover, target=item.target, format_name=item.format
            )
            item = replace(item, target=target)
        else:
            encoded = remover.finish(picture, format_name=item.format)
            _deliver(item, encoded.data)
        del picture
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug must cost one picture, not the other 99
        outcome = failed(item.name, error)
    else:
        outcome = _done(item, encoded)
    return replace(outcome, seconds=time.perf_counter() - begun)


def skipped(item: Item, why: str) -> Outcome:
    """The outcome of a picture that was left alone."""
    return Outcome(item.name, _target_name(item), "skipped", notes=(why,))


def failed(name: str, error: Exception) -> Outcome:
    """The outcome of a picture that cannot be cut out."""
    return Outcome(name, None, "failed", failure=failure_of(error))


def failure_of(error: Exception) -> Failure:
    """Why a picture failed; call it where the error is being handled."""
    kind = type(error).__name__
    if isinstance(error, NukkiError):
        return Failure(kind, str(error), error.exit_code)
    said = str(error).strip().partition("\n")[0]
    message = f"unexpected {kind}: {said}" if said else f"unexpected {kind}"
    return Failure(kind, message, EXIT_BUG, traceback.format_exc())


def unfound(problem: Problem) -> Outcome:
    """The outcome of a path that led to no picture."""
    return failed(problem.path, problem.error)


def _deliver(item: Item, data: bytes) -> None:
    if item.target is not None:
        write_whole(item.target, data)
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _done(item: Item, encoded: Encoded) -> Outcome:
    return Outcome(
        item.name,
        _target_name(item),
        "ok",
        size_hw=encoded.size_hw,
        format=encoded.format,
        confidence=encoded.confidence,
        frames=encoded.frames,
        notes=encoded.notes,
        engine=encoded.engine,
        device=encoded.device,
    )


def _target_name(item: Item) -> str | None:
    if item.target is None:
        return None if item.skip else STDIO
    return str(item.target)
