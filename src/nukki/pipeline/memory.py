"""Memory of a process that cuts out many pictures."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from pathlib import Path

import numpy as np

BLOCK_BYTES = 31 << 20
"""Just below the 32 MiB above which glibc learns nothing any more."""


def keep_freed_memory() -> None:
    """Have the C library hand freed memory to the next picture, not to the system.

    glibc's thresholds follow the largest block that was ever freed (mallopt(3), M_MMAP_THRESHOLD):
    after this one, blocks of up to 31 MiB come out of the heap, and up to 62 MiB of it stay with
    the process. To take each page from the system anew was measured as a sixth of the time spent
    on a picture of 1 MP outside the network. The block itself is never touched; other C libraries
    decide for themselves.
    """
    np.empty(BLOCK_BYTES, np.uint8)


def give_back_freed_memory() -> None:
    """Have the C library hand what is free back to the system, where it can (malloc_trim(3)).

    For when a network was dropped: what it worked in would stay with the process.
    """
    with suppress(OSError, AttributeError, TypeError):  # TypeError: Windows has no such library
        ctypes.CDLL(None).malloc_trim(0)


def resident_bytes() -> int:
    """What this process takes of the machine's memory; 0 where the system does not tell (proc(5)).

    >>> resident_bytes() >= 0
    True
    """
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
