"""Several clips at once: while the network looks at one, another is read and written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from nukki.core.errors import NukkiError
from nukki.pipeline import Remover
from nukki.video.clip import Clip, Converted, Listener
from nukki.video.convert import convert


class StoppedError(Exception):
    """Another thread was interrupted; this clip is to stop."""


@dataclass(frozen=True)
class Outcome:
    """What became of one of several clips: one of the two is there.

    Attributes:
        clip: Which one.
        done: Its result.
        error: Why it has none.
    """

    clip: Clip
    done: Converted | None = None
    error: NukkiError | None = None


def convert_several(
    clips: Sequence[Clip],
    remover: Remover,
    listener_of: Callable[[Clip], Listener],
    *,
    jobs: int = 1,
) -> Iterator[Outcome]:
    """Cut clips out, ``jobs`` at a time; each as it is done. One that fails costs only itself.

    An interrupt stops all that are under way, and begins no other.

    Args:
        clips: Of different targets.
        remover: Cuts all of them out; its network is loaded once.
        listener_of: Told of each clip, in the thread that writes it.
        jobs: How many are under way at most.
    """
    if jobs == 1 or len(clips) == 1:
        for clip in clips:
            yield _outcome(clip, remover, listener_of(clip))
        return
    remover.load()
    halt = threading.Event()
    with ThreadPoolExecutor(jobs, "clip") as pool:
        under_way: list[Future[Outcome]] = [
            pool.submit(_outcome, clip, remover, _Stoppable(listener_of(clip), halt))
            for clip in clips
        ]
        try:
            for one in as_completed(under_way):
                yield one.result()
        except BaseException:
            halt.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _outcome(clip: Clip, remover: Remover, listener: Listener) -> Outcome:
    try:
        return Outcome(clip, done=convert(clip, remover, listener))
    except NukkiError as error:
        return Outcome(clip, error=error)


@dataclass(frozen=True)
class _Stoppable:
    """A listener that ends its clip when all are to stop."""

    listener: Listener
    halt: threading.Event

    def started(self, name: str, total: int | None) -> None:
        self.listener.started(name, total)

    def advanced(self) -> None:
        if self.halt.is_set():
            raise StoppedError
        self.listener.advanced()

    def checking(self) -> None:
        self.listener.checking()
