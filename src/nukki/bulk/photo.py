"""A photo of a large set: its key, where it lies, and how to tell that it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo.

    Attributes:
        key: Its path below what was given, with ``/``: the same in every run and on every machine.
        address: Where it is read: a path, or an address that fsspec knows.
        stamp: Equal as long as the photo is the same, as its place tells without reading it; ""
            where it does not tell. Compared for equality only: no clock needs to be right.
    """

    key: str
    address: str
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A photo that is to be cut out.

    Attributes:
        photo: Which.
        names: What its results are called below the target, one for each product of the recipe.
        content: The digest of its bytes when it was last cut out as is asked for now; "" if never.
    """

    photo: Photo
    names: tuple[str, ...]
    content: str = ""


def stamp_of(path: Path) -> str:
    """Size and time of change of a file; "" when it is not there."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_size}-{status.st_mtime_ns}"


def object_stamp(info: Mapping[str, Any]) -> str:
    """What an object store says of an object that changes with it."""
    if tag := info.get("ETag") or info.get("etag"):
        return str(tag).strip('"')
    changed = next((info[k] for k in ("LastModified", "mtime", "created") if info.get(k)), "")
    return f"{info.get('size')}-{changed}"
