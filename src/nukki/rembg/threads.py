"""How many threads a network may take, where rembg's users say it."""

from __future__ import annotations

import os
from typing import Any


def threads_for(sess_opts: Any) -> int:
    """Threads inside one run, from ``sess_opts`` or ``OMP_NUM_THREADS``; 0 takes every core."""
    asked: int = getattr(sess_opts, "intra_op_num_threads", 0)
    from_environment = os.environ.get("OMP_NUM_THREADS", "")
    return asked or (int(from_environment) if from_environment.isdecimal() else 0)
