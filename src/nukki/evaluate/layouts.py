"""How data sets lay out their files: a table, and which of its rows a folder is like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

TruthKind = Literal["auto", "binary", "alpha", "labels"]
"""What a mask's grey means: decided by looking, yes or no, a share, or any number but 0 is yes."""


@dataclass(frozen=True)
class Layout:
    """Where a data set keeps its files.

    Attributes:
        name: What it is called.
        images: Folder of the photos below the root, with ``*`` for any part of a name.
        masks: Folder of the masks, with ``*`` for the same parts in the same order.
        truth: What the masks' grey means.
        trimaps: Folder of the trimaps, "" when there are none.
        category: Where a photo's category comes from: the folder below ``images`` it lies in, the
            ``*`` of the folder, the second field of a name like ``2#Aircraft#7#UAV#1.jpg``, or
            nowhere.
    """

    name: str
    images: str
    masks: str
    truth: TruthKind = "auto"
    trimaps: str = ""
    category: Literal["", "folder", "star", "hash-field"] = ""


PLAIN = "images and masks"

LAYOUTS = (
    Layout("DIS5K", "DIS-*/im", "DIS-*/gt", "binary", category="hash-field"),
    Layout("DUTS", "DUTS-*/DUTS-*-Image", "DUTS-*/DUTS-*-Mask", "binary", category="star"),
    Layout("DUTS", "DUTS-*-Image", "DUTS-*-Mask", "binary", category="star"),
    Layout("P3M", "validation/*/blurred_image", "validation/*/mask", "alpha",
           "validation/*/trimap", category="star"),
    Layout("P3M", "validation/*/original_image", "validation/*/mask", "alpha",
           "validation/*/trimap", category="star"),
    Layout("P3M", "blurred_image", "mask", "alpha", "trimap"),
    Layout("P3M", "original_image", "mask", "alpha", "trimap"),
    Layout("AIM", "original", "mask", "alpha", "trimap"),
    Layout("PPM", "image", "matte", "alpha"),
    Layout("DAVIS", "JPEGImages/480p", "Annotations/480p", "labels", category="folder"),
    Layout("DAVIS", "JPEGImages/1080p", "Annotations/1080p", "labels", category="folder"),
    Layout("DAVIS", "JPEGImages/Full-Resolution", "Annotations/Full-Resolution", "labels",
           category="folder"),
    Layout(PLAIN, "images", "masks", trimaps="trimaps", category="folder"),
    Layout(PLAIN, "im", "gt", trimaps="trimap", category="folder"),
)  # fmt: skip
"""Tried in this order; rows of one name that fit are taken together."""


@dataclass(frozen=True)
class Folders:
    """The folders of one part of a data set.

    Attributes:
        layout: The row of `LAYOUTS` they follow.
        images, masks: Folders that are there.
        trimaps: The folder, or None when there is none.
        star: What the last ``*`` stood for, "" without one.
    """

    layout: Layout
    images: Path
    masks: Path
    trimaps: Path | None = None
    star: str = ""


def recognise(root: Path) -> tuple[Folders, ...]:
    """The folders of pictures below a data set's root; none when no layout fits."""
    for name in dict.fromkeys(layout.name for layout in LAYOUTS):
        rows = [layout for layout in LAYOUTS if layout.name == name]
        if found := tuple(folders for row in rows for folders in _folders(root, row)):
            return found
    return ()


def expected() -> str:
    """What a data set may look like, for a message."""
    plain = [layout for layout in LAYOUTS if layout.name == PLAIN]
    pairs = (f"{layout.images}/ with {layout.masks}/" for layout in plain)
    others = dict.fromkeys(layout.name for layout in LAYOUTS if layout.name != PLAIN)
    return f"{', '.join(pairs)}, or the folders of {', '.join(others)}"


def _folders(root: Path, layout: Layout) -> Iterator[Folders]:
    images = [root / layout.images] if "*" not in layout.images else root.glob(layout.images)
    for folder in sorted(images):
        stars = _stars(folder.relative_to(root).as_posix(), layout.images)
        masks = root / _filled(layout.masks, stars)
        trimaps = root / _filled(layout.trimaps, stars) if layout.trimaps else None
        if folder.is_dir() and masks.is_dir():
            there = trimaps if trimaps and trimaps.is_dir() else None
            yield Folders(layout, folder, masks, there, stars[-1] if stars else "")


def _stars(path: str, pattern: str) -> tuple[str, ...]:
    """What each ``*`` of a pattern stands for in a path that it matches."""
    stars = []
    for part, shape in zip(path.split("/"), pattern.split("/"), strict=True):
        if "*" in shape:
            before, _, after = shape.partition("*")
            stars.append(part[len(before) : len(part) - len(after)])
    return tuple(stars)


def _filled(pattern: str, stars: tuple[str, ...]) -> str:
    for star in stars:
        pattern = pattern.replace("*", star, 1)
    return pattern
