"""Words as numbers."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from nukki.core.errors import EngineError, MissingExtraError
from nukki.engines.tokens import read_tokens


@pytest.fixture
def vocabulary(tmp_path: Path) -> Path:
    """A file as Hugging Face publishes it: whole words, which are padded and marked for others."""
    path = tmp_path / "tokenizer.json"
    words = {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "the": 3, "red": 4, "mug": 5}
    pad = {"strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": None}
    kept: dict[str, Any] = {
        "version": "1.0",
        "truncation": {
            "direction": "Right",
            "max_length": 2,
            "strategy": "LongestFirst",
            "stride": 0,
        },
        "padding": {**pad, "pad_id": 0, "pad_type_id": 0, "pad_token": "[UNK]"},
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": words, "unk_token": "[UNK]"},
    }
    path.write_text(json.dumps(kept))
    return path


def test_a_phrase_is_its_pieces_whatever_the_file_pads_or_cuts(vocabulary: Path) -> None:
    pytest.importorskip("tokenizers")
    tokens = read_tokens(vocabulary)
    assert tokens.numbers("The RED mug") == [3, 4, 5]
    assert tokens.number("[SEP]") == 2


def test_a_mark_that_the_vocabulary_lacks_is_named(vocabulary: Path) -> None:
    pytest.importorskip("tokenizers")
    with pytest.raises(EngineError, match=r"a vocabulary with <\|startoftext\|>"):
        read_tokens(vocabulary).number("<|startoftext|>")


def test_what_is_no_vocabulary_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("tokenizers")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(EngineError, match=r"tokenizers cannot read tokenizer\.json"):
        read_tokens(tmp_path / "tokenizer.json")


def test_without_the_package_it_is_said_what_to_install(
    vocabulary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'nukki\[words\]'"):
        read_tokens(vocabulary)
