"""How data sets keep pictures and what is known about them: one file each."""

from __future__ import annotations

from nukki.core.errors import InputNotFoundError
from nukki.core.registry import Registry
from nukki.train.data.layouts import (
    ccp,
    coco,
    cutouts,
    folders,
    manifest,
    photos,
    supervisely,
    voc,
)
from nukki.train.data.layouts.layout import Layout, Request

LAYOUTS: Registry[Layout] = Registry(
    "layout",
    (
        manifest.LAYOUT, coco.LAYOUT, voc.LAYOUT, supervisely.LAYOUT, ccp.LAYOUT, folders.LAYOUT,
        cutouts.LAYOUT, photos.LAYOUT,
    ),
)  # fmt: skip
"""Asked in this order which of them a folder is."""


def recognise(request: Request) -> Layout:
    """The layout of what was named.

    Raises:
        InputNotFoundError: Nothing is there, or it looks like none of them.
    """
    if not request.root.exists():
        raise InputNotFoundError(f"{request.root}: no such file or folder")
    if request.root.is_dir() and not any(request.root.iterdir()):
        raise InputNotFoundError(f"{request.root}: the folder is empty; expected photos with masks")
    for layout in LAYOUTS.values():
        if layout.fits(request):
            return layout
    shapes = "; ".join(layout.summary for layout in LAYOUTS.values())
    raise InputNotFoundError(
        f"{request.root}: no data set of a known layout. Known are: {shapes}. "
        "Photos without masks need --layout photos"
    )


__all__ = ["LAYOUTS", "Layout", "Request", "recognise"]
