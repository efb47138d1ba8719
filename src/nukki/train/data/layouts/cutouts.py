"""Subjects already cut out: pictures with alpha, to be laid over backgrounds."""

from __future__ import annotations

from itertools import islice

from nukki import codecs
from nukki.core.errors import InputError
from nukki.train.data.eight_bits import own_alpha
from nukki.train.data.found import Found
from nukki.train.data.layouts.layout import Finding, Layout, Request, pictures_below

LOOKED_AT = 5
"""So many pictures tell what a folder holds."""


def fits(request: Request) -> bool:
    """A folder whose first pictures all have alpha."""
    if request.masks is not None or not request.root.is_dir():
        return False
    first = list(islice(pictures_below(request.root).values(), LOOKED_AT))
    try:
        return bool(first) and all(own_alpha(codecs.read(path)).min() < 255 for path in first)
    except InputError:
        return False


def find(request: Request) -> Finding:
    """Every picture below the folder; the folder it lies in is its category."""
    for place, path in pictures_below(request.root).items():
        yield Found(place, path, None, "cutout", {"category": place.rpartition("/")[0]})


LAYOUT = Layout("cutouts", "a folder of pictures with alpha", fits, find)
