"""Photos in one folder, masks of the same names in another."""

from __future__ import annotations

from nukki.evaluate.layouts import Folders, recognise
from nukki.train.data.found import Found, Left, MaskFile
from nukki.train.data.layouts.layout import Finding, Layout, Request, by_stem

KINDS = {"auto": "", "binary": "binary", "alpha": "alpha", "labels": "binary"}


def fits(request: Request) -> bool:
    """Two folders, or one whose folders are laid out in a known way."""
    if request.masks is not None:
        return request.root.is_dir() and request.masks.is_dir()
    return request.root.is_dir() and bool(recognise(request.root))


def find(request: Request) -> Finding:
    """Photos whose masks have the same path and name; those without one are left out."""
    if request.masks is not None:
        yield from _paired(request)
        return
    parts = recognise(request.root)
    for part in parts:
        prefix = f"{part.star}/" if len(parts) > 1 else ""
        yield from _of_layout(part, prefix)


def _paired(request: Request) -> Finding:
    masks = by_stem(request.masks) if request.masks else {}
    for stem, image in by_stem(request.root).items():
        if stem in masks:
            yield Found(stem, image, MaskFile(masks[stem]))
        else:
            yield Left(stem, f"no mask of this name in {request.masks}")


def _of_layout(part: Folders, prefix: str) -> Finding:
    masks = by_stem(part.masks)
    labels, kind = part.layout.truth == "labels", KINDS[part.layout.truth]
    for stem, image in by_stem(part.images).items():
        category = part.star or stem.rpartition("/")[0]
        if stem in masks:
            truth = MaskFile(masks[stem], labels=labels)
            yield Found(prefix + stem, image, truth, kind, {"category": category})
        else:
            yield Left(prefix + stem, f"no mask of this name in {part.masks}")


LAYOUT = Layout(
    "folders", "images/ with masks/ (or im/ with gt/), DIS5K, DUTS, P3M, AIM, PPM, DAVIS; or two "
    "folders", fits, find,
)  # fmt: skip
