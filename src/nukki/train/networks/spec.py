"""What training needs to know about a network, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nukki.core.parameters import pairs, read_parameters
from nukki.core.spec import Licence, WeightFile

if TYPE_CHECKING:
    from torch import nn


IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class NoOptions:
    """The options of a network that has none."""


def _nothing(options: Any) -> WeightFile | None:
    return None


@dataclass(frozen=True, kw_only=True)
class NetworkSpec:
    """A network that can be trained.

    Its module takes photos (B, 3, H, W), normalised by ``mean`` and ``std``, and gives a tuple of
    logits: the first (B, 1, H, W) is the answer, the others are side outputs for deep supervision,
    of the same size or smaller.

    Attributes:
        name: What users type after ``--arch``.
        summary: One line for help.
        paper: Title or citation.
        options: A frozen dataclass whose fields are made by `nukki.core.parameters.parameter`.
        build: A module with random weights, from such options.
        mean, std: Per channel, of photos in [0, 1].
        multiple: Sizes divisible by it are used in full; any other works, at a little loss.
        size: Side in pixels that it trains at unless told otherwise.
        learning_rate: Where the schedule peaks unless told otherwise.
        warmup: Share of the steps over which the rate climbs to there.
        licence: Terms of the weights that it begins with; None when it begins at random.
        notes: What a user must know, in one or two sentences.
        published: The file of weights that a fresh network begins with, by options; or None.
        load: Reads such a file into a module.
        encoder: Prefixes of the names of parameters that come with published weights; they may
            learn at a lower rate.
        early: Prefixes of the encoder's first layers, the first that one freezes.
        free_size: An exported graph takes any height and width.
    """

    name: str
    summary: str
    build: Callable[[Any], nn.Module]
    paper: str = ""
    options: type[Any] = NoOptions
    mean: tuple[float, float, float] = IMAGENET_MEAN
    std: tuple[float, float, float] = IMAGENET_STD
    multiple: int = 32
    size: int = 320
    learning_rate: float = 1e-3
    warmup: float = 0.05
    licence: Licence | None = None
    notes: str = ""
    published: Callable[[Any], WeightFile | None] = _nothing
    load: Callable[[nn.Module, Path], None] | None = None
    encoder: tuple[str, ...] = ()
    early: tuple[str, ...] = ()
    free_size: bool = True

    def read(self, given: Mapping[str, Any] | Iterable[str] = ()) -> Any:
        """Its options from ``{"width": 32}`` or ``["width=32"]``; defaults for the others.

        Raises:
            OptionError: A key is unknown (the nearest is named), or a value out of its bounds.
        """
        return read_parameters(self.options, pairs(given))

    def make(self, given: Mapping[str, Any] | Iterable[str] = ()) -> nn.Module:
        """A module with random weights, from options as `read` takes them."""
        module: nn.Module = self.build(self.read(given))
        return module
