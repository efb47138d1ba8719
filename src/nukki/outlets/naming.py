"""Names of results: the same in every run, and never one for two photos.

    cat.jpg                 cat.png
    cat.heic, cat.jpg       cat.png, cat.jpg.png      the first by name keeps the short one
    cat.JPG, cat.jpg        cat.png, cat.jpg.png      also where a file system takes both for one

Photos come in the order of their keys, so that the same set gives the same names; a photo that was
named before keeps the names it has, whatever else has come meanwhile.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from nukki.outlets.recipe import Recipe


class Namer:
    """Gives out names.

    Args:
        recipe: Its pattern, and its products' endings.
        kept: Names that were given out before, by key.
    """

    def __init__(self, recipe: Recipe, kept: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._recipe = recipe
        self._kept = dict(kept or {})
        self._taken = {_folded(name): key for key, names in self._kept.items() for name in names}

    def names(self, key: str) -> tuple[str, ...]:
        """Names below the target for a photo's products, in the recipe's order."""
        if key in self._kept:
            return self._kept[key]
        for names in self._candidates(key):
            folded = [_folded(name) for name in names]
            if all(self._taken.get(name, key) == key for name in folded):
                self._taken |= dict.fromkeys(folded, key)
                return names
        raise AssertionError("counting never ends")

    def _candidates(self, key: str) -> Iterator[tuple[str, ...]]:
        products = self._recipe.products
        for whole in (False, True):
            yield tuple(self._recipe.named(key, one, whole=whole) for one in products)
        longest = tuple(self._recipe.named(key, one, whole=True) for one in products)
        for number in itertools.count(2):
            yield tuple(_counted(name, number) for name in longest)


def _folded(name: str) -> str:
    """Equal for names that a file system may take for one."""
    return unicodedata.normalize("NFC", name).casefold()


def _counted(name: str, number: int) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
