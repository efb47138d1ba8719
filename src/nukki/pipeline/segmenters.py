"""From a model's name to a segmenter: a network, a technique, or the mean of several."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nukki import codecs, weights
from nukki.core.arrays import Pixels
from nukki.core.errors import InputNotFoundError, OptionError, UnknownNameError, WeightsError
from nukki.core.options import Options
from nukki.core.parameters import MODEL, PICTURE, describe_parameters, pairs, read_parameters
from nukki.core.spec import ModelSpec
from nukki.core.values import Image, Matte
from nukki.engines import SessionOptions
from nukki.models.nukki_lite import PACKAGED
from nukki.pipeline.classes import class_model, graph_path, open_labeller
from nukki.pipeline.objects import object_finder
from nukki.pipeline.sessions import POOL
from nukki.pipeline.shelf import find_parts
from nukki.pipeline.words import open_words, words_model
from nukki.stages.correct import matte_of
from nukki.stages.ensemble import Ensemble
from nukki.stages.levels import Levelled
from nukki.stages.looks import with_looks
from nukki.stages.openings import SeeingThrough
from nukki.stages.recurrent import RecurrentSegmenter
from nukki.stages.segment import NetworkSegmenter, Segmenter
from nukki.stages.select import Selecting
from nukki.stages.start import FromMask
from nukki.stages.techniques import TECHNIQUES
from nukki.stages.things import ANSWERS, BOXES, EveryThing, Labeller, NetworkLabeller

Load = Callable[[], Segmenter]


@dataclass(frozen=True)
class Opening:
    """How networks are opened.

    Attributes:
        options: What was asked for.
        session: Device and threads.
        progress: Told how a download of weights goes.
    """

    options: Options
    session: SessionOptions
    progress: weights.Progress | None = None

    def network(self, spec: ModelSpec) -> Segmenter:
        """A network, loaded."""
        session = POOL.get(self._weights_path(spec), self.session)
        if spec.memory is not None:
            return RecurrentSegmenter(spec, session)
        found: Segmenter = (
            EveryThing(NetworkLabeller(spec, session))
            if spec.output.decode in ANSWERS
            else NetworkSegmenter(spec, session)
        )
        asked = self.options.effective()
        found = Levelled(found) if asked.levels else found
        explicit = self.options.mirror is not None
        quick = asked.mirror_quick and spec.quick and not explicit
        return with_looks(found, asked.looks, mirror=asked.mirror or quick, always=explicit)

    def _weights_path(self, spec: ModelSpec) -> Path:
        if self.options.weights is None:
            return self._graph(spec)
        path = Path(self.options.weights)
        if not path.is_file():
            raise InputNotFoundError(f"weights: expected a file, found none at {path}")
        return weights.graph(spec.weights[0], path)

    def _graph(self, spec: ModelSpec) -> Path:
        try:
            return graph_path(spec, offline=self.options.offline, progress=self.progress)
        except WeightsError as error:
            raise WeightsError(f"{error}\nNeeds none fetched: model {PACKAGED}") from error


@dataclass(frozen=True)
class Later:
    """A segmenter that is loaded when its first picture comes."""

    load: Load

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte of ``pixels`` (H, W, 3)."""
        return self.load()(pixels)


def loader(opening: Opening) -> Load:
    """What loads the segmenter that the options name; all that can be checked is checked now.

    Raises:
        UnknownNameError: No such model, or no such parameter of it.
        OptionError: A parameter's value is of another form; or weights for what is no one network.
        LicenceError: A part may not be used as asked.
    """
    options = opening.options
    if options.start is not None:
        mask = _start(options.start, opening)
        return lambda: mask
    specs = find_parts(options.model, commercial_only=options.commercial_only)
    if options.weights is not None and (len(specs) > 1 or specs[0].name in TECHNIQUES):
        raise OptionError(
            f"weights: model {options.model!r} is not one network that could take a file; "
            "drop it, or name the network"
        )
    if options.input_size is not None:
        specs = at_size(specs, options.input_size)
    _check_memory(specs, options)
    _check_outlines(specs)
    given = pairs(options.parameters)
    _check_keys(specs, given)
    load = _joined(specs, given, opening)
    return _selecting((lambda: SeeingThrough(load())) if options.punch else load, opening)


def _selecting(load: Load, opening: Opening) -> Load:
    """Only the things that are asked for."""
    selection, tell = opening.options.selection, _labeller(opening)
    if not selection:
        return load
    return lambda: Selecting(load(), tell(), selection, object_finder)


def _labeller(opening: Opening) -> Callable[[], Labeller | None]:
    """What loads the network that tells what is named; all that can be checked is checked now."""
    options = opening.options
    if words := options.selection.text:
        found = words_model()
        return lambda: open_words(found, words, opening.session)
    spec = class_model(options)
    if spec is None:
        return lambda: None
    return lambda: open_labeller(spec, options, opening.session, opening.progress)


def _check_outlines(specs: tuple[ModelSpec, ...]) -> None:
    """What knows things by their boxes only cuts nothing out by itself."""
    for spec in specs:
        if spec.output.decode in BOXES:
            raise OptionError(
                f"model {spec.name} finds the boxes of things, not their outlines; choose another "
                f"model, and this one beside it: --keep CLASS --classes {spec.name}"
            )


def _check_memory(specs: tuple[ModelSpec, ...], options: Options) -> None:
    """A network with a memory sees each frame of a clip once, as it is, and by itself."""
    names = [spec.name for spec in specs if spec.memory is not None]
    if not names:
        return
    asked = {
        "looks": (options.looks or 1) > 1,
        "mirror": options.mirror,
        "levels": options.levels,
        "the mean with others": len(specs) > 1,
    }
    if refused := " and ".join(what for what, wanted in asked.items() if wanted):
        raise OptionError(
            f"model {names[0]} remembers the frames before and sees each once, as it is; "
            f"drop {refused}, or choose another model"
        )


def at_size(specs: tuple[ModelSpec, ...], side_px: int) -> tuple[ModelSpec, ...]:
    """The models, those whose size is free on a square canvas of ``side_px``.

    Raises:
        OptionError: No model's size is free, or one does not divide so.
    """
    if not any(spec.preprocess and spec.preprocess.free_size for spec in specs):
        names = " and ".join(spec.name for spec in specs)
        raise OptionError(
            f"input_size: {names} sees every photo at a size of its own; drop input_size, or "
            "choose a network whose size is free, such as one that you trained"
        )
    return tuple(_resized(spec, side_px) for spec in specs)


def _resized(spec: ModelSpec, side_px: int) -> ModelSpec:
    feed = spec.preprocess
    if feed is None or not feed.free_size:
        return spec
    if side_px % feed.multiple:
        raise OptionError(
            f"input_size: {spec.name} takes multiples of {feed.multiple}, got {side_px}; "
            f"nearest: {max(1, round(side_px / feed.multiple)) * feed.multiple}"
        )
    canvas = dataclasses.replace(feed, size_hw=(side_px, side_px))
    return dataclasses.replace(spec, preprocess=canvas)


def _joined(specs: tuple[ModelSpec, ...], given: Mapping[str, Any], opening: Opening) -> Load:
    if len(specs) == 1:
        return _part(specs[0], given, opening)
    loads = [_part(spec, given, _of_several(opening)) for spec in specs]
    twice = opening.options.effective().looks > 1

    def load() -> Segmenter:
        parts = tuple(load() for load in loads)
        both = zip(parts, specs, strict=True)
        networks = tuple(part for part, spec in both if spec.name not in TECHNIQUES)
        return Ensemble(parts, again=networks if twice else ())

    return load


def _of_several(opening: Opening) -> Opening:
    """For a part of an ensemble, which looks again together with the others.

    A preset's mirror image is left to networks that stand alone: its mean is greyer, so that the
    network would count less, and ensembles measured no better with it.
    """
    options = opening.options
    alone = dataclasses.replace(options, looks=1, mirror=options.mirror or False)
    return dataclasses.replace(opening, options=alone)


def _part(spec: ModelSpec, given: Mapping[str, Any], opening: Opening) -> Load:
    if spec.name not in TECHNIQUES:
        return lambda: opening.network(spec)
    kind = TECHNIQUES[spec.name]
    own = {key: value for key, value in given.items() if key in describe_parameters(kind)}
    openers: Mapping[Any, Callable[[Any], Any]] = {
        MODEL: functools.partial(_prior, opening=opening),
        PICTURE: functools.partial(_picture, opening=opening),
    }
    technique = read_parameters(kind, own, openers)
    return lambda: technique


def _check_keys(specs: tuple[ModelSpec, ...], given: Mapping[str, Any]) -> None:
    known = {key for spec in specs for key in parameters_of(spec)}
    name = "+".join(spec.name for spec in specs)
    for key in given:
        if key not in known:
            remedy = "" if known else f"model {name} has none"
            raise UnknownNameError(f"parameter of model {name}", key, known, remedy=remedy)


def parameters_of(spec: ModelSpec) -> Mapping[str, Any]:
    """Default and help of each parameter of a model, by key; networks have none."""
    return describe_parameters(TECHNIQUES[spec.name]) if spec.name in TECHNIQUES else {}


def _prior(name: str, *, opening: Opening) -> Segmenter:
    """Another model's segmenter; its own parameters are their defaults."""
    asked = dataclasses.replace(opening.options, model=str(name), parameters=())
    return Later(functools.cache(loader(dataclasses.replace(opening, options=asked))))


def _start(source: str | Image, opening: Opening) -> Segmenter:
    """The mask that a person brought."""
    if isinstance(source, str) and not Path(source).is_file():
        raise InputNotFoundError(f"start: expected a picture of a mask, found none at {source}")
    return FromMask(matte_of(_picture(source, opening=opening)))


def _picture(source: Any, *, opening: Opening) -> Image:
    if isinstance(source, Image):
        return source
    return codecs.read(source, max_megapixels=opening.options.max_megapixels)
