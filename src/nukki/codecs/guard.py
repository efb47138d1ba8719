"""One place where what Pillow throws at a damaged file becomes nukki's own errors."""

from __future__ import annotations

import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import PIL.Image

from nukki.core.errors import CorruptImageError, EncodeError, ImageTooLargeError

# Plugins parse untrusted bytes with plain Python: every one of these has been seen on damaged
# files of some format.
_DECODE_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    MemoryError,
    RuntimeError,
    struct.error,
    zlib.error,
)


class _Hush:
    """Silences warnings while at least one thread decodes.

    ``warnings.catch_warnings`` swaps a list of the whole process; entered and left by threads in
    turn it would leave the wrong list behind, so only the first enters and only the last leaves.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._saved = warnings.catch_warnings()

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._saved = warnings.catch_warnings()
                self._saved.__enter__()
                warnings.filterwarnings("ignore", module=r"PIL\.")

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._saved.__exit__(None, None, None)


_hush = _Hush()


@contextmanager
def decoding(name: str) -> Iterator[None]:
    """Decode a file of format ``name`` inside.

    Raises:
        CorruptImageError: The decoder stumbled over the file's data.
        ImageTooLargeError: Pillow's own limit against decompression bombs.
    """
    try:
        with _hush:
            yield
    except PIL.Image.DecompressionBombError as error:
        raise ImageTooLargeError(
            f"expected a {name} picture within Pillow's own limit: {_one_line(error)}; shrink it"
        ) from error
    except _DECODE_ERRORS as error:
        raise CorruptImageError(
            f"expected a whole {name} picture, but its data are damaged, cut short or of a rare "
            f"kind ({_one_line(error)}); fetch it again or save it anew"
        ) from error


@contextmanager
def encoding(name: str) -> Iterator[None]:
    """Encode a picture as ``name`` inside.

    Raises:
        EncodeError: The encoder refused the picture, for its size as a rule.
    """
    try:
        with _hush:
            yield
    except (ValueError, RuntimeError, OverflowError, struct.error) as error:
        raise _refused(name, error) from error
    except OSError as error:
        if error.errno is not None:  # the disk's complaint, not the encoder's
            raise
        raise _refused(name, error) from error


def _refused(name: str, error: Exception) -> EncodeError:
    return EncodeError(
        f"the picture cannot be stored as {name} ({_one_line(error)}); "
        "choose another format or a smaller size"
    )


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text[:120] or type(error).__name__
