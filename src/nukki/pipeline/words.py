"""What finds things that are told in words: an optional network, where its files are here."""

from __future__ import annotations

from collections.abc import Sequence

from nukki import weights
from nukki.core.errors import MissingExtraError, WeightsError
from nukki.engines import SessionOptions
from nukki.engines.tokens import check_tokens, read_tokens
from nukki.models import WORDS, WordsSpec
from nukki.pipeline.sessions import POOL
from nukki.stages.words import WordLabeller


def words_networks() -> list[tuple[WordsSpec, bool]]:
    """Every network that understands words, and whether its files are here."""
    return [(spec, all(map(weights.find, spec.weights))) for spec in WORDS]


def words_need() -> list[str]:
    """The commands that are to be given until words are understood here; none when they are."""
    commands = []
    try:
        check_tokens()
    except MissingExtraError as error:
        commands.append(error.command)
    networks = words_networks()
    if not any(here for _, here in networks):
        commands.append(_pull(networks[0][0]))
    return commands


def words_model() -> WordsSpec:
    """The first network that understands words and is here; nothing is fetched.

    Raises:
        MissingExtraError: What reads words is not installed.
        WeightsError: There is no such network here.
    """
    check_tokens()
    networks = words_networks()
    for spec, here in networks:
        if here:
            return spec
    offers = " or ".join(
        f"{_pull(spec)} ({spec.size / 1e6:.0f} MB, {spec.licence.name})" for spec, _ in networks
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


def _pull(spec: WordsSpec) -> str:
    return f"nukki models pull {spec.name}"
