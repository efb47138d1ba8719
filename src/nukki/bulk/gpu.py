"""A GPU answers several photos in little more time than one: those who wait are shown together."""

from __future__ import annotations

from nukki.engines import devices
from nukki.pipeline.gathering import GPU_PICTURES
from nukki.pipeline.sessions import POOL

GPUS = frozenset({"cuda", "rocm", "tensorrt", "migraphx", "directml"})

BUDGET_BYTES = 8 << 30
"""What loaded networks may take together; a run needs one or two."""


def gathers_on_gpu(device: str) -> bool:
    """Whether networks will run on a GPU; from now on they are shown `GPU_PICTURES` at once.

    Args:
        device: As in `nukki.core.options.Options`.
    """
    there = GPUS & set(devices())
    if device not in there and not (device == "auto" and there):
        return False
    POOL.serve(budget_bytes=BUDGET_BYTES)
    return True


def workers_for_gpu(n_cores: int) -> int:
    """Photos under way at once: a run's worth waits while another is decoded and written."""
    return max(n_cores, 2 * GPU_PICTURES)
