"""The classes of a network that a user brings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nukki.core.errors import InputNotFoundError, OptionError
from nukki.models.classes import COCO, VOC

KNOWN: Mapping[str, tuple[str, ...]] = {"voc": VOC, "coco": COCO}
BACKGROUND = "background"


def read_classes(text: str) -> tuple[str, ...]:
    """Classes by number, from ``voc``, ``coco``, ``background,cat,dog`` or a file, a name a line.

    >>> read_classes("background, Cat,dog")
    ('background', 'cat', 'dog')

    Raises:
        InputNotFoundError: There is no such file.
        OptionError: Fewer than two names, or one twice.
    """
    if known := KNOWN.get(text.strip().lower()):
        return known
    parts = _lines(Path(text)) if text.lower().endswith(".txt") else text.split(",")
    names = tuple(part.strip().lower() for part in parts)
    given = [name for name in names if name]
    if len(given) < 2 or len(set(given)) < len(given):
        raise OptionError(
            f"--classes: expected {', '.join(KNOWN)}, names with commas or a .txt file with one a "
            f"line, each once and two at least, got {text[:60]!r}"
        )
    return names


def things_of(classes: tuple[str, ...]) -> tuple[str, ...]:
    """Without the background, for networks that do not count it."""
    return classes[1:] if classes[0] == BACKGROUND else classes


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").rstrip().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputNotFoundError(f"{path}: cannot be read; check the path") from error
