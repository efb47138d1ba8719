"""All formats of video: those in ``formats/``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from nukki.core.errors import UnknownNameError
from nukki.core.registry import Registry
from nukki.video.files import formats
from nukki.video.files.format import VideoFormat

PREFERRED = ("prores", "vp9", "ffv1", "h264")
"""Of formats that share an ending, the first of these is meant."""


def _builtin() -> Iterator[VideoFormat]:
    found: list[VideoFormat] = []
    for item in pkgutil.iter_modules(formats.__path__, f"{formats.__name__}."):
        module = importlib.import_module(item.name)
        single: VideoFormat | None = getattr(module, "FORMAT", None)
        found += [single] if single else getattr(module, "FORMATS", ())
    ranks = {name: rank for rank, name in enumerate(PREFERRED)}
    yield from sorted(found, key=lambda entry: ranks.get(entry.name, len(ranks)))


VIDEO_FORMATS: Registry[VideoFormat] = Registry("video format", _builtin())


def video_format(target: Path, name: str | None = None) -> VideoFormat:
    """The format of that name, or else the one that the target's ending chooses.

    >>> video_format(Path("talk.webm")).name
    'vp9'

    Raises:
        UnknownNameError: There is none.
    """
    if name is not None:
        return VIDEO_FORMATS[name]
    suffix = target.suffix.lower()
    found = VIDEO_FORMATS.first(lambda entry: suffix in entry.suffixes)
    if found is None:
        known = [ending for entry in VIDEO_FORMATS.values() for ending in entry.suffixes if ending]
        raise UnknownNameError("video file ending", suffix, known)
    return found


def holding_alpha() -> str:
    """The names of the formats that hold soft transparency, for messages."""
    names = (e.name for e in VIDEO_FORMATS.values() if e.alpha and e.alpha_error < 0.1)
    return ", ".join(names)
