"""Anything a picture can be read from, as one seekable binary stream."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeAlias

from nukki.core.errors import InputError, InputNotFoundError

Source: TypeAlias = bytes | bytearray | memoryview | str | os.PathLike[str] | BinaryIO
"""Encoded bytes, the path of a file, or a file object opened for reading bytes."""


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """``source`` as a seekable stream at its start; closes only what was opened here.

    Raises:
        InputNotFoundError: No such file, or it may not be read.
        InputError: Something that no picture can be read from.
    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        yield io.BytesIO(source)
    elif isinstance(source, (str, os.PathLike)):
        with _open_path(source) as stream:
            yield stream
    elif hasattr(source, "read"):
        yield _rewound(source)
    else:
        raise InputError(
            "expected bytes, a path or a binary file object to read a picture from, "
            f"got {type(source).__name__}"
        )


def rereadable(source: Source) -> bytes | bytearray | memoryview | str | os.PathLike[str]:
    """``source`` in a form that can be opened more than once: a file object's bytes are taken."""
    if isinstance(source, (bytes, bytearray, memoryview, str, os.PathLike)):
        return source
    with opened(source) as stream:
        return stream.read()


def _open_path(path: str | os.PathLike[str]) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except FileNotFoundError as error:
        raise InputNotFoundError("no such file; check the path") from error
    except IsADirectoryError as error:
        raise InputNotFoundError("this is a folder; expected a picture file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputNotFoundError(f"the file cannot be opened ({reason})") from error


def _rewound(stream: BinaryIO | io.TextIOBase) -> BinaryIO:
    """``stream`` itself, or its bytes when it cannot seek or begins in the middle."""
    if isinstance(stream, io.TextIOBase):
        raise InputError("expected a file object opened in binary mode, got one that gives text")
    try:
        if stream.seekable() and stream.tell() == 0:
            return stream
        return io.BytesIO(stream.read())
    except (OSError, ValueError) as error:
        raise InputNotFoundError(f"the file object cannot be read ({error})") from error
