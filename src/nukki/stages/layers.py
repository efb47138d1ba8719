"""Composing while what lies beneath the subject is kept apart, for files that hold layers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from nukki.codecs.layers import subject_of
from nukki.core.values import Cutout, Layer
from nukki.stages.arrange import Place
from nukki.stages.compose import Composer, Ground
from nukki.stages.harmonise import Harmonised
from nukki.stages.heads import PlaceHead

CHANGES_THE_SUBJECT = (Place, PlaceHead, Harmonised)
"""Composers after which the subject is no longer part of the photo."""


def composed_in_layers(cutout: Cutout, steps: Iterable[Composer]) -> Cutout:
    """The cut-out after all steps, with the layers that it is made of.

    What changes the shape is done to every sheet. The photo's own pixels stay beneath the mask,
    unless the subject was moved away from them, or changed.
    """
    everywhere = np.ones(cutout.size_hw, np.float32)
    photo: Cutout | None = replace(cutout, foreground=cutout.source.pixels, alpha=everywhere)
    subject = cutout
    beneath: list[tuple[str, Cutout]] = []
    for step in steps:
        if isinstance(step, Ground):
            beneath.insert(0, (step.name, _sheet(step, cutout)))
        else:
            subject = step(subject)
            photo = None if photo is None or isinstance(step, CHANGES_THE_SUBJECT) else step(photo)
            beneath = [(name, step(sheet)) for name, sheet in beneath]
        cutout = step(cutout)
    below = [Layer(name, sheet.foreground, sheet.alpha) for name, sheet in beneath]
    top = subject_of(subject, subject.foreground if photo is None else photo.foreground)
    return replace(cutout, layers=(*below, top))


def _sheet(ground: Ground, cutout: Cutout) -> Cutout:
    """What a ground lays beneath, alone."""
    colours, opacity = ground.beneath(cutout)
    alpha = np.ascontiguousarray(np.broadcast_to(opacity, cutout.size_hw))
    whole = np.ascontiguousarray(np.broadcast_to(colours, cutout.foreground.shape))
    return replace(cutout, foreground=whole, alpha=alpha)
