"""What a foreground is: ``X-Type``, and what shadow it gets when nobody says.

A network that knows people and nothing else tells people: where it sees one in most of what was cut
out, it is one. A classifier tells people, animals, vehicles and goods apart. Each is asked where
its weights are on this machine; for all else the answer is ``other`` rather than a guess.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np

from nukki.core.errors import NukkiError
from nukki.core.options import Options
from nukki.core.spec import Subject
from nukki.core.values import Cutout, Image
from nukki.ops.resize import resize, resize_alpha
from nukki.pipeline import build
from nukki.pipeline.subject import subject_type

PERSON_MODEL = "selfie"
"""Finds people in a few milliseconds; used where its runtime is installed and its weights are."""

PEOPLE = ("u2net_human_seg", PERSON_MODEL)
"""Models that find nothing but people, the better first: what ``type=person`` restricts to."""

PERSON_SHARE = 0.6
"""From which share of the cut-out on, seen as a person, it is one."""

LOOK_PX = 512
"""Longer side of the picture that is looked at."""

_OF_MODEL: dict[Subject, str] = {"person": "person", "portrait": "person", "clothes": "product"}
"""A model that finds one thing only, found that."""

LEVELS = {
    "1": {"person", "product", "animal", "car", "other"},
    "2": {"person", "product", "animal", "car", "transportation", "graphics", "other"},
}
"""What ``X-Type`` may say, by ``type_level``."""


def restricted(options: Options, kind: str) -> tuple[Options, tuple[str, ...]]:
    """The options with a model that finds that kind alone, and a note when there is none.

    >>> restricted(Options(), "auto")[1]
    ()
    """
    if kind in ("auto", "other"):
        return options, ()
    for name in PEOPLE if kind == "person" else ():
        only = replace(options, model=name, offline=True)
        try:
            build(only).load()
        except NukkiError:
            continue
        return only, ()
    missing = "on this server" if kind == "person" else "yet"
    note = f"type={kind} did not restrict what was found: no model for it {missing}"
    return options, (note,)


class Kinds(Protocol):
    """Tells what a foreground is."""

    def __call__(self, cutout: Cutout, *, segments: Subject) -> str:
        """One of remove.bg's types.

        Args:
            cutout: Before anything was composed.
            segments: What the model that made it looks for.
        """


class ShelfKinds:
    """Asks the networks that are on this machine.

    Args:
        device: Where they run.
    """

    def __init__(self, *, device: str = "auto") -> None:
        self._device = device
        self._people = Options(model=PERSON_MODEL, offline=True, preset="fast", device=device)
        self._absent: set[Callable[[Cutout], str]] = set()

    def __call__(self, cutout: Cutout, *, segments: Subject) -> str:
        """What the model looks for; else what the first network that is sure says; or ``other``."""
        if segments in _OF_MODEL:
            return _OF_MODEL[segments]
        for judge in (self._person, self._classified):
            kind = self._asked(judge, cutout)
            if kind != "other":
                return kind
        return "other"

    def _asked(self, judge: Callable[[Cutout], str], cutout: Cutout) -> str:
        """A judge's word; ``other`` from one whose weights are absent, which is found out once."""
        if judge in self._absent:
            return "other"
        try:
            return judge(cutout)
        except NukkiError:
            self._absent.add(judge)
            return "other"

    def _person(self, cutout: Cutout) -> str:
        matte = build(self._people).matte(_small(cutout.source))
        alpha = resize_alpha(cutout.alpha, matte.size_hw)
        share = float((alpha * matte.alpha).sum() / max(float(alpha.sum()), 1e-6))
        return "person" if share >= PERSON_SHARE else "other"

    def _classified(self, cutout: Cutout) -> str:
        return subject_type(cutout, device=self._device)


def _small(image: Image) -> Image:
    height, width = image.size_hw
    scale = min(1.0, LOOK_PX / max(height, width))
    small = max(1, round(height * scale)), max(1, round(width * scale))
    return Image(resize(image.pixels, small, "area"))


def told(kind: str, level: str) -> str | None:
    """What ``X-Type`` says at a level; None leaves it out.

    >>> told("transportation", "1"), told("person", "latest"), told("car", "none")
    ('other', 'person', None)
    """
    if level == "none":
        return None
    named = "graphics" if kind == "graphic" else kind
    return named if named in LEVELS["1" if level == "1" else "2"] else "other"


def is_empty(cutout: Cutout) -> bool:
    """Whether nothing was found: no pixel belongs to a subject for the greater part."""
    return not bool(np.any(cutout.alpha >= 0.5))
