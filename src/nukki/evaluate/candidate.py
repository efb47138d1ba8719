"""What can be measured: anything that has a matte for a photo."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import InputNotFoundError, OptionError
from nukki.core.options import Options
from nukki.core.values import Cutout, Image
from nukki.evaluate.pairs import Pair, by_stem
from nukki.evaluate.source_digest import source_digest
from nukki.evaluate.truth import read_matte
from nukki.pipeline import Remover, build, find_model

CHANGES_SHAPE = ("trim", "margin", "size", "background")
"""Options whose result cannot be laid over the truth."""

SHOWN_ALWAYS = ("model", "preset")


@dataclass(frozen=True, eq=False)
class Answer:
    """What a candidate made of one photo.

    Attributes:
        alpha: (H, W) float32 [0, 1].
        confidence: [0, 1], None when it has none.
        seconds: How long it took, None when it was not made here.
        foreground: (H, W, 3), the subject's own colours; None when they are the photo's.
    """

    alpha: FloatMap
    confidence: float | None = None
    seconds: float | None = None
    foreground: Pixels | None = None


class Described(Protocol):
    """What tells candidates apart, of photos and of clips."""

    @property
    def name(self) -> str:
        """What tables call it."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What it is, as JSON values."""

    @property
    def key(self) -> str:
        """Equal for two candidates whose answers are equal; "" when nothing can be said."""


@runtime_checkable
class Candidate(Described, Protocol):
    """Anything that has a matte for a photo."""

    def load(self) -> None:
        """Get ready, so that no photo's time counts for it."""

    def __call__(self, pair: Pair, image: Image) -> Answer:
        """Its matte of one photo."""


class Pipeline:
    """A setting of nukki's own pipeline."""

    def __init__(self, remover: Remover, name: str = "") -> None:
        self._remover = remover
        options = remover.options
        for field in CHANGES_SHAPE:
            if getattr(options, field) != getattr(Options(), field):
                raise OptionError(
                    f"{field}: its result cannot be laid over the true matte; drop it to measure"
                )
        self.settings: Mapping[str, Any] = dataclasses.asdict(options)
        self.name = name or _title(options)

    @cached_property
    def key(self) -> str:
        """Its options, the weights and the code: whatever changes a matte."""
        options = self._remover.options
        parts = (self.settings, _weights_digest(options), source_digest())
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()

    def load(self) -> None:
        """Load the network."""
        self._remover.load()

    @property
    def runtime(self) -> tuple[str, str]:
        """Engine and device that really run it; "" and "" when no network does."""
        return self._remover.runtime

    def __call__(self, pair: Pair, image: Image) -> Answer:
        """The finished cut-out's alpha; reading the photo is not part of the time."""
        return _timed(self._remover, image)


class Function:
    """Any function from a photo to a cut-out."""

    def __init__(self, cut: Callable[[Image], Cutout], name: str) -> None:
        self._cut = cut
        self.name = name
        self.key = ""
        self.settings: Mapping[str, Any] = {"function": name}

    def load(self) -> None:
        """Nothing to do."""

    def __call__(self, pair: Pair, image: Image) -> Answer:
        """What the function gives."""
        return _timed(self._cut, image)


class Mattes:
    """Mattes or cut-outs that lie in a folder, named like the photos.

    Raises:
        InputNotFoundError: There is no such folder.
    """

    def __init__(self, folder: Path, name: str = "", *, max_megapixels: int) -> None:
        if not folder.is_dir():
            raise InputNotFoundError(f"{folder}: no such folder; expected mattes")
        self.name = name or folder.name
        self.settings: Mapping[str, Any] = {"mattes": str(folder)}
        self._max_megapixels = max_megapixels
        self._files = by_stem(folder)
        by_last = {Path(stem).name: path for stem, path in self._files.items()}
        marked = {stem.partition(".")[0]: path for stem, path in by_last.items()}
        self._by_name = {**marked, **by_last, **self._files}

    @cached_property
    def key(self) -> str:
        """Their names, sizes and times."""
        stamps = [(s, p.stat().st_size, p.stat().st_mtime_ns) for s, p in self._files.items()]
        return hashlib.sha256(repr((stamps, source_digest())).encode()).hexdigest()

    def load(self) -> None:
        """Nothing to do."""

    def __call__(self, pair: Pair, image: Image) -> Answer:
        """The file whose name is the photo's, perhaps with more after a dot: ``cat.cutout.png``."""
        path = self._by_name.get(pair.name) or self._by_name.get(Path(pair.name).name)
        if path is None:
            raise InputNotFoundError("no matte of this name")
        return Answer(read_matte(path, max_megapixels=self._max_megapixels))


def candidate(what: Candidate | Remover | Options | Callable[[Image], Cutout]) -> Candidate:
    """Whatever is to be measured, as a `Candidate`."""
    if isinstance(what, Options):
        return Pipeline(build(what))
    if isinstance(what, Remover):
        return Pipeline(what)
    if isinstance(what, Candidate):
        return what
    return Function(what, getattr(what, "__name__", type(what).__name__))


def _timed(cut: Callable[[Image], Cutout], image: Image) -> Answer:
    begun = time.perf_counter()
    cutout = cut(image)
    seconds = time.perf_counter() - begun
    return Answer(cutout.alpha, cutout.confidence, seconds, cutout.foreground)


def _title(options: Options) -> str:
    """The model and preset, and what else is not as it comes."""
    plain = Options()
    values = {item.name: getattr(options, item.name) for item in dataclasses.fields(options)}
    other = [
        f"{name}={value}"
        for name, value in values.items()
        if name not in (*SHOWN_ALWAYS, "offline") and value != getattr(plain, name)
    ]
    return ", ".join((options.model, options.preset, *other))


def _weights_digest(options: Options) -> str:
    if options.weights is not None:
        path = Path(options.weights)
        stamp = path.stat() if path.is_file() else None
        return f"{path.name} {stamp.st_size} {stamp.st_mtime_ns}" if stamp else ""
    specs = map(find_model, options.model.split("+"))  # an ensemble's networks
    return " ".join(file.sha256 or file.md5 for spec in specs for file in spec.weights)
