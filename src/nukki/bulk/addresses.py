"""Places by address: a path of this machine, or anything that fsspec reaches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nukki import codecs
from nukki.core.errors import (
    ImageTooLargeError,
    InputNotFoundError,
    MissingExtraError,
    OptionError,
)

BYTES_PER_MEGAPIXEL = 8_000_000
"""Four channels of 16 bits, uncompressed: no picture within the limit of pixels takes more."""


def is_local(address: str) -> bool:
    """Whether it is a path of this machine's own file system.

    >>> is_local("photos/"), is_local("file:///photos"), is_local("s3://shop/raw")
    (True, True, False)
    """
    return "://" not in address or address.startswith("file://")


def local_path(address: str) -> Path:
    """The path of a local address."""
    return Path(address.removeprefix("file://"))


def joined(place: str, key: str) -> str:
    """The address of a key below a place.

    >>> joined("s3://shop/raw/", "a/b.jpg"), joined("photos", "b.jpg")
    ('s3://shop/raw/a/b.jpg', 'photos/b.jpg')
    """
    return str(local_path(place) / key) if is_local(place) else f"{place.rstrip('/')}/{key}"


def absolute(address: str) -> str:
    """The address as it can be read from anywhere.

    >>> absolute("s3://shop/raw")
    's3://shop/raw'
    """
    return str(local_path(address).absolute()) if is_local(address) else address


def open_system(address: str) -> tuple[Any, str]:
    """The fsspec file system of an address, and the path on it.

    Raises:
        OptionError: fsspec knows no such address.
        MissingExtraError: fsspec, or its package for this kind of address, is not installed.
    """
    scheme = address.partition("://")[0]
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(address)
    except ImportError as error:
        raise MissingExtraError(f"{scheme}://", "bulk") from error
    except ValueError as error:
        raise OptionError(f"{address}: {scheme}:// is none that fsspec knows") from error
    return system, path


def fetch(address: str, *, max_megapixels: int) -> bytes:
    """The bytes of a photo.

    Raises:
        InputNotFoundError: It is not there, or cannot be read.
        ImageTooLargeError: It has more bytes than a picture of so many pixels can need.
    """
    most_bytes = max_megapixels * BYTES_PER_MEGAPIXEL
    if is_local(address):
        with codecs.opened(local_path(address)) as stream:
            try:
                data = stream.read(most_bytes + 1)
            except OSError as error:  # a broken disk, a share that went away
                raise InputNotFoundError(f"it cannot be read ({error.strerror})") from error
    else:
        data = _fetch_object(address, most_bytes + 1)
    if len(data) > most_bytes:
        raise ImageTooLargeError(
            f"expected at most {most_bytes / 1e6:.0f} MB, which {max_megapixels} megapixels take "
            "at most, and got more; is it a picture?"
        )
    return data


def _fetch_object(address: str, most_bytes: int) -> bytes:
    system, path = open_system(address)
    try:
        with system.open(path, "rb", cache_type="none") as stream:
            data: bytes = stream.read(most_bytes)
    except FileNotFoundError as error:
        raise InputNotFoundError("no such object; it may have been deleted meanwhile") from error
    except OSError as error:
        raise InputNotFoundError(f"the object cannot be read ({_said(error)})") from error
    return data


def _said(error: OSError) -> str:
    return error.strerror or str(error).partition("\n")[0] or type(error).__name__
