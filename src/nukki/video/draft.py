"""Clips that are there whole or not at all."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nukki.core.errors import OutputError


@contextmanager
def draft_of(target: Path, *, folder: bool) -> Iterator[Path]:
    """A hidden neighbour that takes the target's name when the block ends well, and else is gone.

    Raises:
        OutputError: The target cannot be written, or is a folder with something in it.
    """
    draft = target.with_name(f".nukki-{secrets.token_hex(8)}.part")
    try:
        _check(target, folder=folder)
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
