"""Clips that are there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nukki.core.errors import OutputError

ENDING = ".part"


@contextmanager
def draft_of(target: Path, *, folder: bool) -> Iterator[Path]:
    """A hidden neighbour that takes the target's name when the block ends well, and else is gone.

    One that a killed process of this machine left for the same target goes first.

    Raises:
        OutputError: The target cannot be written, or is a folder with something in it.
    """
    draft = target.with_name(f"{_beginning(target)}{os.getpid()}{ENDING}")
    try:
        _check(target, folder=folder)
        for abandoned in _abandoned(target):
            _remove(abandoned)
        target.parent.mkdir(parents=True, exist_ok=True)
        if folder:
            draft.mkdir()
        yield draft
        draft.replace(target)
    except OSError as error:
        raise OutputError(
            f"cannot write {target}: {error.strerror or error}; free some space or choose another "
            "place with -o"
        ) from error
    finally:
        _remove(draft)


def _beginning(target: Path) -> str:
    """Of the names of its drafts: short, since the target's own may be as long as can be."""
    whose = f"{platform.node()}/{target.name}".encode("utf-8", "backslashreplace")
    return f".nukki-{hashlib.sha256(whose).hexdigest()[:16]}-"


def _abandoned(target: Path) -> list[Path]:
    """Drafts of the target whose process is no more; none where that cannot be told."""
    if os.name != "posix":
        return []
    found = target.parent.glob(f"{_beginning(target)}*{ENDING}")
    return [path for path in found if not _lives(path.stem.rpartition("-")[2])]


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        pass
    return True


def _check(target: Path, *, folder: bool) -> None:
    if folder and target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(
            f"{target}: expected a new or empty folder for the pictures; name another with -o"
        )
    if not folder and target.is_dir():
        raise OutputError(f"{target}: a folder has this name; name another file with -o")


def _remove(draft: Path) -> None:
    if draft.is_dir():
        shutil.rmtree(draft, ignore_errors=True)
    else:
        draft.unlink(missing_ok=True)
