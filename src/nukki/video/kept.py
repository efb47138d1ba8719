"""Mattes kept on disk while a clip is cut, so that a run that was stopped goes on where it was.

    .talk.webm.mattes/key            what they are of; of anything else they are thrown away
    .talk.webm.mattes/000000.segment the mattes of the first frames, 000001.segment of the next

They are what takes the time: frames are read, finished and encoded anew, so that the result is to
the bit that of a run that was never stopped, in every format.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import shutil
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nukki._version import __version__
from nukki.codecs.atomic import write_whole
from nukki.core.errors import InputError, OptionError
from nukki.core.values import Image, Matte
from nukki.pipeline import Remover
from nukki.video.clip import Clip
from nukki.video.steady.between import Look

SEGMENT = 50
"""Frames whose mattes are lost when a run is killed, at most: some seconds of work."""

FULL = np.float32(65535)

KEY = "key"

OUTPUT_ONLY = ("background", "background_zoom", "background_position", "matte_only", "quality")
"""Options that say nothing of a matte: changing them does not throw the mattes away."""


class KeptMattes:
    """Mattes of a clip's frames in a folder.

    Args:
        folder: Made with the first segment.
        key: What the mattes are of.

    Attributes:
        there: How many mattes need not be found again.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder
        self._key = key
        if not _is_of(folder, key):
            shutil.rmtree(folder, ignore_errors=True)
        self._segments = _in_a_row(folder)
        self._new: list[NDArray[np.uint16]] = []
        self.there = len(self._segments) * SEGMENT

    def looking(self, look: Look) -> Look:
        """The function, asked for frames in order; what it found before is read back."""
        kept = self._read()

        def again(image: Image) -> Matte:
            there = next(kept, None)
            return self._keep(look(image)) if there is None else there

        return again

    def _read(self) -> Iterator[Matte]:
        for path in self._segments:
            yield from map(_matte, _unpacked(path.read_bytes()))

    def _keep(self, matte: Matte) -> Matte:
        """The matte as it will be read back; a segment of them is written when it is full.

        One that holds more than alpha would not come back whole: then none is kept.
        """
        if matte.foreground is not None or matte.confidence is not None:
            self.drop()
            return matte
        alpha = np.rint(matte.alpha * FULL).astype(np.uint16)
        self._new.append(alpha)
        if len(self._new) == SEGMENT:
            self._write()
        return dataclasses.replace(matte, alpha=_matte(alpha).alpha)

    def _write(self) -> None:
        number = len(self._segments)
        if not number:
            write_whole(self.folder / KEY, self._key.encode())
        path = _segment(self.folder, number)
        write_whole(path, _packed(self._new))
        self._segments.append(path)
        self._new.clear()

    def drop(self) -> None:
        """Remove them."""
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def kept_mattes(clip: Clip, remover: Remover) -> Iterator[KeptMattes | None]:
    """Mattes of an earlier run of the same, for as long as the block lasts.

    They are removed when it ends well, or when what it read or was asked for is at fault; else
    they stay, for the next run. None where there is nothing to keep: techniques are quick, and a
    network that remembers the frames before has to see them all.
    """
    if remover.runtime == ("", "") or remover.spec.memory is not None:
        yield None
        return
    kept = KeptMattes(mattes_folder(clip.target), _key(clip, remover))
    try:
        yield kept
    except (InputError, OptionError):
        kept.drop()
        raise
    kept.drop()


def mattes_folder(target: Path) -> Path:
    """Where the mattes of a result lie while it is made."""
    return target.with_name(f".{target.name}.mattes")


def _key(clip: Clip, remover: Remover) -> str:
    status = clip.source.stat()
    options = dataclasses.asdict(remover.options)
    asked = {name: value for name, value in options.items() if name not in OUTPUT_ONLY}
    parts = (
        (str(clip.source.resolve()), status.st_size, status.st_mtime_ns),
        (clip.span, asked, remover.spec.weights, __version__),
        _spaced(clip),
    )
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _spaced(clip: Clip) -> object:
    """What says which frames were looked at; nothing where all are."""
    return clip.look_every > 1 and (clip.look_every, [one.frame for one in clip.keyframes])


def _is_of(folder: Path, key: str) -> bool:
    try:
        return (folder / KEY).read_text(encoding="ascii") == key
    except (OSError, UnicodeDecodeError):
        return False


def _segment(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.segment"


def _in_a_row(folder: Path) -> list[Path]:
    """The segments from the first on, up to one that lacks."""
    found: list[Path] = []
    while (path := _segment(folder, len(found))).is_file():
        found.append(path)
    return found


def _packed(alphas: Sequence[NDArray[np.uint16]]) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, *alphas)
    return zlib.compress(stream.getvalue(), level=1)


def _unpacked(data: bytes) -> list[NDArray[np.uint16]]:
    with np.load(io.BytesIO(zlib.decompress(data))) as arrays:
        return [arrays[f"arr_{number}"] for number in range(len(arrays.files))]


def _matte(alpha: NDArray[np.uint16]) -> Matte:
    return Matte(alpha.astype(np.float32) / FULL)
