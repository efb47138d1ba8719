"""Errors that code written against rembg catches as ``ValueError``."""

from __future__ import annotations

from collections.abc import Iterable

from nukki.core.errors import InputError, OptionError, UnknownNameError


class UnknownModelError(UnknownNameError, ValueError):
    """No session for that model name; the message has rembg's words, and the nearest names."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__("model", name, known)
        hint = str(self).partition("; ")[2]
        self.args = (f"No session class found for model {name!r}; {hint}",)


class MissingModelPathError(OptionError, ValueError):
    """A custom model was asked for without its file."""


class UnsupportedInputError(InputError, ValueError):
    """Something that is neither bytes, nor a Pillow picture, nor an array."""
