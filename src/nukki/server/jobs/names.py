"""File names of strangers, made safe to write into an archive and to unpack anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

LONGEST = 150
"""Letters of a stem; with its ending and a count it fits every file system, even in UTF-8."""

DEEPEST = 8
"""Folders of a path that are kept, with its name."""

RESERVED = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789¹²³"}
)
"""What Windows opens as a device, with any ending."""

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def clean_name(name: str) -> str:
    r"""The last part of a path, in Unicode's form C, without what any system forbids.

    >>> clean_name("../../etc/passwd"), clean_name("C:\\photos\\cat.jpg"), clean_name("con.png")
    ('passwd', 'cat.jpg', '_con.png')
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    last = _FORBIDDEN.sub("_", last.encode("utf-8", "replace").decode()).strip(" .")
    if last.partition(".")[0].strip().lower() in RESERVED:
        last = f"_{last}"
    stem, suffix = split(last)
    return f"{_cut(stem)}{suffix}" or "picture"


def clean_path(path: str) -> str:
    r"""A path of which each part is clean, and that leads nowhere but down.

    >>> clean_path("/shoes/../a.jpg"), clean_path("C:\\a.jpg"), clean_path("")
    ('shoes/a.jpg', 'C_/a.jpg', 'picture')
    """
    parts = path.replace("\\", "/").split("/")[-DEEPEST:]
    return "/".join(clean_name(part) for part in parts if part not in ("", ".", "..")) or "picture"


def split(name: str) -> tuple[str, str]:
    """Stem and ending; an ending that is long is none.

    >>> split("a.tar.png"), split("no ending")
    (('a.tar', '.png'), ('no ending', ''))
    """
    suffix = PurePosixPath(name).suffix
    return (name[: -len(suffix)], suffix) if 1 < len(suffix) <= 10 else (name, "")


def unique_names(names: Iterable[str], suffixes: Iterable[str]) -> list[str]:
    """A name for each result: its picture's stem and its own ending; the second "a.png" counts.

    Two names are the same when they differ in case only, as on most file systems.

    >>> unique_names(["a.jpg", "A.png", "b"], [".png", ".png", ".webp"])
    ['a.png', 'A (2).png', 'b.webp']
    """
    stems = (split(clean_name(name))[0] for name in names)
    return list(_counted(zip(stems, suffixes, strict=True)))


def unique_paths(paths: Iterable[str]) -> list[str]:
    """The paths themselves; the second of two that are the same counts.

    >>> unique_paths(["shoes/a.jpg", "a.jpg", "A.jpg"])
    ['shoes/a.jpg', 'a.jpg', 'A (2).jpg']
    """
    return list(_counted(split(clean_path(path)) for path in paths))


def attachment(name: str) -> str:
    """A header for a file of any name (RFC 6266)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    exact = "".join(map(_percent, name.encode()))
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}"


def _percent(byte: int) -> str:
    sign = chr(byte)
    return sign if sign.isascii() and (sign.isalnum() or sign in "-._~") else f"%{byte:02X}"


def _counted(parts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Names of stems and endings."""
    taken: set[str] = set()
    for stem, suffix in parts:
        chosen, count = f"{stem}{suffix}", 1
        while chosen.casefold() in taken:
            count += 1
            chosen = f"{stem} ({count}){suffix}"
        taken.add(chosen.casefold())
        yield chosen


def _cut(stem: str) -> str:
    """No more than `LONGEST` bytes in UTF-8, and no half letter at the end."""
    return stem.encode()[:LONGEST].decode(errors="ignore").rstrip(" .")
