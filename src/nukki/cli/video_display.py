"""What is said while clips are cut out: a bar with frames per second on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

from nukki.cli.bars import Bars
from nukki.cli.text import printable, seconds
from nukki.core.errors import NukkiError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import ProgressColumn, TaskID

    from nukki.video import Clip, Outcome


class VideoDisplay(Bars):
    """Bars on standard error, one for each clip that is under way."""

    def __init__(self, *, terminal: bool | None = None) -> None:
        super().__init__(terminal=terminal)
        self._bars: dict[Path, ClipBar] = {}

    def listener(self, clip: Clip) -> ClipBar:
        """What is told of one clip."""
        return self._bars.setdefault(clip.target, ClipBar(self))

    def ended(self, outcome: Outcome) -> None:
        """Say what came of a clip; of one that failed its caller does."""
        bar = self.listener(outcome.clip)
        self._drop(bar.task)
        done = outcome.done
        if done is None:
            return
        took_s = monotonic() - bar.began
        rate = done.frames / max(took_s, 1e-6)
        proof = f"; verified: {', '.join(done.proven)}" if done.proven else ""
        self._say(
            f"{outcome.clip.source} -> {done.target}: {done.frames} frames in {seconds(took_s)} "
            f"({rate:.1f} a second){proof}"
        )
        for note in done.notes:
            self._say(f"nukki: note: {outcome.clip.source}: {note}")

    @contextmanager
    def told_what_is_kept(self, clips: Sequence[Clip]) -> Iterator[None]:
        """Say, should the block be stopped, which clips the same command goes on with."""
        from nukki.video.kept import mattes_folder

        try:
            yield
        except (KeyboardInterrupt, NukkiError):
            for clip in clips:
                if (folder := mattes_folder(clip.target)).is_dir():
                    self._say(
                        f"nukki: note: {clip.source}: mattes are kept in {folder}; the same "
                        "command goes on from there"
                    )
            raise

    def draw(self, name: str, total: int | None) -> TaskID | None:
        """A new bar."""
        return self._draw(printable(name), total=total)

    def advance(self, task: TaskID | None) -> None:
        """One step in a bar."""
        self._advance(task)

    def check(self, task: TaskID | None) -> None:
        """A bar that says that the file is read again."""
        self._change(task, description="reading it again", total=None)

    def _columns(self) -> tuple[ProgressColumn, ...]:
        from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn

        return BarColumn(), MofNCompleteColumn(), _rate_column(), TimeRemainingColumn()


class ClipBar:
    """A `nukki.video.Listener` that draws one clip's bar.

    Attributes:
        task: The bar, None where none is drawn.
        began: When the clip began.
    """

    def __init__(self, display: VideoDisplay) -> None:
        self._display = display
        self.task: TaskID | None = None
        self.began = monotonic()

    def started(self, name: str, total: int | None) -> None:
        """A clip begins."""
        self.began = monotonic()
        self.task = self._display.draw(name, total)

    def advanced(self) -> None:
        """One more frame was written."""
        self._display.advance(self.task)

    def checking(self) -> None:
        """All frames are written; the file is read again."""
        self._display.check(self.task)


def _rate_column() -> ProgressColumn:
    from rich.progress import ProgressColumn
    from rich.text import Text

    class RateColumn(ProgressColumn):
        """Frames per second."""

        def render(self, task: Any) -> Text:
            return Text(f"{task.speed:.1f} fps" if task.speed else "", style="progress.data.speed")

    return RateColumn()
