"""What a study's numbers say, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nukki.evaluate.study.degradations import DEGRADATIONS, Degradation
from nukki.evaluate.study.result import Against, Point, Study

QUALITY = "iou"
"""The measure that sentences speak of; the charts show more."""

HARMLESS, FELT = 0.02, 0.05
"""A loss of IoU up to the first is not worth a word; from the second on it shows in cut-outs."""

ALIKE = 0.01
"""Settings whose IoU is this close are taken for equally good."""

FEW = 8
"""With fewer photos, means are hints."""

SAVES = 1.3
"""Times are worth a word from this ratio on."""

OVERLAP = "IoU is how far two masks overlap: 1 is all, 0 is nothing."

MEASURED_AGAINST: dict[Against, str] = {
    "truth": "against ground truth",
    "own": "against each model's own answer on the clean photo",
}


@dataclass(frozen=True)
class Effect:
    """What one degradation does to one setting.

    Attributes:
        degradation: Which.
        points: Its curve.
    """

    degradation: Degradation
    points: tuple[Point, ...]

    @property
    def worst(self) -> Point:
        """The step that costs most."""
        return min(self.points, key=lambda point: point.change.mean)

    @property
    def loss(self) -> float:
        """The mean loss at that step; 0 when no step costs anything."""
        return max(0.0, -self.worst.change.mean)

    @property
    def safe(self) -> tuple[float, float]:
        """The levels from which to which every step costs at most `HARMLESS`."""
        levels = [point.level for point in self.points]
        start = end = levels.index(self.degradation.neutral)
        while start > 0 and -self.points[start - 1].change.mean <= HARMLESS:
            start -= 1
        while end < len(levels) - 1 and -self.points[end + 1].change.mean <= HARMLESS:
            end += 1
        return levels[start], levels[end]


def effects(study: Study, setting: str, group: Against) -> list[Effect]:
    """What each degradation does to a setting, the most harmful first."""
    curves = ((d, study.curve(setting, group, d.name, QUALITY)) for d in DEGRADATIONS.values())
    known = (Effect(degradation, points) for degradation, points in curves if len(points) > 1)
    return sorted(known, key=lambda effect: -effect.loss)


def mean_loss(study: Study, setting: str, group: Against) -> float:
    """The mean loss over all steps of all degradations: how unsteady a setting is."""
    changes = [
        -point.change.mean
        for effect in effects(study, setting, group)
        for point in effect.points
        if point.level != effect.degradation.neutral
    ]
    return sum(changes) / len(changes) if changes else 0.0


def summary(study: Study) -> list[str]:
    """What was found, a sentence or a few for each thing."""
    lines = [OVERLAP] if study.groups else []
    lines += [line for group in study.groups for line in _of_group(study, group)]
    lines += [line for name in study.settings for line in _time(study, name)]
    return lines


def recommendations(study: Study) -> list[str]:
    """What to do about it, from the photos with ground truth when there are some."""
    if not study.groups:
        return []
    group = study.groups[0]
    chosen, why = _choice(study, group)
    lines = [why] if why else []
    found = effects(study, chosen, group)
    lines += [_care(effect) for effect in found if effect.loss >= FELT]
    calm = [effect.degradation.title for effect in found if effect.loss <= HARMLESS]
    if calm:
        lines.append(f"No need to care about {_listed(calm)}: {chosen} hardly notices.")
    lines += _shrinking(study, chosen, group)
    count = len(study.photos(group))
    if count < FEW:
        lines.append(f"These are means over {_photos(count)}: take them for hints, and try more.")
    return lines


def _of_group(study: Study, group: Against) -> Iterator[str]:
    count = _photos(len(study.photos(group)))
    if group == "truth":
        yield f"Measured against ground truth: {count}."
    else:
        yield (
            f"Without ground truth: {count}. There each model is measured against its own answer "
            "on the clean photo: the numbers tell how steady it is, not how right."
        )
    for setting in study.settings:
        found = effects(study, setting, group)
        overall = study.overall(setting, group, QUALITY)
        if overall is not None and group == "truth":
            yield f"{setting}: IoU {overall.mean:.3f} on the photos as they are."
        if found:
            yield from _sensitive(setting, found)
    if len(study.settings) > 1:
        yield from _side_by_side(study, group)


def _sensitive(setting: str, found: Sequence[Effect]) -> Iterator[str]:
    worst = found[0]
    if worst.loss < HARMLESS:
        yield f"{setting}: no step costs more than {HARMLESS:g} IoU."
        return
    harmful = [effect for effect in found if effect.loss >= FELT] or [worst]
    yield f"{setting} suffers most from " + "; then from ".join(_told(e) for e in harmful[:3]) + "."
    calm = [effect.degradation.title for effect in found if effect.loss <= HARMLESS]
    if calm:
        yield f"{setting} hardly notices {_listed(calm)}, even at the harshest step."


def _told(effect: Effect) -> str:
    at = effect.degradation.phrase(effect.worst.level)
    value = effect.worst.value.mean
    return f"{effect.degradation.title} (at {at} the IoU falls by {effect.loss:.2f} to {value:.2f})"


def _side_by_side(study: Study, group: Against) -> Iterator[str]:
    loss = {name: mean_loss(study, name, group) for name in study.settings}
    steady = min(loss, key=lambda name: loss[name])
    others = ", ".join(f"{name} {v:.3f}" for name, v in loss.items() if name != steady)
    lost = f"{loss[steady]:.3f} IoU lost on average of all steps"
    yield f"The steadiest is {steady}: {lost} ({others})."
    if group == "truth":
        clean = {n: i.mean for n in study.settings if (i := study.overall(n, group, QUALITY))}
        best = max(clean, key=lambda name: clean[name])
        others = ", ".join(f"{name} {v:.3f}" for name, v in clean.items() if name != best)
        yield f"The best on the photos as they are is {best}: IoU {clean[best]:.3f} ({others})."


def _time(study: Study, setting: str) -> Iterator[str]:
    seconds = study.seconds(setting)
    if seconds is not None:
        yield f"{setting} takes {_seconds(seconds)} a photo (median of the photos as they are)."
    points = study.timing(setting)
    if len(points) < 2:
        return
    (small, quick), (large, slow) = points[0], points[-1]
    span = f"{_seconds(quick)} at {small:g} and {_seconds(slow)} at {large:g} megapixels"
    grows = slow / quick if quick else 1.0
    if grows < SAVES:
        yield f"Its time hardly depends on resolution: {span}."
    else:
        yield f"Its time grows with resolution: {span}."


def _choice(study: Study, group: Against) -> tuple[str, str]:
    """The setting to recommend, and why; no reason when there was no choice."""
    names = list(study.settings)
    if len(names) == 1:
        return names[0], ""
    good = {name: _goodness(study, name, group) for name in names}
    seconds = {name: study.seconds(name) or 0.0 for name in names}
    best = max(names, key=lambda name: good[name])
    near = [name for name in names if good[best] - good[name] <= ALIKE]
    quick, fastest = (min(some, key=lambda name: seconds[name]) for some in (near, names))
    what = "IoU over clean and changed photos" if group == "truth" else "steadiness"
    if quick != best:
        times = f"{_seconds(seconds[quick])} instead of {_seconds(seconds[best])}"
        return quick, f"Take {quick}: within {ALIKE:g} of {best} in {what}, and quicker ({times})."
    if fastest == best:
        return best, f"Take {best}: the best in {what}, and the quickest."
    times = f"{_seconds(seconds[fastest])} instead of {_seconds(seconds[best])}"
    return best, f"Take {best}: the best in {what}. Where time counts more: {fastest} ({times})."


def _goodness(study: Study, setting: str, group: Against) -> float:
    """The mean IoU over all steps, or how little is lost where nobody knows what is right."""
    overall = study.overall(setting, group, QUALITY)
    clean = overall.mean if overall is not None and group == "truth" else 1.0
    return clean - mean_loss(study, setting, group)


def _care(effect: Effect) -> str:
    degradation = effect.degradation
    start, end = (degradation.label(level) for level in effect.safe)
    worst = f"at {degradation.phrase(effect.worst.level)} {effect.loss:.2f} IoU is lost"
    title = degradation.title[0].upper() + degradation.title[1:]
    if start == end:
        return f"{title}: the first step is felt already; {worst}. {_sentence(degradation.advice)}"
    return f"{title}: harmless from {start} to {end}; {worst}. {_sentence(degradation.advice)}"


def _shrinking(study: Study, setting: str, group: Against) -> Iterator[str]:
    """Whether smaller files would do as well, and how much time that saves."""
    found = next((e for e in effects(study, setting, group)
                  if e.degradation.name == "resolution"), None)  # fmt: skip
    if found is None:
        return
    level = found.safe[1]
    rows = [r for r in study.rows if r.setting == setting and r.degradation == "resolution"
            and r.level == level and r.against == group]  # fmt: skip
    seconds = sorted(row.seconds for row in rows)
    clean = study.seconds(setting)
    if not seconds or not clean or clean / max(seconds[len(seconds) // 2], 1e-9) < SAVES:
        return
    yield (
        f"For a preview, photos with sides of {found.degradation.label(level)} do as well and take "
        f"{_seconds(seconds[len(seconds) // 2])} instead of {_seconds(clean)}."
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _listed(names: Iterable[str]) -> str:
    *some, last = names
    return f"{', '.join(some)} and {last}" if some else last


def _photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count} photos"


def _seconds(value_s: float) -> str:
    return f"{value_s:.2f} s"
