"""What finds things that are told in words: an optional network, where its files are here."""

from __future__ import annotations

from collections.abc import Sequence

from nukki import weights
from nukki.core.errors import WeightsError
from nukki.engines import SessionOptions
from nukki.engines.tokens import check_tokens, read_tokens
from nukki.models import WORDS, WordsSpec
from nukki.pipeline.sessions import POOL
from nukki.stages.words import WordLabeller


def words_model() -> WordsSpec:
    """The first network that understands words and is here; nothing is fetched.

    Raises:
        MissingExtraError: What reads words is not installed.
        WeightsError: There is no such network here.
    """
    check_tokens()
    for spec in WORDS:
        if all(weights.find(file) for file in spec.weights):
            return spec
    offers = " or ".join(
        f"nukki models pull {spec.name} ({sum(file.size for file in spec.weights) / 1e6:.0f} MB, "
        f"{spec.licence.name})"
        for spec in WORDS
    )
    raise WeightsError(
        f"text: no network that understands words is here, and none is fetched unasked; {offers}"
    )


def open_words(spec: WordsSpec, phrases: Sequence[str], session: SessionOptions) -> WordLabeller:
    """The network, loaded.

    Raises:
        OptionError: A phrase is longer than it reads.
        WeightsError: Its files have gone since `words_model` saw them.
        EngineError: The runtime refused it.
    """
    graph, tokenizer = (weights.locate(file, offline=True) for file in spec.weights)
    return WordLabeller(
        phrases,
        POOL.get(graph, session),
        read_tokens(tokenizer),
        reads=spec.reads,
        preprocess=spec.preprocess,
        likely=spec.likely,
    )
