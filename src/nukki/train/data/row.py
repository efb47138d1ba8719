"""One picture of a prepared data set: a line of its manifest, and its pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from nukki.core.arrays import Pixels
from nukki.core.errors import InputError

Split = Literal["train", "validation", "test"]
"""What a picture is for: learning, choosing between settings, or the one last test."""

SPLITS: tuple[Split, ...] = get_args(Split)

Kind = Literal["binary", "alpha", "cutout", "unlabelled"]
"""What is known: yes or no, a share, a subject with its own alpha and no ground, or nothing."""

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Row:
    """A line of the manifest.

    Attributes:
        name: What it is called, unique in the data set.
        split: What it is for.
        image: Its photo's place in the data set; of a cut-out, a picture with alpha.
        truth: Its mask's place in the data set, "" when there is none of its own.
        kind: What its truth says.
        group: Pictures of one group are never on two sides of the split.
        category: What it shows, "" when nothing says so.
        height, width: Its size, pixels.
        subject_share: How much of the picture the subject covers, [0, 1].
        brightness: Mean grey, [0, 1].
        sharpness: Standard deviation of the Laplacian of the grey, in levels of 255.
        subjects: How many separate parts the subject has.
        weight: How much it counts in training.
    """

    name: str
    split: Split
    image: str
    truth: str = ""
    kind: Kind = "binary"
    group: str = ""
    category: str = ""
    height: int = 0
    width: int = 0
    subject_share: float = 0.0
    brightness: float = 0.0
    sharpness: float = 0.0
    subjects: int = 0
    weight: float = 1.0

    def as_text(self) -> dict[str, str]:
        """The line by column; read back by `from_text` it is the same row."""
        values = {column: getattr(self, column) for column in COLUMNS}
        return {
            column: f"{value:.6g}" if isinstance(value, float) else str(value)
            for column, value in values.items()
        }

    @classmethod
    def from_text(cls, line: Mapping[str, str]) -> Row:
        """The row that a line describes.

        Raises:
            InputError: A column is missing or holds something else.
        """
        try:
            given = {column: _READERS[column](line[column]) for column in COLUMNS}
        except (KeyError, ValueError, TypeError) as error:
            name = line.get("name", "?")
            raise InputError(f"{name}: not a line of a prepared data set: {error}") from error
        return cls(**given)


@dataclass(frozen=True, eq=False)
class Sample:
    """A picture's pixels.

    Attributes:
        photo: (H, W, 3) uint8, straight colour.
        truth: (H, W) uint8, 255 where the subject is; None when nobody has said.
        weight: How much it counts in training.
    """

    photo: Pixels
    truth: Pixels | None
    weight: float = 1.0


COLUMNS = tuple(field.name for field in fields(Row))
"""The manifest's columns, in order."""


def _one_of(values: tuple[str, ...], text: str) -> str:
    if text not in values:
        raise ValueError(f"expected one of {', '.join(values)}, got {text!r}")
    return text


_READERS: Mapping[str, Callable[[str], Any]] = {
    "name": str, "image": str, "truth": str, "group": str, "category": str,
    "split": lambda text: _one_of(SPLITS, text), "kind": lambda text: _one_of(KINDS, text),
    "height": int, "width": int, "subjects": int,
    "subject_share": float, "brightness": float, "sharpness": float, "weight": float,
}  # fmt: skip
