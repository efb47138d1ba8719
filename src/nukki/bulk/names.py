"""Names in a run: those that the ledger knows stay, and keys that lead nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from nukki.bulk.entry import Entry
from nukki.outlets import Namer, Recipe


def namer_after(recipe: Recipe, known: Mapping[str, Entry]) -> Namer:
    """Gives out names; a photo that the ledger knows keeps those it has there."""
    return Namer(
        recipe,
        {
            key: entry.outputs
            for key, entry in known.items()
            if entry.outputs and entry.recipe == recipe.digest
        },
    )


def clean_key(path: str) -> str:
    """A key from any path or address: no scheme, no root, nothing that climbs out.

    >>> clean_key("s3://shop/raw/a.jpg"), clean_key("/data/../a.jpg"), clean_key("b/./c.jpg")
    ('shop/raw/a.jpg', 'data/a.jpg', 'b/c.jpg')
    """
    rest = path.partition("://")[2] or path
    parts = (part for part in rest.replace("\\", "/").split("/") if part not in ("", ".", ".."))
    return "/".join(parts)
