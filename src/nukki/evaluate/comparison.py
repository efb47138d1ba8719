"""Two evaluations side by side: which differences are larger than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from nukki.core.errors import InputError
from nukki.evaluate.evaluation import Evaluation, Row
from nukki.evaluate.kinds import KINDS, Kind
from nukki.evaluate.score import Measure
from nukki.evaluate.statistics import Difference, holm, paired_difference

SURE = 0.05
"""A difference is larger than chance when its corrected p is under this."""

FEW = 10
"""With fewer rows no p can fall under `SURE`: there are too few ways to flip their signs."""

Verdict = Literal["better", "worse", "chance"]


@dataclass(frozen=True)
class Contrast:
    """One measure of ours against theirs, on the photos or clips that both have.

    Attributes:
        measure: Which.
        ours, theirs: The means.
        difference: Ours minus theirs.
        p: How often chance alone would do this, corrected for the number of measures asked
            about (Holm 1979).
    """

    measure: Measure
    ours: float
    theirs: float
    difference: Difference
    p: float

    @property
    def verdict(self) -> Verdict:
        """Whether ours is better or worse by more than chance."""
        if self.p >= SURE:
            return "chance"
        return "better" if (self.difference.mean > 0) == self.measure.more_is_better else "worse"


@dataclass(frozen=True)
class Comparison:
    """Ours against theirs.

    Attributes:
        ours, theirs: What they are called.
        n: How many photos, or clips, both were measured on.
        overall: One contrast for each measure that both have.
        by_category: The same for each category.
        times: Median seconds of ours and theirs on these photos, None where not measured.
        about: Whether these are photos or clips.
    """

    ours: str
    theirs: str
    n: int
    overall: tuple[Contrast, ...]
    by_category: Mapping[str, tuple[Contrast, ...]]
    times: tuple[float | None, float | None] = (None, None)
    about: Kind = KINDS["photo"]


def compare(ours: Evaluation, theirs: Evaluation) -> Comparison:
    """What the photos or clips that both were measured on say.

    Raises:
        InputError: They have none in common.
    """
    about = ours.about
    other = {row.name: row for row in theirs.rows}
    pairs = [(row, other[row.name]) for row in ours.rows if row.name in other]
    if not pairs or theirs.about != about:
        raise InputError(
            f"{ours.name} and {theirs.name} were measured on different {about.name}s; "
            "compare evaluations of one data set"
        )
    categories = sorted({row.category for row, _ in pairs})
    by_category = {
        name: _contrasts([pair for pair in pairs if pair[0].category == name], about)
        for name in (categories if len(categories) > 1 else ())
    }
    overall = _contrasts(pairs, about)
    times = _median([row for row, _ in pairs]), _median([row for _, row in pairs])
    return Comparison(ours.name, theirs.name, len(pairs), overall, by_category, times, about)


def _contrasts(pairs: Sequence[tuple[Row, Row]], about: Kind) -> tuple[Contrast, ...]:
    found: list[tuple[Measure, list[float], list[float]]] = []
    for name, measure in about.measures.items():
        both = [(a.scores, b.scores) for a, b in pairs if name in a.scores and name in b.scores]
        if both:
            found.append((measure, [a[name] for a, _ in both], [b[name] for _, b in both]))
    differences = [paired_difference(mine, yours) for _, mine, yours in found]
    corrected = holm([difference.p for difference in differences])
    return tuple(
        Contrast(measure, sum(mine) / len(mine), sum(yours) / len(yours), difference, p)
        for (measure, mine, yours), difference, p in zip(found, differences, corrected, strict=True)
    )


def _median(rows: Sequence[Row]) -> float | None:
    times = sorted(row.seconds for row in rows if row.seconds is not None)
    return times[len(times) // 2] if times else None


def in_words(comparison: Comparison) -> list[str]:
    """What the comparison says, in sentences."""
    n, what = comparison.n, f"{comparison.about.name}s"
    lines = [f"{comparison.ours} against {comparison.theirs}, on the {n} {what} that both have:"]
    for verdict in ("better", "worse"):
        lines += [_sentence(c) for c in comparison.overall if c.verdict == verdict]
    rest = [c.measure.title for c in comparison.overall if c.verdict == "chance"]
    if len(rest) == len(comparison.overall):
        lines.append("No measure differs by more than chance.")
    elif rest:
        lines.append(f"No more than chance: {', '.join(rest)}.")
    if n < FEW:
        lines.append(f"{n} {what} are too few to tell anything from chance; take {FEW} or more.")
    lines += _parts_in_words(comparison)
    ours, theirs = comparison.times
    if ours and theirs:
        lines.append(f"It takes {ours / theirs:.2f} x the time ({ours:.2f} s, {theirs:.2f} s).")
    return lines


def _sentence(contrast: Contrast) -> str:
    measure, away = contrast.measure, contrast.difference
    digits = measure.digits
    return (
        f"{measure.title} is {contrast.verdict}: {contrast.ours:.{digits}f} against "
        f"{contrast.theirs:.{digits}f} ({away.mean:+.{digits}f}, 95 % interval "
        f"{away.low:+.{digits}f} to {away.high:+.{digits}f}, {p_text(contrast.p)})."
    )


def p_text(p: float) -> str:
    """A p value as text.

    >>> p_text(0.0314), p_text(0.0002)
    ('p = 0.031', 'p < 0.001')
    """
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _parts_in_words(comparison: Comparison) -> list[str]:
    lines = []
    for name, contrasts in comparison.by_category.items():
        told = [f"{c.measure.title} {c.verdict}" for c in contrasts if c.verdict != "chance"]
        if told:
            lines.append(f"In {name or 'no category'}: {', '.join(told)}.")
    return lines
