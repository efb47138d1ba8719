"""One picture checked, brought to its size, measured and written into a data set."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nukki import codecs
from nukki.codecs.atomic import write_whole
from nukki.core.arrays import Pixels
from nukki.core.errors import InputError
from nukki.core.values import Cutout, Image
from nukki.ops import appearance
from nukki.ops.resize import fit_within, resize
from nukki.train.data.checks import SUBJECT, read_pair
from nukki.train.data.found import Found, Left
from nukki.train.data.row import KINDS, Kind

QUALITY = 95
"""Of photos that are stored anew, 1 to 100."""

PART_SHARE = 0.05
"""Parts of a subject below this share of it are not counted as subjects of their own."""


@dataclass(frozen=True)
class Stored:
    """A picture in the data set, before it is known which split it belongs to.

    Attributes:
        name: What it is called.
        image, truth: Places of its files; truth is "" when it has none of its own.
        kind: What its truth says.
        columns: What its source says besides: group, split, category and others.
        height, width: Its size as it is stored, pixels.
        subject_share, brightness, sharpness, subjects: As in `nukki.train.data.row.Row`.
        fingerprint: Hexadecimal, see `nukki.ops.appearance.difference_hash`.
        content: Hexadecimal, sha256 of its files.
    """

    name: str
    image: str
    truth: str
    kind: Kind
    columns: Mapping[str, str]
    height: int
    width: int
    subject_share: float
    brightness: float
    sharpness: float
    subjects: int
    fingerprint: str
    content: str

    @classmethod
    def decode(cls, held: Mapping[str, Any]) -> Stored:
        """The value of JSON; raises ValueError, KeyError or TypeError when it is not one."""
        if held["kind"] not in KINDS:
            raise ValueError(f"no such kind: {held['kind']!r}")
        return cls(**held)


def store(found: Found, place: str, root: Path, *, long_side_px: int) -> Stored | Left:
    """Check a picture and write it below ``root``; a bad one is left out with its reason.

    Args:
        found: The picture.
        place: The place of its files without folder and ending.
        root: The data set's folder.
        long_side_px: Larger pictures are brought to this size.

    Raises:
        OutputError: It cannot be written there.
    """
    try:
        photo, truth, kind = read_pair(found)
    except InputError as error:
        return Left(found.name, str(error))
    size_hw = fit_within(photo.shape[:2], (long_side_px, long_side_px))
    photo = resize(photo, size_hw, "area")
    truth = None if truth is None else resize(truth, size_hw, "area")
    files = _files(photo, truth, kind, place)
    for name, data in files.items():
        write_whole(root / name, data)
    return _described(found, photo, truth, kind, files)


def safe_place(name: str) -> str:
    """A name as a path that is valid everywhere and stays below its folder.

    >>> safe_place("../a b/Ж:1.jpg")
    '_/a b/Ж_1.jpg'
    """
    valid = name.encode("utf-8", "replace").decode()  # names on disk may be no text at all
    parts = unicodedata.normalize("NFC", valid).replace("\\", "/").split("/")
    cleaned = (re.sub(r'[\x00-\x1f<>:"|?*]', "_", part).rstrip(". ") or "_" for part in parts)
    return "/".join(cleaned)


def photo_bytes(photo: Pixels) -> bytes:
    """A photo (H, W, 3) uint8 as a JPEG file."""
    return codecs.write_flat(photo, "jpeg", quality=QUALITY)


def _files(photo: Pixels, truth: Pixels | None, kind: Kind, place: str) -> dict[str, bytes]:
    """The photo's file, and its mask's when that is another."""
    if truth is None:
        return {f"im/{place}.jpg": photo_bytes(photo)}
    cut = Cutout(photo, truth.astype(np.float32) / np.float32(255), Image(photo))
    if kind == "cutout":
        return {f"im/{place}.png": codecs.write(cut, "png", quality=QUALITY)}
    return {
        f"im/{place}.jpg": photo_bytes(photo),
        f"gt/{place}.png": codecs.write(cut, "png", quality=QUALITY, matte_only=True),
    }


def _described(
    found: Found, photo: Pixels, truth: Pixels | None, kind: Kind, files: Mapping[str, bytes]
) -> Stored:
    covered = truth >= SUBJECT if truth is not None else np.zeros(photo.shape[:2], np.bool_)
    image, *others = files
    return Stored(
        name=found.name,
        image=image,
        truth=others[0] if others else "",
        kind=kind,
        columns=dict(found.columns),
        height=photo.shape[0],
        width=photo.shape[1],
        subject_share=float(covered.mean()),
        brightness=appearance.brightness(photo),
        sharpness=appearance.sharpness(photo),
        subjects=appearance.count_parts(covered, PART_SHARE),
        fingerprint=appearance.difference_hash(photo).tobytes().hex(),
        content=hashlib.sha256(b"".join(files.values())).hexdigest(),
    )
