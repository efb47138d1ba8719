"""PyAV, loaded when a clip is first opened, and its errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nukki.core.errors import (
    CorruptImageError,
    InputNotFoundError,
    MissingExtraError,
    NotAnImageError,
    OutputError,
)


def pyav() -> Any:
    """The module ``av``.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        import av
    except ModuleNotFoundError as error:
        raise MissingExtraError("video", "video") from error
    return av


@contextmanager
def opening(name: str) -> Iterator[None]:
    """What FFmpeg says while a clip is opened, as errors about that clip."""
    av = pyav()
    try:
        yield
    except (av.error.FileNotFoundError, FileNotFoundError) as error:
        raise InputNotFoundError(f"{name}: no such file; check the path") from error
    except (av.error.PermissionError, av.error.IsADirectoryError) as error:
        raise InputNotFoundError(f"{name}: {error.strerror}; expected a video file") from error
    except av.error.FFmpegError as error:
        raise NotAnImageError(
            f"{name}: expected a video, but no format begins like this file or it breaks off "
            f"before its index ({error.strerror}); fetch or save it again"
        ) from error


@contextmanager
def decoding(name: str) -> Iterator[None]:
    """What FFmpeg says while a clip is read."""
    av = pyav()
    try:
        yield
    except av.error.FFmpegError as error:
        raise CorruptImageError(
            f"{name}: its data are broken ({error.strerror}); fetch or save it again"
        ) from error


@contextmanager
def encoding(what: str) -> Iterator[None]:
    """What FFmpeg says while a clip is written."""
    av = pyav()
    try:
        yield
    except av.error.FFmpegError as error:
        raise OutputError(
            f"{what} could not be written: {error.strerror}; free some space, or choose another "
            "place or format"
        ) from error
