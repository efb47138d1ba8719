"""Files that are there whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nukki.core.errors import OutputError


@dataclass(frozen=True)
class Draft:
    """A whole file that has not taken its name yet.

    Attributes:
        path: Where its bytes lie.
        target: The name it will take.
    """

    path: Path
    target: Path

    def take_place(self) -> None:
        """Take the name in one step; folders that lack are made.

        Raises:
            OutputError: It cannot; nothing is left behind.
        """
        with _told(self.target):
            try:
                self.target.parent.mkdir(parents=True, exist_ok=True)
                self.path.replace(self.target)
            except BaseException:
                self.drop()
                raise

    def drop(self) -> None:
        """Take the bytes away again."""
        self.path.unlink(missing_ok=True)


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that no reader, crash or full disk ever sees half of it.

    The bytes go to a hidden neighbour that then takes the name in one step; folders that lack are
    made. A pipe or device is written to directly.

    Raises:
        OutputError: It cannot be written there; nothing is left behind.
    """
    with _told(target):
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(data)
            return
    write_draft(target, data).take_place()


def write_draft(target: Path, data: bytes, *, folder: Path | None = None) -> Draft:
    """Write what a file will hold, without giving it the name yet.

    Args:
        target: The name it will take.
        data: Its bytes.
        folder: Where drafts lie, on the same file system; None is beside the target.

    Raises:
        OutputError: It cannot be written; nothing is left behind.
    """
    # A short name of its own: the target's may already be as long as the file system allows.
    place = target.parent if folder is None else folder
    draft = Draft(place / f".nukki-{secrets.token_hex(8)}.part", target)
    with _told(target):
        place.mkdir(parents=True, exist_ok=True)
        try:
            with draft.path.open("xb") as stream:
                stream.write(data)
        except BaseException:
            draft.drop()
            raise
    return draft


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Say in our words what the system says of a file."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write {target}: {_reason(error)}") from error
    except ValueError as error:  # a null character in the name
        raise OutputError(f"cannot write {target!r}: {error}; choose another name") from error


def _reason(error: OSError) -> str:
    remedy = "choose another place with -o"
    if isinstance(error, IsADirectoryError):
        return f"a folder has this name; {remedy}"
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return f"a part of its path is a file, not a folder; {remedy}"
    if isinstance(error, PermissionError):
        return f"permission denied; {remedy}"
    return f"{error.strerror or error}; free some space or {remedy}"
