"""This network against models of the shelf, picture by picture."""

from __future__ import annotations

from nukki.evaluate.comparison import Contrast
from nukki.evaluate.score import MEASURES
from nukki.evaluate.statistics import holm
from nukki.train.report.examined import Examination, Other, group_of
from nukki.train.report.intervals import grouped_difference

COMPARED = ("iou", "mae", "s_measure", "boundary_f")
"""Measures that are compared; each asked about makes all of them less sure (Holm 1979)."""


def contrasts(test: Examination, other: Other) -> dict[str, Contrast]:
    """Ours against theirs by measure, on the pictures that both have; groups count as one."""
    found = {}
    for name in COMPARED:
        both = [
            p for p in test.pictures if name in p.scores and name in other.scores.get(p.name, {})
        ]
        if not both:
            continue
        ours = [picture.scores[name] for picture in both]
        theirs = [other.scores[picture.name][name] for picture in both]
        found[name] = (ours, theirs, grouped_difference(ours, theirs, [*map(group_of, both)]))
    corrected = holm([difference.p for _, _, difference in found.values()])
    return {
        name: Contrast(MEASURES[name], sum(a) / len(a), sum(b) / len(b), difference, p)
        for (name, (a, b, difference)), p in zip(found.items(), corrected, strict=True)
    }
