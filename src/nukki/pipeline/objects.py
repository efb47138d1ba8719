"""What finds objects that are pointed at: the best that is here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nukki import weights
from nukki.core.spec import ModelSpec
from nukki.engines import SessionOptions
from nukki.models import PROMPTABLE, PromptableSpec, builtin
from nukki.models.nukki_lite import PACKAGED
from nukki.pipeline.sessions import POOL
from nukki.stages.by_colour import ByColour
from nukki.stages.clicked import Clicked
from nukki.stages.closeups import Closeups
from nukki.stages.objects import Finder
from nukki.stages.promptable import Promptable
from nukki.stages.sam_graphs import FAMILIES
from nukki.stages.segment import NetworkSegmenter, Segmenter


def object_finder(model: ModelSpec | None = None) -> Finder:
    """The model itself where it takes clicks, else the best that is here.

    That is a promptable network whose weights are here, else one that takes clicks and that the
    user trained, else colours, the matte and close looks. Nothing is fetched: a click must not wait
    for hundreds of megabytes. ``nukki models pull`` does.

    Args:
        model: What found the subject; None where that is not known.

    Raises:
        EngineError: The runtime refused the network.
    """
    if model is not None and model.clicks is not None:
        return _clicked(model)
    for spec in PROMPTABLE:
        encoder, decoder = weights.find(spec.encoder), weights.find(spec.decoder)
        if encoder and decoder:
            return _opened(spec, encoder, decoder)
    trained = next((spec for spec in weights.user_specs() if spec.clicks is not None), None)
    return _by_colour() if trained is None else _clicked(trained)


def _by_colour() -> ByColour:
    return ByColour(name=f"{ByColour.name}+{PACKAGED}", closely=Closeups(_quick))


@cache
def _quick() -> Segmenter:
    """The network of the package, quick enough for several looks at each click."""
    spec = builtin()[PACKAGED]
    return NetworkSegmenter(spec, POOL.get(weights.locate(spec.weights[0]), SessionOptions()))


@cache
def _clicked(spec: ModelSpec) -> Clicked:
    session = POOL.get(weights.locate(spec.weights[0]), SessionOptions())
    return Clicked(spec, session, boxed=_by_colour())


@cache
def _opened(spec: PromptableSpec, encoder: Path, decoder: Path) -> Promptable:
    """Kept, since it remembers the photos that it saw."""
    options = SessionOptions()
    family = FAMILIES[spec.graphs]
    graphs = family(POOL.get(encoder, options), POOL.get(decoder, options), spec.canvas_hw)
    return Promptable(spec.name, graphs)
