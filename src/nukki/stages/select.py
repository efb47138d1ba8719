"""The things that are asked for, each with a fine matte.

A class network says roughly where a thing is; the model that finds subjects says finely where
subjects are. Where the two agree, the subject's matte is taken, as far as it lies near the thing
and not on a rival; a thing that is no subject of the model keeps its own mask. The refiner then
solves the edge of both on the photo, as everywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import FloatMap, Mask, Pixels
from nukki.core.errors import InputError
from nukki.core.selection import Selection
from nukki.core.values import Matte
from nukki.ops.band import within_px
from nukki.ops.components import TRACE, parts_at, parts_of
from nukki.ops.resize import resize_alpha
from nukki.stages.boxed import outlined
from nukki.stages.by_colour import ByColour
from nukki.stages.guide import Find
from nukki.stages.objects import without
from nukki.stages.segment import Segmenter
from nukki.stages.things import Labeller, Thing

REACH = 0.03
"""How far past a thing's coarse mask its fine edge may lie, as a share of the longer side."""

AGREEMENT = 0.5
"""Share of a thing that must be the model's subject for its matte to be taken."""

CRUMB = 0.01
"""Parts below this share of the largest are no things of their own."""

ALIKE = 0.5
"""Intersection over union from which on two masks show one thing."""


@dataclass(frozen=True, eq=False)
class Selecting:
    """A segmenter to which only what was asked for is the subject.

    Attributes:
        segmenter: Finds subjects, finely.
        labeller: Tells classes; None where only parts of the subject are chosen.
        selection: What is asked for.
        find: Gives what finds a thing in its box, where the labeller knows no more of it.
    """

    segmenter: Segmenter
    labeller: Labeller | None
    selection: Selection
    find: Find = ByColour

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte of all that was asked for in ``pixels`` (H, W, 3).

        Raises:
            InputError: It is not in the picture.
        """
        return _joined(self.each(pixels))

    def each(self, pixels: Pixels) -> list[Matte]:
        """The matte of each thing that was asked for, the largest first.

        Raises:
            InputError: There is none, or there are fewer than the number that was asked for.
        """
        subject = self.segmenter(pixels).alpha
        things = [] if self.labeller is None else self.labeller(pixels)
        named = self.selection.names
        things = outlined(things, named, pixels=pixels, subject=subject, find=self.find)
        if things and max(things[0].alpha.shape) > max(subject.shape):
            subject = resize_alpha(subject, things[0].alpha.shape)
        things = [
            Thing(one.name, one.score, resize_alpha(one.alpha, subject.shape)) for one in things
        ]
        kept = self._kept(subject, things)
        return [Matte(np.ascontiguousarray(alpha)) for alpha in self._numbered(kept)]

    def _kept(self, subject: FloatMap, things: Sequence[Thing]) -> list[FloatMap]:
        asked = self.selection
        if asked.kept:
            wanted = [thing for thing in things if thing.name in asked.kept]
            if not wanted:
                raise InputError(_missing(asked, things))
            rivals = [thing for thing in things if thing.name not in asked.kept]
            apart = self._apart(wanted)
            found = [
                _fine(
                    subject, one.alpha, [*rivals, *(other for other in apart if other is not one)]
                )
                for one in apart
            ]
        else:
            found = [subject]
        for thing in things:
            if thing.name in asked.drop:
                gone = _fine(subject, thing.alpha, ())
                found = [without(alpha, gone) for alpha in found]
        if not asked.kept and self._split:
            found = [subject * part for subject in found for part in _parts(subject)]
        return sorted(found, key=lambda alpha: -float(alpha.sum()))

    def _apart(self, things: Sequence[Thing]) -> list[Thing]:
        """Things one by one, where they are told apart."""
        if not self._split or self.labeller is None:
            return list(things)
        once = _once(things)
        if self.labeller.one_by_one:
            return once
        return [
            Thing(thing.name, thing.score, thing.alpha * part)
            for thing in once
            for part in _parts(thing.alpha)
        ]

    @property
    def _split(self) -> bool:
        """Whether things are told apart."""
        return self.selection.number is not None or self.selection.separate

    def _numbered(self, found: list[FloatMap]) -> list[FloatMap]:
        number = self.selection.number
        found = [alpha for alpha in found if (alpha >= TRACE).any()]
        if number is None:
            return found or [np.zeros((1, 1), np.float32)]
        if number > len(found):
            what = " or ".join(self.selection.kept) or "separate things"
            raise InputError(
                f"instance: expected one of {len(found)} ({what}) that are in the picture, got "
                f"{number}"
            )
        return [found[number - 1]]


def _joined(mattes: Sequence[Matte]) -> Matte:
    return Matte(np.maximum.reduce([matte.alpha for matte in mattes]))


def _fine(subject: FloatMap, coarse: FloatMap, rivals: Sequence[Thing]) -> FloatMap:
    """The fine matte of a thing whose coarse mask is known; all (h, w) float32 [0, 1]."""
    inside = coarse >= 0.5
    agreed = float(np.minimum(subject, coarse).sum()) / max(1e-6, float(coarse.sum()))
    if agreed < AGREEMENT:
        return coarse
    reach_px = max(1.0, REACH * max(subject.shape))
    taken = np.zeros_like(inside)
    for rival in rivals:
        taken |= (rival.alpha >= 0.5) & ~inside
    near = within_px(inside, reach_px) & ~taken
    fine: FloatMap = subject * near
    return fine


def _once(things: Sequence[Thing]) -> list[Thing]:
    """Things, of those that lie on one another only the surest."""
    kept: list[Thing] = []
    for thing in sorted(things, key=lambda one: -one.score):
        if all(_overlap(thing.alpha, other.alpha) < ALIKE for other in kept):
            kept.append(thing)
    return kept


def _overlap(one: FloatMap, other: FloatMap) -> float:
    both = float(np.minimum(one, other).sum())
    return both / max(1e-6, float(np.maximum(one, other).sum()))


def _parts(alpha: FloatMap) -> list[Mask]:
    """Where a matte's separate parts are, each with the haze round it."""
    return [parts_at(alpha > 0, part) for part in parts_of(alpha > TRACE, share=CRUMB)]


def _missing(asked: Selection, things: Sequence[Thing]) -> str:
    if asked.text:
        return (
            f"text: expected {' or '.join(asked.text)} in the picture, found none; say it in other "
            "words, or draw a box round it"
        )
    there = sorted({thing.name for thing in things})
    told = f"there are: {', '.join(there)}" if there else "the network knows nothing in it"
    return f"keep: expected {' or '.join(asked.keep)} in the picture, found none; {told}"
