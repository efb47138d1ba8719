"""Displays that may have to tell how weights are fetched, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nukki.cli.bars import Bars
from nukki.cli.text import file_size

if TYPE_CHECKING:
    from rich.progress import ProgressColumn, TaskID


class Downloads(Bars):
    """A `nukki.weights.Progress`, from which displays of pictures derive.

    Args:
        terminal: Whether bars can be drawn; None asks standard error.
    """

    def __init__(self, *, terminal: bool | None = None) -> None:
        super().__init__(terminal=terminal)
        self._download: TaskID | None = None

    def start(self, name: str, total_bytes: int | None) -> None:
        """A download begins."""
        self._download = self._draw(name, total=total_bytes, unit="bytes")
        if self._download is None:
            size = f" ({file_size(total_bytes)})" if total_bytes else ""
            self._say(f"nukki: fetching {name}{size}")

    def advance(self, n_bytes: int) -> None:
        """So many more bytes have come."""
        self._advance(self._download, n_bytes)

    def finish(self) -> None:
        """The download ended."""
        self._drop(self._download)
        self._download = None

    def _columns(self) -> tuple[ProgressColumn, ...]:
        from rich.progress import BarColumn, TimeRemainingColumn

        return BarColumn(), _amount_column(), TimeRemainingColumn()


def _amount_column() -> ProgressColumn:
    """So many of so many: pictures are counted, downloads told in bytes."""
    from rich.progress import DownloadColumn, MofNCompleteColumn, ProgressColumn

    by_unit: dict[str, ProgressColumn] = {
        "pictures": MofNCompleteColumn(),
        "bytes": DownloadColumn(),
    }

    class AmountColumn(ProgressColumn):
        """So many of so many, in the task's own unit."""

        def render(self, task: Any) -> Any:
            return by_unit[task.fields["unit"]].render(task)

    return AmountColumn()
