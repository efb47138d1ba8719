"""What engines refuse, and how they say it, whichever runtime is behind them."""

from __future__ import annotations

from collections.abc import Sequence

from nukki.core.errors import EngineError


def check_outputs(asked: Sequence[int], there: int) -> None:
    """Raise `EngineError` when a graph of ``there`` outputs is asked for one that it has not."""
    if max(asked) >= there:
        raise EngineError(
            f"the graph has {there} output{'s' * (there > 1)}; "
            f"the model's spec asks for number {max(asked)}, counted from 0"
        )


def first_line(error: BaseException) -> str:
    """What a runtime says, without the trace that many add below."""
    return str(error).strip().partition("\n")[0]
