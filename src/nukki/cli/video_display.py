"""What is said while clips are cut out: a bar with frames per second on a terminal."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from nukki.cli.bars import Bars
from nukki.cli.text import printable, seconds

if TYPE_CHECKING:
    from rich.progress import ProgressColumn, TaskID

    from nukki.video import Converted


class VideoDisplay(Bars):
    """A `nukki.video.Listener` on standard error.

    Args:
        terminal: Whether a bar can be drawn; None asks standard error.
    """

    def __init__(self, *, terminal: bool | None = None) -> None:
        super().__init__(terminal=terminal)
        self._bar: TaskID | None = None
        self._began = monotonic()

    def started(self, name: str, total: int | None) -> None:
        """A clip begins."""
        self._began = monotonic()
        self._bar = self._draw(printable(name), total=total)

    def advanced(self) -> None:
        """One more frame was written."""
        self._advance(self._bar)

    def checking(self) -> None:
        """All frames are written; the file is read again."""
        self._change(self._bar, description="reading it again", total=None)

    def finished(self, source: str, done: Converted) -> None:
        """Say what came of a clip."""
        self._close()
        took_s = monotonic() - self._began
        rate = done.frames / max(took_s, 1e-6)
        proof = f"; verified: {', '.join(done.proven)}" if done.proven else ""
        self._say(
            f"{source} -> {done.target}: {done.frames} frames in {seconds(took_s)} "
            f"({rate:.1f} a second){proof}"
        )
        for note in done.notes:
            self._say(f"nukki: note: {source}: {note}")

    def _columns(self) -> tuple[ProgressColumn, ...]:
        from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn

        return BarColumn(), MofNCompleteColumn(), _rate_column(), TimeRemainingColumn()


def _rate_column() -> ProgressColumn:
    from rich.progress import ProgressColumn
    from rich.text import Text

    class RateColumn(ProgressColumn):
        """Frames per second."""

        def render(self, task: Any) -> Text:
            return Text(f"{task.speed:.1f} fps" if task.speed else "", style="progress.data.speed")

    return RateColumn()
