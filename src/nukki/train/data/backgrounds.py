"""Pictures to lay cut-outs over, stored and split like everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from nukki import codecs
from nukki.codecs.atomic import write_whole
from nukki.core.errors import InputError, InputNotFoundError
from nukki.ops.resize import fit_within, resize
from nukki.train.data.eight_bits import eight_bits
from nukki.train.data.found import Left
from nukki.train.data.layouts.layout import pictures_below
from nukki.train.data.row import SPLITS
from nukki.train.data.split import Shares, split_groups
from nukki.train.data.stored import photo_bytes, safe_place


def store_backgrounds(
    folder: Path, output: Path, *, shares: Shares, seed: int, long_side_px: int
) -> tuple[Mapping[str, Sequence[str]], list[Left]]:
    """Write backgrounds below ``output``; none is on two sides of the split.

    Returns:
        Their places in the data set by split, and those that cannot be read.

    Raises:
        InputError: There is no such folder, or no picture in it can be used.
        OutputError: They cannot be written.
    """
    if not folder.is_dir():
        raise InputNotFoundError(f"{folder}: no such folder; expected backgrounds")
    files = pictures_below(folder)
    blank = [""] * len(files)
    splits = split_groups(range(len(files)), blank, blank, shares=shares, seed=seed)
    grounds: dict[str, list[str]] = {split: [] for split in SPLITS}
    left = []
    for (place, path), split in zip(files.items(), splits, strict=True):
        target = f"bg/{split}/{safe_place(place)}.jpg"
        try:
            write_whole(output / target, _brought(path, long_side_px))
        except InputError as error:
            left.append(Left(place, f"a background that cannot be read: {error}"))
        else:
            grounds[str(split)].append(target)
    if not any(grounds.values()):
        raise InputError(f"{folder}: expected backgrounds, found no picture that can be read")
    return grounds, left


def _brought(path: Path, long_side_px: int) -> bytes:
    side_hw = (long_side_px, long_side_px)
    photo = eight_bits(codecs.read(path, at_least_hw=side_hw).pixels)
    return photo_bytes(resize(photo, fit_within(photo.shape[:2], side_hw), "area"))
