"""The photos of a study: found in a folder, brought to a size that a laptop can take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nukki import codecs
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import InputNotFoundError
from nukki.core.values import Image
from nukki.evaluate.dataset import open_dataset
from nukki.evaluate.layouts import recognise
from nukki.evaluate.pairs import Pair, Problem, by_stem
from nukki.evaluate.truth import read_truth
from nukki.ops.composite import over
from nukki.ops.depth import EIGHT, to_depth
from nukki.ops.resize import resize, resize_alpha

MAX_PIXELS = 1_000_000
"""Larger photos are shrunk to this: a network sees no more of them, and a dozen take minutes."""

RESULTS = (".cutout", ".compare")
"""Files so marked are earlier results, not photos."""


@dataclass(frozen=True)
class Source:
    """Where a photo lies, and its pair when there is ground truth."""

    name: str
    image: Path
    pair: Pair | None = None


@dataclass(frozen=True, eq=False)
class Photo:
    """A photo ready to be changed.

    Attributes:
        source: Where it came from.
        pixels: (H, W, 3) uint8, at most `MAX_PIXELS`.
        truth: (H, W) float32 [0, 1], or None where there is no ground truth.
    """

    source: Source
    pixels: Pixels
    truth: FloatMap | None


def find_photos(folder: Path, *, limit: int) -> tuple[tuple[Source, ...], int, tuple[Problem, ...]]:
    """The photos to take, how many there are, and what cannot be used.

    A data set is read as `open_dataset` does, and its photos without a mask are taken without;
    any other folder gives all pictures below it.

    Args:
        folder: A folder, or a CSV manifest.
        limit: At most so many, evenly spread over what is there.

    Raises:
        InputNotFoundError: No such folder, or no picture in it.
        InputError: Its manifest cannot be read.
    """
    if not folder.exists():
        raise InputNotFoundError(f"{folder}: no such folder; expected one with photos")
    found, problems = _listed(folder)
    if not found:
        why = f"; {problems[0].name}: {problems[0].message}" if problems else ""
        raise InputNotFoundError(f"{folder}: no picture in it{why}; expected at least one")
    return spread(found, limit), len(found), problems


def spread(sources: Sequence[Source], limit: int) -> tuple[Source, ...]:
    """At most ``limit`` of them, evenly spaced from the first on."""
    count = min(limit, len(sources))
    return tuple(sources[n * len(sources) // count] for n in range(count))


def read_photo(source: Source, *, max_megapixels: int) -> Photo:
    """The photo in 8 bits and at most `MAX_PIXELS`, with its truth at the same size.

    A picture with transparency is laid on grey, as a network would see it.

    Raises:
        InputError: It or its mask cannot be used.
    """
    if source.pair is None:
        image, alpha = codecs.read(source.image, max_megapixels=max_megapixels), None
    else:
        truth = read_truth(source.pair, max_megapixels=max_megapixels)
        image, alpha = truth.image, truth.alpha
    size_hw = _working_hw(image.size_hw)
    pixels = resize(_opaque(image), size_hw, "area")
    return Photo(source, pixels, None if alpha is None else resize_alpha(alpha, size_hw))


def _listed(folder: Path) -> tuple[list[Source], tuple[Problem, ...]]:
    try:
        data = open_dataset(folder)
    except InputNotFoundError:
        return _pictures(folder), ()
    listed = [Source(pair.name, pair.image, pair) for pair in data.pairs]
    bare = _without_mask(folder, {pair.image for pair in data.pairs})
    known = {source.name for source in bare}
    return listed + bare, tuple(p for p in data.problems if p.name not in known)


def _without_mask(folder: Path, paired: set[Path]) -> list[Source]:
    """The photos of a known layout that no mask belongs to."""
    if folder.is_file() or (folder / "manifest.csv").is_file():
        return []
    parts = recognise(folder)
    return [
        Source(f"{part.star}/{stem}" if len(parts) > 1 else stem, path)
        for part in parts
        for stem, path in by_stem(part.images).items()
        if path not in paired
    ]


def _pictures(folder: Path) -> list[Source]:
    endings = {end for entry in codecs.FORMATS.values() if entry.can_read for end in entry.suffixes}
    places = [path.relative_to(folder) for path in sorted(folder.rglob("*"))]
    return [
        Source(place.as_posix(), folder / place)
        for place in places
        if place.suffix.lower() in endings
        and not any(part.startswith(".") for part in place.parts)
        and not place.stem.endswith(RESULTS)
        and (folder / place).is_file()
    ]


def _working_hw(size_hw: tuple[int, int]) -> tuple[int, int]:
    factor = min(1.0, math.sqrt(MAX_PIXELS / (size_hw[0] * size_hw[1])))
    return max(1, round(size_hw[0] * factor)), max(1, round(size_hw[1] * factor))


def _opaque(image: Image) -> Pixels:
    pixels = to_depth(image.pixels, EIGHT)
    alpha = image.unit_alpha()
    if alpha is None:
        return pixels
    return over(pixels, alpha, np.full((1, 1, 3), 127, np.uint8))
