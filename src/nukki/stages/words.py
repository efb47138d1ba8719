"""Things that are told in words, by networks that see a photo and read a phrase.

owl-vit         phrases (P, 16) by CLIP's vocabulary ─▶ logits (1, N, P), boxes (1, N, 4)
(Minderer et al. 2022)
grounding-dino  one text "a . b ." by BERT's vocabulary ─▶ logits (1, N, 256) for its pieces, boxes
(1, N, 4); a phrase is as likely as the likeliest of its pieces (Liu et al. 2023)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import EngineError, OptionError
from nukki.core.spec import Preprocess, WordGraphs
from nukki.engines import Session
from nukki.engines.tokens import Tokens
from nukki.ops.placement import place, to_tensor
from nukki.stages.instances import boxed, sigmoid
from nukki.stages.things import Thing, thing_of

CLIP_PIECES = 16
"""How many pieces of a phrase OWL-ViT reads, its beginning and its end among them."""

BERT_PIECES = 256
"""How many pieces of all phrases Grounding DINO reads, likewise."""

NEARLY = 0.5
"""Share of the surest box's score from which on another shows what is meant, too."""

OVERLAP = 0.5
"""Overlap from which on two boxes show one thing."""

Feed = dict[str, NDArray[Any]]


class _Layout(Protocol):
    """How phrases go into a graph, and their scores come out."""

    @property
    def feed(self) -> Feed:
        """The graph's inputs besides the photo."""

    def scores(self, logits: NDArray[Any]) -> FloatMap:
        """(N, P) how well each box fits each phrase, [0, 1], of logits (N, any)."""


@dataclass(frozen=True, eq=False)
class _Clip:
    """A row for each phrase."""

    feed: Feed
    phrases: int

    @classmethod
    def of(cls, phrases: Sequence[str], tokens: Tokens) -> _Clip:
        start, end = tokens.number("<|startoftext|>"), tokens.number("<|endoftext|>")
        ids = np.zeros((len(phrases), CLIP_PIECES), np.int64)
        mask = np.zeros_like(ids)
        for row, phrase in enumerate(phrases):
            pieces = [start, *_pieces(phrase, tokens), end]
            _check_length(phrase, pieces, CLIP_PIECES)
            ids[row, : len(pieces)], mask[row, : len(pieces)] = pieces, 1
        return cls({"input_ids": ids, "attention_mask": mask}, len(phrases))

    def scores(self, logits: NDArray[Any]) -> FloatMap:
        if logits.shape[1] != self.phrases:
            raise EngineError(
                f"expected logits (1, N, {self.phrases}), a number for each phrase, got (1, "
                f"{logits.shape[0]}, {logits.shape[1]})"
            )
        return sigmoid(logits)


@dataclass(frozen=True, eq=False)
class _Bert:
    """One text, in which each phrase has its pieces."""

    feed: Feed
    parts: tuple[slice, ...]

    @classmethod
    def of(cls, phrases: Sequence[str], tokens: Tokens) -> _Bert:
        pieces, parts = [tokens.number("[CLS]")], []
        for phrase in phrases:
            own = _pieces(phrase, tokens)
            parts.append(slice(len(pieces), len(pieces) + len(own)))
            pieces += [*own, tokens.number(".")]
        pieces.append(tokens.number("[SEP]"))
        _check_length(", ".join(phrases), pieces, BERT_PIECES)
        ids = np.asarray([pieces], np.int64)
        kinds, mask = np.zeros_like(ids), np.ones_like(ids)
        feed = {"input_ids": ids, "token_type_ids": kinds, "attention_mask": mask}
        return cls(feed, tuple(parts))

    def scores(self, logits: NDArray[Any]) -> FloatMap:
        if logits.shape[1] < self.parts[-1].stop:
            raise EngineError(
                f"expected a number for each of {self.parts[-1].stop} pieces of text, got "
                f"{logits.shape[1]}"
            )
        found = sigmoid(logits)
        return np.stack([found[:, part].max(axis=1) for part in self.parts], axis=1)


_LAYOUTS: Mapping[WordGraphs, type[_Clip] | type[_Bert]] = {
    "owl-vit": _Clip,
    "grounding-dino": _Bert,
}


class WordLabeller:
    """A network that finds what some phrases tell: a `nukki.stages.things.Labeller`."""

    one_by_one = True

    def __init__(
        self,
        phrases: Sequence[str],
        session: Session,
        tokens: Tokens,
        *,
        reads: WordGraphs,
        preprocess: Preprocess,
        likely: float,
    ) -> None:
        """Make the phrases into numbers.

        Args:
            phrases: At least one.
            session: The network.
            tokens: Its vocabulary.
            reads: How it is fed.
            preprocess: How the photo becomes its input.
            likely: Score from which on a box is believed.

        Raises:
            OptionError: A phrase has no letters, or is longer than the network reads.
            EngineError: The graph lacks an input, or the vocabulary is another network's.
        """
        self.names = tuple(phrases)
        self.session = session
        self._layout: _Layout = _LAYOUTS[reads].of(phrases, tokens)
        self._preprocess = preprocess
        self._likely = likely
        if "pixel_values" not in session.inputs or "input_ids" not in session.inputs:
            raise EngineError(
                "expected a graph with the inputs pixel_values and input_ids, got "
                f"{', '.join(session.inputs)}"
            )

    def __call__(self, pixels: Pixels) -> list[Thing]:
        """The things in a picture (H, W, 3) that fit the phrases, as boxes, the surest first."""
        placement = place((pixels.shape[0], pixels.shape[1]), self._preprocess)
        photo = to_tensor(pixels, self._preprocess, placement)
        logits, boxes = self.session.run(self._feed(photo), outputs=(0, 1))
        if logits.ndim != 3:
            raise EngineError(f"expected logits (1, N, any), got {logits.shape}")
        scores = self._layout.scores(logits[0])
        likely = max(self._likely, NEARLY * float(scores.max(initial=0.0)))
        found = boxed(scores, boxes, placement.canvas_hw, likely=likely, overlap=OVERLAP)
        return [thing_of(one, self.names, placement) for one in found]

    def _feed(self, photo: FloatMap) -> Feed:
        """Of what could be given, what this graph takes."""
        all_of_it = np.ones((1, *photo.shape[2:]), np.int64)
        given = {"pixel_values": photo, "pixel_mask": all_of_it, **self._layout.feed}
        wanted = self.session.input_dtypes
        return {
            name: array.astype(wanted[name], copy=False)
            for name, array in given.items()
            if name in wanted
        }


def _pieces(phrase: str, tokens: Tokens) -> list[int]:
    found = tokens.numbers(phrase)
    if not found:
        raise OptionError(f"text: expected words, got {phrase!r}")
    return found


def _check_length(phrase: str, pieces: Sequence[int], most: int) -> None:
    if len(pieces) > most:
        raise OptionError(
            f"text: {phrase!r} is longer than the network reads ({len(pieces)} pieces of words, "
            f"{most} at most); say it shorter"
        )
