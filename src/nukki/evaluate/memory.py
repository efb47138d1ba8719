"""How much memory this process has held at most."""

from __future__ import annotations

import sys


def peak_bytes() -> int | None:
    """The peak resident size of the process in bytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
