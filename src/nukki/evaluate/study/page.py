"""A study as one HTML page that needs nothing but itself."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from pathlib import Path

from nukki.evaluate import svg
from nukki.evaluate.document import cell, document, row, table, write_document
from nukki.evaluate.score import MEASURES
from nukki.evaluate.statistics import RESAMPLES
from nukki.evaluate.study.chart import Mark, curves
from nukki.evaluate.study.degradations import DEGRADATIONS, Degradation
from nukki.evaluate.study.findings import (
    MEASURED_AGAINST,
    effects,
    mean_loss,
    recommendations,
    summary,
)
from nukki.evaluate.study.measure import MEASURED
from nukki.evaluate.study.result import CLEAN, Against, Study

TITLE = "How do cut-outs change when photos get worse?"
NOTHING = "-"
CHARTED = ("iou", "boundary_f")

STUDY_STYLE = """
.strip{display:flex;flex-wrap:wrap;gap:.6rem;margin:.4rem 0 1.2rem}
.strip figure{margin:0}.strip img{display:block;border:1px solid #ddd;margin:0 0 3px}
.strip figcaption{font-size:.8rem;color:#444}
.steps img{height:120px;width:auto}
section{border-top:1px solid #e4e4e4;margin-top:1rem}
"""


def write_html(path: Path, study: Study) -> None:
    """Write the page of a study.

    Raises:
        OutputError: It cannot be written there.
    """
    write_document(path, render(study))


def render(study: Study) -> str:
    """The page as text: pictures and charts are inside it, and it asks for nothing else."""
    parts = (
        _facts(study),
        _sentences("In short", summary(study)),
        _sentences("What to do", recommendations(study)),
        _photos_as_they_are(study),
        *(_losses(study, group) for group in study.groups),
        *(_degradations(study, group) for group in study.groups),
        _time(study),
        _photos(study),
        _left_out(study),
        _how(study),
    )
    return document(TITLE, parts, style=STUDY_STYLE)


def _facts(study: Study) -> str:
    taken = f"{len(study.photos())} of {study.available} photos in {study.folder}"
    stopped = "stopped before the end" if study.interrupted else ""
    facts = (taken, stopped, study.machine, f"nukki {study.version}", study.started)
    return f'<p class="quiet">{escape(" · ".join(filter(None, facts)))}</p>'


def _sentences(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{title}</h2><ul>{listed}</ul>"


def _photos_as_they_are(study: Study) -> str:
    """The settings side by side: quality where the truth is known, time, steadiness."""
    truth = "truth" in study.groups
    heads = [
        "setting",
        "s a photo",
        *(MEASURES[name].heading for name in MEASURED if truth),
        *(f"mean loss of IoU, {MEASURED_AGAINST[group]}" for group in study.groups),
    ]
    rows = []
    for setting in study.settings:
        seconds = study.seconds(setting)
        known = [setting, NOTHING if seconds is None else f"{seconds:.3f}"]
        known += [_overall(study, setting, name) for name in MEASURED if truth]
        known += [f"{mean_loss(study, setting, group):.3f}" for group in study.groups]
        rows.append(row([cell(text) for text in known]))
    return f"<h2>Settings side by side</h2>{table(heads, rows)}"


def _overall(study: Study, setting: str, measure: str) -> str:
    found = study.overall(setting, "truth", measure)
    return NOTHING if found is None else f"{found.mean:.{MEASURES[measure].digits}f}"


def _losses(study: Study, group: Against) -> str:
    """A row for each degradation, a cell for each setting: what the worst step costs."""
    by_setting = [
        {effect.degradation.name: effect for effect in effects(study, setting, group)}
        for setting in study.settings
    ]
    rows = []
    for name, degradation in DEGRADATIONS.items():
        cells = [cell(degradation.title)]
        for known in by_setting:
            effect = known.get(name)
            if effect is None:
                cells.append(cell(NOTHING))
                continue
            change = effect.worst.change
            kind = "worse" if change.high < 0 and change.n > 1 else ""
            at = f"at {degradation.label(effect.worst.level)}"
            cells.append(cell(f"{change.mean:+.3f}", small=at, kind=kind))
        rows.append(row(cells))
    note = (
        f"Change of the mean IoU at the step that costs most, {MEASURED_AGAINST[group]}. Coloured: "
        f"the 95 % interval ({RESAMPLES} bootstrap resamples of the photos) lies under 0."
    )
    heading = f"What each change costs, {MEASURED_AGAINST[group]}"
    return f'<h2>{heading}</h2>{table(("", *study.settings), rows)}<p class="quiet">{note}</p>'


def _degradations(study: Study, group: Against) -> str:
    count = len(study.photos(group))
    photos = "1 photo" if count == 1 else f"{count} photos"
    words = f"Quality against each change, {MEASURED_AGAINST[group]} ({photos})"
    note = (
        "Dashed: the photos as they are. Thin lines: 95 % interval of the mean. Each setting's own "
        "answer on the clean photo counts as right here, so all curves meet at 1."
        if group == "own"
        else "Dashed: the photos as they are. Thin lines: 95 % interval of the mean."
    )
    sections = "".join(_degradation(study, group, entry) for entry in DEGRADATIONS.values())
    return f'<h2>{words}</h2><p class="quiet">{note}</p>{key(list(study.settings))}{sections}'


def _degradation(study: Study, group: Against, degradation: Degradation) -> str:
    charts = "".join(_chart(study, group, degradation, measure) for measure in CHARTED)
    if not charts:
        return ""
    title = f"{degradation.title[0].upper()}{degradation.title[1:]}"
    strips = "".join(_strip(study, group, degradation, setting) for setting in study.settings)
    return f'<section><h3>{escape(title)}</h3><div class="charts">{charts}</div>{strips}</section>'


def _chart(study: Study, group: Against, degradation: Degradation, measure: str) -> str:
    step = degradation.levels.index
    series = [
        [
            Mark(step(point.level), point.value.mean, point.value.low, point.value.high)
            for point in study.curve(setting, group, degradation.name, measure)
        ]
        for setting in study.settings
    ]
    if not any(series):
        return ""
    return curves(
        series,
        [degradation.label(level) for level in degradation.levels],
        x_title=f"{degradation.title}: {degradation.says}",
        y_title=MEASURES[measure].heading,
        top=1.0,
        neutral=step(degradation.neutral),
    )


def _strip(study: Study, group: Against, degradation: Degradation, setting: str) -> str:
    """The first photo at every step, its cut-out below."""
    photo = study.photos()[0]
    figures = []
    for level in degradation.levels:
        step = (CLEAN, 0.0) if level == degradation.neutral else (degradation.name, level)
        found = study.row(setting, photo, *step)
        if found is None or not found.pictures or found.against != group:
            continue
        label = f"{degradation.label(level)}: IoU {found.scores['iou']:.2f}"
        images = "".join(map(image, found.pictures))
        figures.append(f"<figure>{images}<figcaption>{escape(label)}</figcaption></figure>")
    if not figures:
        return ""
    said = f'<p class="quiet">{escape(f"{photo}, cut out by {setting}")}</p>'
    return f'{said}<div class="strip steps">{"".join(figures)}</div>'


def _time(study: Study) -> str:
    timed = {name: points for name in study.settings if (points := study.timing(name))}
    if not timed:
        return ""
    sizes = sorted({megapixels for points in timed.values() for megapixels, _ in points})
    series = [
        [Mark(sizes.index(mp), seconds, seconds, seconds) for mp, seconds in timed.get(name, ())]
        for name in study.settings
    ]
    chart = curves(series, [f"{mp:g}" for mp in sizes], x_title="megapixels", y_title="seconds")
    heads = ("setting", *(f"{mp:g} MP" for mp in sizes))
    rows = [
        row([cell(name), *(cell(f"{dict(points)[mp]:.3f}" if mp in dict(points) else NOTHING)
                           for mp in sizes)])
        for name, points in timed.items()
    ]  # fmt: skip
    note = (
        "Seconds to cut out one photo, brought to each size; the quicker of two runs, without "
        "reading the file."
    )
    return (
        f'<h2>Time against resolution</h2><p class="quiet">{note}</p>'
        f"{key(list(study.settings))}{chart}{table(heads, rows)}"
    )


def _photos(study: Study) -> str:
    """Every photo as it is, beside its cut-outs."""
    figures = "".join(_photo(study, name) for name in study.photos())
    return f"<h2>The photos and their cut-outs</h2>{figures}" if figures else ""


def _photo(study: Study, name: str) -> str:
    rows = [found for s in study.settings if (found := study.row(s, name, CLEAN))]
    drawn = [found for found in rows if found.pictures]
    if not drawn:
        return ""
    height, width = drawn[0].size_hw
    figures = [_figure(drawn[0].pictures[0], f"{name}, {width}×{height}")]
    for found in drawn:
        right = f", IoU {found.scores['iou']:.3f}" if found.against == "truth" else ""
        figures.append(_figure(found.pictures[1], f"{found.setting}{right}, {found.seconds:.2f} s"))
    return f'<div class="strip">{"".join(figures)}</div>'


def _figure(jpeg: bytes, caption: str) -> str:
    return f"<figure>{image(jpeg, caption)}<figcaption>{escape(caption)}</figcaption></figure>"


def image(jpeg: bytes, alt: str = "") -> str:
    """A picture that is part of the page."""
    data = base64.b64encode(jpeg).decode("ascii")
    return f'<img alt="{escape(alt, quote=True)}" src="data:image/jpeg;base64,{data}">'


def key(names: Sequence[str]) -> str:
    """Which colour is whose."""
    parts = (
        f'<span style="background:{svg.colour(n)}"></span>{escape(name)}'
        for n, name in enumerate(names)
    )
    return f'<p class="key">{"".join(parts)}</p>'


def _left_out(study: Study) -> str:
    if not study.problems:
        return ""
    lines = "".join(
        f"<li><b>{escape(problem.name)}</b>: {escape(problem.message)}</li>"
        for problem in study.problems
    )
    return f"<h2>Left out</h2><ul>{lines}</ul>"


def _how(study: Study) -> str:
    shown = [f"{MEASURES[name].heading}: {MEASURES[name].says}" for name in MEASURED]
    steps = [
        f"{entry.title}: {entry.says}; {', '.join(map(entry.label, entry.levels))}"
        for entry in DEGRADATIONS.values()
    ]
    made = [
        f"{name}: {', '.join(f'{k}={v}' for k, v in values.items() if v not in (None, ()))}"
        for name, values in study.settings.items()
    ]
    return (
        _sentences("What is measured", shown)
        + _sentences("What is changed", steps)
        + _sentences("Settings", made)
    )
