"""Files that are there whole or not at all."""

from __future__ import annotations

import secrets
from pathlib import Path

from nukki.core.errors import OutputError


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that no reader, crash or full disk ever sees half of it.

    The bytes go to a hidden neighbour that then takes the name in one step; folders that lack are
    made. A pipe or device is written to directly.

    Raises:
        OutputError: It cannot be written there; nothing is left behind.
    """
    try:
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(data)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, data)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write {target}: {_reason(error)}") from error
    except ValueError as error:  # a null character in the name
        raise OutputError(f"cannot write {target!r}: {error}; choose another name") from error


def _replace(target: Path, data: bytes) -> None:
    # A short name of its own: the target's may already be as long as the file system allows.
    draft = target.with_name(f".nukki-{secrets.token_hex(8)}.part")
    try:
        with draft.open("xb") as stream:
            stream.write(data)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _reason(error: OSError) -> str:
    remedy = "choose another place with -o"
    if isinstance(error, IsADirectoryError):
        return f"a folder has this name; {remedy}"
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return f"a part of its path is a file, not a folder; {remedy}"
    if isinstance(error, PermissionError):
        return f"permission denied; {remedy}"
    return f"{error.strerror or error}; free some space or {remedy}"
