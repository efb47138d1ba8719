"""Which things of a picture are kept, as options say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nukki.core.errors import OptionError

LARGEST, SEPARATE = "largest", "all-separate"


@dataclass(frozen=True)
class Selection:
    """Things by class and by number.

    Attributes:
        keep: Classes that are kept; empty keeps whatever was found.
        drop: Classes that are taken away.
        number: Which of the kept things, the largest being 1; None is all of them.
        separate: Each of them is a result of its own.
        text: What is kept, in words.
    """

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    number: int | None = None
    separate: bool = False
    text: tuple[str, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """Every class that is named."""
        return (*self.keep, *self.drop)

    @property
    def kept(self) -> tuple[str, ...]:
        """What is kept, by class or in words."""
        return (*self.keep, *self.text)

    @property
    def names(self) -> tuple[str, ...]:
        """All that is named."""
        return (*self.kept, *self.drop)

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.names) or self.number is not None or self.separate


def selection_of(
    *,
    keep: str | Sequence[str] | None,
    drop: str | Sequence[str] | None,
    instance: str | int | None,
    text: str | Sequence[str] | None = None,
) -> Selection:
    """The selection that options name.

    >>> selection_of(keep="person, bicycle", drop=(), instance="2")
    Selection(keep=('person', 'bicycle'), drop=(), number=2, separate=False, text=())

    Raises:
        OptionError: The instance is neither a number from 1 on nor a word for one; or a class is
            kept and dropped at once; or words come beside classes.
    """
    kept, dropped, words = _names(keep), _names(drop), _names(text)
    if text is not None and not words:
        raise OptionError('text: expected words, such as "the red mug", got none')
    if words and (kept or dropped):
        raise OptionError("text says in words what is kept; drop keep and drop, or text")
    if both := sorted(set(kept) & set(dropped)):
        raise OptionError(f"keep and drop both name {', '.join(both)}; drop one of them")
    word = None if instance is None else str(instance).strip()
    return Selection(kept, dropped, _number(word), word == SEPARATE, words)


def _names(value: str | Sequence[str] | None) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value or ()
    return tuple(dict.fromkeys(name.strip().lower() for name in parts if name.strip()))


def _number(word: str | None) -> int | None:
    if word is None or word == SEPARATE:
        return None
    if word == LARGEST:
        return 1
    if not word.isdecimal() or int(word) < 1:
        raise OptionError(
            f"instance: expected {LARGEST}, {SEPARATE}, or a number from 1 on, got {word!r}"
        )
    return int(word)
