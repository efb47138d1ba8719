"""Photos in one folder, masks of the same names in another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nukki.evaluate.layouts import Folders, recognise
from nukki.train.data.found import Found, Left, MaskFile
from nukki.train.data.layouts.layout import Finding, Layout, Request, all_by_stem

WORDS = ("_mask", "_matte", "_alpha", "_gt", "_seg", "-mask", "-matte", "-alpha", "-gt")
"""What a mask's name may have behind its photo's."""

CLIPS = {"DAVIS"}
"""Layouts whose folders are the frames of one clip, which belong together."""

KINDS = {"auto": "", "binary": "binary", "alpha": "alpha", "labels": "binary"}


def fits(request: Request) -> bool:
    """Two folders, or one whose folders are laid out in a known way."""
    if request.masks is not None:
        return request.root.is_dir() and request.masks.is_dir()
    return request.root.is_dir() and bool(recognise(request.root))


def find(request: Request) -> Finding:
    """Photos whose masks have the same path and name; what lacks its partner is left out."""
    if request.masks is not None:
        yield from _paired(request.root, request.masks)
        return
    parts = recognise(request.root)
    for part in parts:
        yield from _of_layout(part, f"{part.star}/" if len(parts) > 1 else "")


def _of_layout(part: Folders, prefix: str) -> Finding:
    kind, is_clip = KINDS[part.layout.truth], part.layout.name in CLIPS
    for entry in _paired(part.images, part.masks, labels=part.layout.truth == "labels"):
        if isinstance(entry, Left):
            yield Left(prefix + entry.name, entry.reason)
            continue
        category = part.star or entry.name.rpartition("/")[0]
        columns = {"group" if is_clip else "category": category}
        yield Found(prefix + entry.name, entry.image, entry.truth, kind, columns)


def _paired(images: Path, masks: Path, *, labels: bool = False) -> Finding:
    photos, truths = all_by_stem(images), all_by_stem(masks)
    used = set()
    for stem, files in photos.items():
        partner = _partner(stem, files[0].suffix, truths)
        if partner is None:
            yield Left(stem, f"no mask of this name in {masks}")
            continue
        used.add(partner)
        yield Found(stem, files[0], MaskFile(truths[partner][0], labels=labels))
        for other in [*files[1:], *truths[partner][1:]]:
            yield Left(stem, f"{other.name} has the same name but for its ending, and is not used")
    for stem in truths:
        if stem not in used:
            yield Left(stem, f"a mask, but no photo of this name in {images}")


def _partner(stem: str, ending: str, truths: Mapping[str, object]) -> str | None:
    """The mask's name for a photo's: the same, with a word behind, or with the photo's ending."""
    names = (stem, *(stem + word for word in WORDS), stem + ending)
    return next((name for name in names if name in truths), None)


LAYOUT = Layout(
    "folders", "images/ with masks/ (or im/ with gt/), DIS5K, DUTS, P3M, AIM, PPM, DAVIS; or two "
    "folders", fits, find,
)  # fmt: skip
