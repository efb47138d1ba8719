"""From options to what a clip is laid over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.pipeline import build
from nukki.stages.arrange import Shadow
from nukki.stages.harmonise import NO_BACKGROUND
from nukki.video.scene.backdrop import Scenery, backdrop, is_clip
from nukki.video.scene.harmony import Harmony
from nukki.video.scene.inset import Inset
from nukki.video.scene.overlay import Below, overlay

BLUR = "blur"
"""What fills a frame round the subject when nobody says."""


def below(
    options: Options, *, over: Path | None, inset: Inset | None, harmony: Harmony
) -> tuple[Below | None, Options]:
    """What a clip is laid over, None for nothing, and the options left for the subject itself.

    Args:
        options: Of the subject; a background may be a clip.
        over: Another clip that it is laid on.
        inset: How it lies there.
        harmony: What the subject takes on.

    Raises:
        InputError: A clip cannot be used.
        OptionError: Two of them contradict each other.
    """
    check_laid(options, over=over, inset=inset or Inset(), harmony=harmony)
    if over is not None:
        return _on_top(options, over, inset or Inset(), harmony)
    behind = options.background
    if is_clip(behind):
        limit = options.max_megapixels
        laid = backdrop(Path(str(behind)), max_megapixels=limit, harmony=harmony)
        return laid, replace(options, background=None)
    if not harmony.is_asked:
        return None, options
    if behind is None or str(behind).startswith(BLUR):
        raise OptionError(NO_BACKGROUND)
    only = Options(
        background=behind,
        background_zoom=options.background_zoom,
        background_position=options.background_position,
        max_megapixels=options.max_megapixels,
    )
    return Scenery(build(only), harmony), replace(options, background=None)


def check_laid(options: Options, *, over: Path | None, inset: Inset, harmony: Harmony) -> None:
    """Raise `OptionError` where what is asked for contradicts itself; arguments as in `below`."""
    if options.matte_only and (over is not None or harmony.is_asked):
        raise OptionError("matte_only gives no picture to lay over another; drop one")
    if over is None:
        return
    if inset.is_bare and options.background is not None:
        raise OptionError(
            "over is what lies behind; drop background, or frame the subject (--shape circle)"
        )
    if not inset.is_bare and harmony.is_asked:
        raise OptionError(
            "light_wrap and match_colours are for the subject alone; drop them, or drop --shape"
        )
    if is_clip(options.background):
        raise OptionError("over and background: expected one clip, got two; drop one")


def shadow_of(options: Options) -> Shadow | None:
    """What options say that a subject casts."""
    return Shadow(options.shadow, options.shadow_opacity) if options.shadow else None


def _on_top(options: Options, over: Path, inset: Inset, harmony: Harmony) -> tuple[Below, Options]:
    if not inset.is_bare and options.background is None:
        options = replace(options, background=BLUR)
    shadow, limit = shadow_of(options), options.max_megapixels
    laid = overlay(over, inset, max_megapixels=limit, shadow=shadow, harmony=harmony)
    return laid, replace(options, shadow=None, shadow_opacity=None)
