"""Whether a file's bytes are those a spec promises, without hashing large ones at every start."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from nukki.core.errors import ChecksumError
from nukki.core.spec import WeightFile
from nukki.weights.places import cache_dir

Stamp = dict[str, str | int]

HASHED_AT_EVERY_START_BYTES = 16 * 1024 * 1024
"""Files up to this size are hashed by every process (some ms); larger ones leave a stamp."""

_matched: dict[Path, Stamp] = {}
"""What this process has found to match."""


def file_digest(path: Path, algorithm: str = "sha256") -> str:
    """The hex digest of a file, read in blocks.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as stream:
        # md5 here names a publisher's file and guards no secret: FIPS builds allow that on request
        hasher = hashlib.new(algorithm, usedforsecurity=False)
        return hashlib.file_digest(stream, lambda: hasher).hexdigest()


def promised(file: WeightFile) -> str:
    """The digest to check as ``algorithm:hex``, "" when the spec gives none."""
    if file.sha256:
        return f"sha256:{file.sha256.lower()}"
    return f"md5:{file.md5.lower()}" if file.md5 else ""


def mismatch(file: WeightFile, path: Path) -> str:
    """What is wrong with the bytes at ``path``, "" when they are what the spec promises.

    Raises:
        OSError: The file cannot be read.
    """
    size = path.stat().st_size
    if file.size and size != file.size:
        return f"expected {file.size:,} bytes, got {size:,}"
    if not promised(file):
        return "" if size else "the file is empty"
    algorithm, expected = promised(file).split(":")
    got = file_digest(path, algorithm)
    return "" if got == expected else f"expected {algorithm} {expected}, got {got}"


def settle(file: WeightFile, part: Path, final: Path) -> None:
    """Verify a finished file and move it to its place in one step; a wrong one is removed.

    Raises:
        ChecksumError: Its bytes are not what the spec promises.
        OSError: It cannot be read or moved.
    """
    if wrong := mismatch(file, part):
        part.unlink()
        raise ChecksumError(wrong)
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    part.replace(final)


def matches(file: WeightFile, path: Path) -> bool:
    """Whether a readable file with the promised bytes lies at ``path``.

    A file that matched before in this process, and a large one that ever did, is believed while its
    size and time of change stay the same; `mismatch` never believes.
    """
    try:
        facts = path.stat()
        stamp: Stamp = {
            "path": str(path.absolute()),
            "size": facts.st_size,
            "mtime_ns": facts.st_mtime_ns,
            "digest": promised(file),
        }
        large = facts.st_size > HASHED_AT_EVERY_START_BYTES
        if _matched.get(path) == stamp or (large and _read_stamp(path) == stamp):
            return True
        if mismatch(file, path):
            return False
    except OSError:
        return False
    _matched[path] = stamp
    if large:
        _write_stamp(path, stamp)
    return True


def forget(path: Path) -> None:
    """Let the next `matches` hash the file again."""
    _matched.pop(path, None)
    with contextlib.suppress(OSError):
        _stamp_path(path).unlink(missing_ok=True)


def _stamp_path(path: Path) -> Path:
    key = hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:32]
    return cache_dir() / "stamps" / f"{key}.json"


def _read_stamp(path: Path) -> object:
    try:
        return json.loads(_stamp_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write_stamp(path: Path, stamp: Stamp) -> None:
    target = _stamp_path(path)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    # a cache that cannot be written costs a hash at the next start, nothing else
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(stamp), encoding="utf-8")
        temporary.replace(target)
