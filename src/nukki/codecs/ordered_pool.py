"""Work on the pieces of one picture side by side, results in order, few pieces in memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

_MAX_WORKERS = 4
"""More hardly helps: the pieces are made by one thread."""

_ALONE = 2
"""A picture of so few pieces is done before threads have started."""


def in_order(
    function: Callable[[Piece], Result], pieces: Iterable[Piece]
) -> Iterator[tuple[Piece, Result]]:
    """Each piece with what ``function`` gives for it, computed in threads if there are many.

    Worth it for functions that release the interpreter lock, as deflate does on large blocks.
    """
    pieces = iter(pieces)
    for piece in islice(pieces, _ALONE):
        yield piece, function(piece)
    workers = min(_MAX_WORKERS, os.cpu_count() or 1)
    waiting: deque[tuple[Piece, Future[Result]]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for piece in pieces:
            waiting.append((piece, pool.submit(function, piece)))
            if len(waiting) > workers:
                yield _finished(waiting)
        while waiting:
            yield _finished(waiting)


def _finished(waiting: deque[tuple[Piece, Future[Result]]]) -> tuple[Piece, Result]:
    piece, future = waiting.popleft()
    return piece, future.result()
