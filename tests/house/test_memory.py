"""Memory of a process that cuts out many pictures."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

FAULTS = """
import resource, sys
import numpy as np
from nukki.pipeline.memory import keep_freed_memory
def work():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    blocks = [np.ones(3 << 20, np.uint8) for _ in range(5)]
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
if sys.argv[1] == "keep":
    keep_freed_memory()
work()
print(work())
"""


def faults(how: str) -> int:
    """Pages that the second of two equal pieces of work takes from the system."""
    return int(subprocess.check_output([sys.executable, "-c", FAULTS, how], text=True))


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries do as they like")
def test_freed_memory_serves_the_next_picture() -> None:
    # Five blocks of 3 MiB are 3,840 pages; some hundred may still go to and fro.
    assert faults("keep") < 1000 < faults("leave")
