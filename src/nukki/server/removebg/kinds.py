"""What a foreground is: ``X-Type``, and what shadow it gets when nobody says.

The shelf has no classifier. What it has are networks that know people and nothing else: where such
a network sees a person in most of what was cut out, it is one. For all else the answer is ``other``
rather than a guess.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Protocol

import numpy as np

from nukki.core.errors import NukkiError
from nukki.core.options import Options
from nukki.core.spec import Subject
from nukki.core.values import Cutout, Image, Matte
from nukki.ops.resize import resize, resize_alpha
from nukki.pipeline import build

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
    """Asks a network of the shelf that knows people.

    Args:
        offline: Do not fetch its weights.
    """

    def __init__(self, *, offline: bool = True) -> None:
        self._options = Options(model=PERSON_MODEL, offline=offline, preset="fast")
        self._lock = threading.Lock()
        self._absent = False

    def __call__(self, cutout: Cutout, *, segments: Subject) -> str:
        """``person`` where most of it is one; what the model looks for; else ``other``."""
        if segments in _OF_MODEL:
            return _OF_MODEL[segments]
        matte = self._people(cutout.source)
        if matte is None:
            return "other"
        alpha = resize_alpha(cutout.alpha, matte.size_hw)
        share = float((alpha * matte.alpha).sum() / max(float(alpha.sum()), 1e-6))
        return "person" if share >= PERSON_SHARE else "other"

    def _people(self, image: Image) -> Matte | None:
        """Where people are, or None when nobody can tell; that is found out once."""
        if self._absent:
            return None
        height, width = image.size_hw
        scale = min(1.0, LOOK_PX / max(height, width))
        small = max(1, round(height * scale)), max(1, round(width * scale))
        try:
            remover = build(self._options)
            return remover.matte(Image(resize(image.pixels, small, "area")))
        except NukkiError:
            with self._lock:
                self._absent = True
            return None


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
