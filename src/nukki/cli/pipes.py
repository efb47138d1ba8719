"""Standard input and output, where pictures and terminals must not meet."""

from __future__ import annotations

import sys

from nukki.batch import Plan
from nukki.core.errors import OptionError


def check_pipes(plan: Plan) -> None:
    """Refuse to read a picture from a terminal, or to write one to it.

    Raises:
        OptionError: A terminal is at an end where the plan wants a pipe or file.
    """
    piped = [item for item in plan.items if not item.skip]
    if any(item.source is None for item in piped) and sys.stdin.isatty():
        raise OptionError("'-' reads a picture from standard input; redirect one: < photo.jpg")
    if any(item.target is None for item in piped) and sys.stdout.isatty():
        raise OptionError(
            "a terminal cannot show the picture's bytes; redirect them (> cutout.png) or use -o"
        )
