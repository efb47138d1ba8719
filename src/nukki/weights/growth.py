"""Tells a progress bar how fast a folder grows while another program fills it."""

from __future__ import annotations

from pathlib import Path

from nukki.weights.progress import Progress


class Growth:
    """Reports what has come since the last call; a file moved aside or removed never counts back.

    Args:
        folder: Where the other program writes.
        progress: Whom to tell.
    """

    def __init__(self, folder: Path, progress: Progress) -> None:
        self._folder = folder
        self._progress = progress
        self._largest = 0

    def tell(self) -> None:
        """Look at the largest file (a client may keep a copy of it) and report its growth."""
        now = max(map(_file_size, self._folder.rglob("*")), default=0)
        if now > self._largest:
            self._progress.advance(now - self._largest)
            self._largest = now


def _file_size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # it was there a moment ago
        return 0
