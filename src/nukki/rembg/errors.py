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


class UnknownVariantError(UnknownNameError, ValueError):
    """No checkpoint of ViTMatte by that name."""


class RefusedModelError(OptionError, ValueError):
    """A model of rembg's that nukki does not run; the message says why, and what to use."""


class MissingModelPathError(OptionError, ValueError):
    """A custom model was asked for without its file."""


class EmptyTrimapError(InputError, ValueError):
    """Nothing is surely subject, or nothing surely background: matting has nothing to go by."""


class UnsupportedInputError(InputError, ValueError):
    """Something that is neither bytes, nor a Pillow picture, nor an array."""
