"""A cut-out that a person corrected: alpha, and the subject's colours where alpha changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.core.errors import InputError, OptionError
from nukki.core.pointing import Guidance
from nukki.core.prompts import Prompt
from nukki.core.strokes import Stroke
from nukki.core.values import Box, Cutout, Image
from nukki.ops.boxes import meet
from nukki.ops.foreground import blank_outside, estimate_foreground
from nukki.stages.guide import Find, Guided, guided
from nukki.stages.strokes import retouch

CONTEXT_PX = 48
"""How far round a window the subject's colours are looked at."""


def correct(cutout: Cutout, strokes: Sequence[Stroke]) -> Cutout:
    """A cut-out corrected by strokes; outside their neighbourhood nothing changes.

    Nothing becomes more opaque than the file's own transparency has it.

    Args:
        cutout: As it was cut: same size as its photo, laid over nothing.
        strokes: In pixels of the photo, the later over the earlier.

    Raises:
        OptionError: The cut-out was cropped, or the strokes cover too much.
    """
    _check_whole(cutout, "refine")
    photo = cutout.source.pixels
    found = retouch(photo, cutout.alpha, strokes)
    alpha = _within_own(found.alpha, cutout.source)
    foreground = cutout.foreground.copy()
    for window in found.windows:
        changed = (alpha != cutout.alpha)[window.slices]
        colours = _colours(photo, alpha, window)
        foreground[window.slices][changed] = colours[changed]
    return replace(cutout, foreground=foreground, alpha=alpha)


def pointed(cutout: Cutout, prompt: Prompt, find: Find) -> Cutout:
    """A cut-out in which an object was chosen, added or removed; a note says what found it.

    Args:
        cutout: As it was cut: same size as its photo, laid over nothing.
        prompt: In pixels of the photo.
        find: Gives what finds the object.

    Raises:
        InputError: Nothing is found there.
        OptionError: The cut-out was cropped, or the prompt points beside the photo.
    """
    _check_whole(cutout, "pick")
    found = by_hand(cutout.source, cutout.alpha, Guidance(prompt), find)
    result = cut_by(cutout.source, found.alpha)
    return replace(result, confidence=cutout.confidence, notes=(*cutout.notes, *found.notes))


def _check_whole(cutout: Cutout, verb: str) -> None:
    if cutout.size_hw != cutout.source.size_hw:
        raise OptionError(
            f"{verb}: the cut-out is {cutout.size_hw} and its photo {cutout.source.size_hw} pixels "
            f"high and wide; {verb} first, then trim"
        )


def by_hand(image: Image, alpha: FloatMap, guidance: Guidance, find: Find) -> Guided:
    """A matte (H, W) float32 [0, 1] after a person's guidance; see `guided` for what it raises.

    Nothing becomes more opaque than the file's own transparency has it.
    """
    found = guided(image.pixels, alpha, guidance, find)
    return replace(found, alpha=_within_own(found.alpha, image))


def _within_own(alpha: FloatMap, image: Image) -> FloatMap:
    own = image.unit_alpha()
    return alpha if own is None else np.minimum(alpha, own)


def cut_by(image: Image, alpha: FloatMap) -> Cutout:
    """The cut-out of a photo whose matte (H, W) float32 [0, 1] is there already."""
    colours = blank_outside(estimate_foreground(image.pixels, alpha), alpha)
    return Cutout(foreground=colours, alpha=alpha, source=image)


def matte_of(picture: Image) -> FloatMap:
    """(H, W) float32 [0, 1]: a cut-out's transparency, else a grey picture's light.

    Raises:
        InputError: The picture is neither.
    """
    own = picture.unit_alpha()
    if own is not None:
        return own
    grey = picture.pixels[..., 0]
    if (picture.pixels != grey[..., np.newaxis]).any():
        raise InputError("matte: expected a grey picture or a transparent one, got one in colour")
    scaled: FloatMap = grey.astype(np.float32) / np.float32(full_scale(grey.dtype))
    return scaled


def _colours(photo: Pixels, alpha: FloatMap, window: Box) -> Pixels:
    """(h, w, 3) the subject's own colours in a window."""
    whole = Box(0, 0, alpha.shape[1], alpha.shape[0])
    around = meet(window.grown(CONTEXT_PX), whole)
    colours = estimate_foreground(photo[around.slices], alpha[around.slices])
    return colours[window.moved(-around.left, -around.top).slices]
