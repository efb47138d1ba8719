"""From options to a show: which network, what is behind, what is below."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from nukki import weights
from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.pipeline import Remover, build
from nukki.video.backdrop import is_clip
from nukki.video.inset import Inset
from nukki.video.live.behind import Behind, Blurred, Moving, Unmoved
from nukki.video.live.latest import Latest
from nukki.video.live.model import PACKAGED
from nukki.video.live.scene import Before, OnTop, Scene
from nukki.video.live.shots import ClipSource, Shot, Source

BLUR = "blur"
"""What is behind when nobody says."""

SIDE_PX = 320
"""What a network of free size sees of live pictures: a person near the camera is large there."""


@dataclass(frozen=True)
class Stage:
    """What a show needs beside source and sink.

    Attributes:
        remover: Has the network.
        scene: Makes the scene, given what comes from ``below``.
        below: A clip that the scene needs; None for none.
    """

    remover: Remover
    scene: Callable[[Latest[Shot]], Scene]
    below: Source | None = None


def stage(
    options: Options,
    *,
    over: Path | None = None,
    inset: Inset | None = None,
    progress: weights.Progress | None = None,
) -> Stage:
    """What `options` ask for.

    Args:
        options: Model and background; a blur when there is none.
        over: A clip that the subject is laid over.
        inset: How it lies there.
        progress: Told how a download of weights goes.

    Raises:
        OptionError: Something is outside its grammar, or contradicts another.
    """
    background = options.background
    if over is not None and inset is not None and inset.is_bare and background is not None:
        raise OptionError(
            "over is what lies behind; drop background, or frame the subject (--shape circle)"
        )
    asked = background if background is not None or (inset and inset.is_bare) else BLUR
    moving = is_clip(asked)
    if moving and over is not None:
        raise OptionError("over and background: expected one clip, got two; drop one")
    behind = _behind(asked, moving=moving)
    still = None if moving or isinstance(behind, Blurred) else asked
    remover = build(_quick(replace(options, background=still)), progress=progress)
    clip = over or (Path(str(asked)) if moving else None)
    below = ClipSource(clip, loop=True, max_megapixels=options.max_megapixels) if clip else None
    return Stage(remover, _scene(remover, behind, inset if over else None, moving=moving), below)


def _quick(options: Options) -> Options:
    """Without what photos get beside the network."""
    own_size = options.model == PACKAGED and options.input_size is None
    return replace(options, preset="fast", input_size=SIDE_PX if own_size else options.input_size)


def _behind(asked: object, *, moving: bool) -> Blurred | None:
    """A blur; None for all else."""
    found = None if moving else re.fullmatch(r"blur(?::(\d+(?:\.\d+)?))?", str(asked).strip())
    if found is None:
        return None
    if found[1] and float(found[1]) == 0:
        raise OptionError("blur: expected a radius of more than 0 pixels, got 0; blur takes 1.5 %")
    return Blurred(float(found[1]) if found[1] else None)


def _scene(
    remover: Remover, blurred: Blurred | None, inset: Inset | None, *, moving: bool
) -> Callable[[Latest[Shot]], Scene]:
    def made(below: Latest[Shot]) -> Scene:
        behind: Behind = blurred or (Moving(below) if moving else Unmoved(remover))
        if inset is None:
            return Before(behind)
        return OnTop(below, inset, None if inset.is_bare else behind)

    return made
