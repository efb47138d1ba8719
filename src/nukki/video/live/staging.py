"""From options to a show: which network, what is behind, what is below."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from nukki import weights
from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.models.nukki_lite import PACKAGED
from nukki.pipeline import Remover, build
from nukki.stages.harmonise import NO_BACKGROUND
from nukki.video.live.behind import Behind, Blurred, Moving, Unmoved
from nukki.video.live.latest import Latest
from nukki.video.live.scene import Before, OnTop, Scene
from nukki.video.live.shots import ClipSource, Shot, Source
from nukki.video.scene.backdrop import is_clip
from nukki.video.scene.harmony import Harmoniser, Harmony
from nukki.video.scene.inset import Inset
from nukki.video.scene.laying import BLUR, check_laid, shadow_of

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
    harmony: Harmony | None = None,
    progress: weights.Progress | None = None,
) -> Stage:
    """What `options` ask for.

    Args:
        options: Model, background, and what the subject casts on a clip below; without a
            background, a blur.
        over: A clip that the subject is laid over.
        inset: How it lies there.
        harmony: What the subject takes on from its new background.
        progress: Told how a download of weights goes.

    Raises:
        OptionError: Something is outside its grammar, or contradicts another.
    """
    inset, harmony = inset or Inset(), harmony or Harmony()
    check_laid(options, over=over, inset=inset, harmony=harmony)
    asked = options.background
    if asked is None and (over is None or not inset.is_bare):
        asked = BLUR
    moving = is_clip(asked)
    blurred = None if moving else _blur(asked)
    if options.shadow is not None and over is None:
        raise OptionError("shadow: expected a clip that it falls on; name it with --over")
    if harmony.is_asked and blurred is not None and over is None:
        raise OptionError(NO_BACKGROUND)
    still = None if moving or blurred else asked
    remover = build(_quick(replace(options, background=still)), progress=progress)
    clip = over or (Path(str(asked)) if moving else None)
    below = ClipSource(clip, loop=True, max_megapixels=options.max_megapixels) if clip else None

    def scene(shots: Latest[Shot]) -> Scene:
        behind: Behind = blurred or (Moving(shots) if moving else Unmoved(remover))
        harmoniser = Harmoniser(harmony) if harmony.is_asked else None
        if over is None:
            return Before(behind, harmoniser)
        shadow = shadow_of(options)
        return OnTop(shots, inset, None if inset.is_bare else behind, shadow, harmoniser)

    return Stage(remover, scene, below)


def _quick(options: Options) -> Options:
    """Without what photos get beside the network."""
    own_size = options.model == PACKAGED and options.input_size is None
    return replace(
        options,
        preset="fast",
        input_size=SIDE_PX if own_size else options.input_size,
        shadow=None,
        shadow_opacity=None,
    )


def _blur(asked: object) -> Blurred | None:
    """A blur; None for all else."""
    found = re.fullmatch(r"blur(?::(\d+(?:\.\d+)?))?", str(asked).strip())
    if found is None:
        return None
    if found[1] and float(found[1]) == 0:
        raise OptionError("blur: expected a radius of more than 0 pixels, got 0; blur takes 1.5 %")
    return Blurred(float(found[1]) if found[1] else None)
