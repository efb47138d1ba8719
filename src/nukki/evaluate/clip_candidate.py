"""What can be measured on clips: anything that has mattes for frames in their order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from nukki.core.errors import InputError, InputNotFoundError
from nukki.core.values import Cutout, Image
from nukki.evaluate.candidate import Answer, Described, Pipeline
from nukki.evaluate.clips import TrueClip
from nukki.evaluate.measuring import stamp
from nukki.evaluate.pairs import by_stem
from nukki.evaluate.source_digest import source_digest
from nukki.evaluate.truth import read_matte
from nukki.pipeline import Remover

Cut: TypeAlias = Callable[[Iterable[Image], Remover], Iterator[Cutout]]
"""Gives the cut-outs of a clip's frames, in order; it may look some frames ahead."""


class ClipCandidate(Described, Protocol):
    """Anything that has mattes for the frames of a clip."""

    @property
    def is_timed(self) -> bool:
        """Whether its mattes are made when they are asked for."""

    @property
    def runtime(self) -> tuple[str, str]:
        """Engine and device that really run it; "" and "" when no network does."""

    def load(self) -> None:
        """Get ready, so that no frame's time counts for it."""

    def __call__(self, clip: TrueClip, images: Iterable[Image]) -> Iterator[Answer]:
        """Its mattes of a clip's frames, in order.

        Raises:
            InputError: It has none of this clip.
        """


def frame_by_frame(images: Iterable[Image], remover: Remover) -> Iterator[Cutout]:
    """A `Cut` that steadies nothing; a network with a memory keeps it within the clip."""
    return map(remover.for_clip().refined, images)


class ClipPipeline:
    """A setting of nukki's own pipeline, with a way to look at frames and to steady their mattes.

    Args:
        remover: Cuts frames out.
        name: What tables call it; "" names its settings.
        ways: What the way is called, by option; none when there is none.
        cut: The way.
    """

    is_timed = True

    def __init__(
        self,
        remover: Remover,
        name: str = "",
        *,
        ways: Mapping[str, Any] = MappingProxyType({}),
        cut: Cut = frame_by_frame,
    ) -> None:
        self._pipeline = Pipeline(remover, name)
        self._remover = remover
        self._cut = cut
        self._ways = dict(ways)
        self.settings: Mapping[str, Any] = {**self._pipeline.settings, **ways}
        self.name = ", ".join((self._pipeline.name, *(f"{k}={v}" for k, v in ways.items())))
        self.name = name or self.name

    @cached_property
    def key(self) -> str:
        """The pipeline's, with what looks and steadies."""
        parts = (self._pipeline.key, self._ways, source_digest("video/steady"))
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @property
    def runtime(self) -> tuple[str, str]:
        """Engine and device that really run it; "" and "" when no network does."""
        return self._pipeline.runtime

    def load(self) -> None:
        """Load the network."""
        self._pipeline.load()

    def __call__(self, clip: TrueClip, images: Iterable[Image]) -> Iterator[Answer]:
        """The finished cut-outs' alpha."""
        for cutout in self._cut(images, self._remover):
            yield Answer(cutout.alpha, cutout.confidence, foreground=cutout.foreground)


class ClipMattes:
    """Mattes or cut-outs in a folder for each clip, as many as it has frames, in order of names.

    Raises:
        InputNotFoundError: There is no such folder.
    """

    is_timed = False
    runtime = "", ""

    def __init__(self, folder: Path, name: str = "", *, max_megapixels: int) -> None:
        if not folder.is_dir():
            raise InputNotFoundError(f"{folder}: no such folder; expected a folder for each clip")
        self.name = name or folder.name
        self.settings: Mapping[str, Any] = {"mattes": str(folder)}
        self._folder = folder
        self._max_megapixels = max_megapixels

    @cached_property
    def key(self) -> str:
        """Names, sizes and times of all of them."""
        stamps = [stamp(path) for path in by_stem(self._folder).values()]
        return hashlib.sha256(repr((stamps, source_digest())).encode()).hexdigest()

    def load(self) -> None:
        """Nothing to do."""

    def __call__(self, clip: TrueClip, images: Iterable[Image]) -> Iterator[Answer]:
        """The pictures in the folder that has the clip's name.

        Raises:
            InputError: There are more or fewer of them than frames.
        """
        files = list(by_stem(self._folder / clip.name).values())
        if len(files) != len(clip.frames):
            raise InputError(
                f"expected a matte for each of its {len(clip.frames)} frames in "
                f"{self._folder / clip.name}, got {len(files)}"
            )
        for path, _ in zip(files, images, strict=True):
            yield Answer(read_matte(path, max_megapixels=self._max_megapixels))
