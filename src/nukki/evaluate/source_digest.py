"""What stands for nukki's own code, so that no score of other code is taken for its."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

ROOMS = ("core", "ops", "codecs", "engines", "models", "stages", "pipeline")
"""What a score depends on; the doors and this room's tables are not part of it."""


@cache
def source_digest(*more: str) -> str:
    """A digest of every module that has a part in a matte or in its scores.

    Args:
        more: Further folders of the package that have.
    """
    package = Path(__file__).parents[1]
    hasher = hashlib.sha256()
    for room in (*ROOMS, *more):
        for path in sorted((package / room).rglob("*.py")):
            hasher.update(path.read_bytes())
    hasher.update(Path(__file__).with_name("truth.py").read_bytes())
    return hasher.hexdigest()
