"""Words as the numbers that networks take: the optional package ``tokenizers``."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path
from typing import Any, Protocol

from nukki.core.errors import EngineError, MissingExtraError
from nukki.engines.refusals import first_line

EXTRA = "words"


class Tokens(Protocol):
    """The vocabulary of a network."""

    def numbers(self, text: str) -> list[int]:
        """The text's pieces, without what marks its beginning and end."""

    def number(self, piece: str) -> int:
        """One piece, such as what marks the beginning.

        Raises:
            EngineError: The vocabulary lacks it.
        """


class TokenizersFile:
    """A vocabulary that Hugging Face's ``tokenizers`` reads."""

    def __init__(self, loaded: Any, name: str) -> None:
        self._loaded = loaded
        self._name = name

    def numbers(self, text: str) -> list[int]:
        """See `Tokens`."""
        return list(self._loaded.encode(text, add_special_tokens=False).ids)

    def number(self, piece: str) -> int:
        """See `Tokens`."""
        found = self._loaded.token_to_id(piece)
        if found is None:
            raise EngineError(f"{self._name}: expected a vocabulary with {piece}, it has none")
        return int(found)


def check_tokens() -> None:
    """Raise `MissingExtraError` where no vocabulary can be read."""
    if importlib.util.find_spec("tokenizers") is None:
        raise MissingExtraError("understanding words", EXTRA)


def read_tokens(path: Path) -> Tokens:
    """The vocabulary in a file ``tokenizer.json``.

    Raises:
        MissingExtraError: The package ``tokenizers`` is not installed.
        EngineError: It is no such file.
    """
    check_tokens()
    tokenizers = importlib.import_module("tokenizers")
    try:
        loaded = tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:  # the package raises no narrower kind
        raise EngineError(f"tokenizers cannot read {path.name}: {first_line(error)}") from error
    loaded.no_truncation()
    loaded.no_padding()
    return TokenizersFile(loaded, path.name)
