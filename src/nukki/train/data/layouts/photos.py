"""Photos that nobody has labelled, for a teacher to."""

from __future__ import annotations

from nukki.train.data.found import Found
from nukki.train.data.layouts.layout import Finding, Layout, Request, pictures_below


def fits(request: Request) -> bool:
    """Never by itself: a folder of photos without masks is more often a mistake."""
    return False


def find(request: Request) -> Finding:
    """Every picture below the folder; the folder it lies in is its category."""
    for place, path in pictures_below(request.root).items():
        yield Found(place, path, None, "unlabelled", {"category": place.rpartition("/")[0]})


LAYOUT = Layout("photos", "a folder of photos without masks, for a teacher to label", fits, find)
