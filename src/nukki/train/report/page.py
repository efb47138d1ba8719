"""The report of a run as one HTML page that needs nothing but itself."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from pathlib import Path

from nukki.evaluate import svg
from nukki.evaluate.document import cell, document, row, table, write_document
from nukki.evaluate.score import MEASURES, Measure
from nukki.evaluate.statistics import RESAMPLES, Interval
from nukki.evaluate.tables import NOTHING, number
from nukki.train.curves import draw_curves
from nukki.train.report.cases import PANELS, Case, Cases
from nukki.train.report.contrasts import COMPARED, contrasts
from nukki.train.report.evidence import Evidence
from nukki.train.report.examined import OURS, Examination, Other
from nukki.train.report.finding import Finding
from nukki.train.report.findings import findings
from nukki.train.report.slices import TITLES, Slice, slices
from nukki.train.report.words import bounds, seconds_text, sweep_line, time_line

REPORT = "report.html"

REPORT_STYLE = """
ul.found{list-style:none;padding:0}ul.found li{border-left:4px solid #8a8a8a;padding:.1rem .8rem;
 margin:.5rem 0}ul.found li.good{border-color:#2f7d32}ul.found li.weak{border-color:#c2570c}
.advice{display:block;color:#444}.advice b{font-weight:600}
.panels{display:flex;flex-wrap:wrap;gap:4px}.panels img{display:block;border:1px solid #ddd}
.red{color:#b8321f;font-weight:600}.blue{color:#2557b0;font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem}dt{color:#5a5a5a}dd{margin:0}
"""

CHARTED = ("iou", "boundary_f")
"""Measures of the parts that are drawn as bars."""


def write_report(path: Path, evidence: Evidence, cases: Cases) -> None:
    """Write the page.

    Raises:
        OutputError: It cannot be written there.
    """
    write_document(path, render(evidence, cases))


def render(evidence: Evidence, cases: Cases) -> str:
    """The page as text: pictures and charts are inside it, and it asks for nothing else."""
    title = f"How good is {Path(evidence.run).resolve().name}?"
    test = evidence.test
    parts = [_facts(evidence), _found(findings(evidence))]
    if test is not None:
        parts += [
            _overall(test), _parts(test), _threshold(test), _against(test), _drawn(cases),
        ]  # fmt: skip
    parts += [_training(evidence), _settings(evidence)]
    if test is not None:
        parts += [_left_out(test), _legend(test)]
    return document(title, parts, style=REPORT_STYLE)


def _facts(evidence: Evidence) -> str:
    record, test = evidence.record, evidence.test
    height, width = record.size_hw
    facts = [f"{record.network} at {width}×{height}", f"{record.epoch} epochs, {record.status}"]
    if test is not None:
        facts.append(
            f"tested {test.occasion.when} on {len(test.pictures)} pictures, weights "
            f"{test.occasion.weights[:12]}"
        )
    return f'<p class="quiet">{escape(" · ".join(facts))}</p>'


def _found(found: Sequence[Finding]) -> str:
    items = "".join(_item(finding) for finding in found)
    return f'<h2>What was found, and what to try</h2><ul class="found">{items}</ul>'


def _item(finding: Finding) -> str:
    advice = finding.advice
    told = f'<span class="advice"><b>Try:</b> {escape(advice)}</span>' if advice else ""
    return f'<li class="{finding.kind}">{escape(finding.says)}{told}</li>'


def _overall(test: Examination) -> str:
    heads = ("measure", "mean", "95 % interval", "pictures")
    rows = [
        row([cell(MEASURES[name].heading), *_interval_cells(found, MEASURES[name])])
        for name, found in test.overall.items()
    ]
    note = (
        f"Intervals of the mean: {RESAMPLES} bootstrap resamples of the {test.groups} groups of "
        "pictures. ↑ more is better, ↓ less is better."
    )
    return (
        f"<h2>On the test split</h2>{table(heads, rows)}"
        f'<p class="quiet">{note} {escape(time_line(test))}.</p>'
    )


def _interval_cells(found: Interval, measure: Measure) -> list[str]:
    return [cell(number(found.mean, measure)), cell(bounds(found, measure)), cell(str(found.n))]


def _parts(test: Examination) -> str:
    sections = "".join(_part(by, parts) for by, parts in slices(test.pictures).items())
    if not sections:
        return ""
    note = (
        "Black lines: 95 % intervals. Parts whose intervals overlap may not differ at all; "
        "brightness, sharpness and resolution are parted in "
        "thirds. Pictures of one group alone tell no interval."
    )
    return f'<h2>By kind of picture</h2><p class="quiet">{note}</p>{sections}'


def _part(by: str, parts: Sequence[Slice]) -> str:
    charts = "".join(_bars(MEASURES[name], parts) for name in CHARTED)
    return f'<h3>{TITLES[by]}</h3><div class="charts">{charts}</div>'


def _bars(measure: Measure, parts: Sequence[Slice]) -> str:
    known = [(part, found) for part in parts if (found := part.overall.get(measure.name))]
    if not known:
        return ""
    labels = [f"{part.label}, n = {part.n}" for part, _ in known]
    drawn = [svg.Bar(found.mean, found.low, found.high) for _, found in known]
    chart = svg.bars(labels, [drawn], digits=3, title=f"{measure.title} of each part")
    return f"<div>{escape(measure.heading)}<br>{chart}</div>"


def _threshold(test: Examination) -> str:
    sweep = test.sweep
    series = (
        svg.Line("IoU", list(zip(sweep.thresholds, sweep.iou, strict=True))),
        svg.Line("F (β² = 0.3)", list(zip(sweep.thresholds, sweep.f, strict=True))),
    )
    best = sweep.thresholds[sweep.best]
    chart = svg.lines(series, x_title="threshold", y_title="mean over pictures", best=best)
    return f"<h2>Where mattes are cut</h2><p>{escape(sweep_line(test))}.</p>{chart}"


def _against(test: Examination) -> str:
    if not test.others and not test.skipped:
        return ""
    measures = [MEASURES[name] for name in COMPARED if name in test.overall]
    heads = ("model", *(m.heading for m in measures), "s a picture")
    ours = row([cell(OURS), *(cell(number(test.overall[m.name].mean, m)) for m in measures),
                cell(seconds_text(_seconds(test)))], kind="all")  # fmt: skip
    rows = [ours, *(_other_row(test, other, measures) for other in test.others)]
    skipped = "".join(
        f"<li><b>{escape(name)}</b> was left out: {escape(why)}</li>"
        for name, why in test.skipped.items()
    )
    note = (
        "All looked once at each picture, edges as they came. Small: theirs minus ours, with its "
        "95 % interval. Coloured: larger than chance, by a paired sign-flip test of groups at 5 %, "
        "corrected for the number of measures (Holm)."
    )
    return (
        f"<h2>Against models of the shelf</h2>{table(heads, rows)}"
        f'<p class="quiet">{note}</p><ul>{skipped}</ul>{_against_time(test)}'
    )


def _other_row(test: Examination, other: Other, measures: Sequence[Measure]) -> str:
    found = contrasts(test, other)
    cells = [cell(other.name)]
    for measure in measures:
        contrast = found.get(measure.name)
        if contrast is None:
            cells.append(cell(NOTHING))
            continue
        away, digits = contrast.difference, measure.digits
        theirs = {"better": "worse", "worse": "better", "chance": ""}[contrast.verdict]
        small = f"{-away.mean:+.{digits}f} ({-away.high:+.{digits}f} to {-away.low:+.{digits}f})"
        cells.append(cell(number(contrast.theirs, measure), small=small, kind=theirs))
    return row([*cells, cell(seconds_text(other.seconds))])


def _seconds(test: Examination) -> float:
    return test.exported_seconds or test.seconds


def _against_time(test: Examination) -> str:
    points = [_point(OURS, _seconds(test), test.overall["iou"])]
    for other in test.others:
        found = contrasts(test, other).get("iou")
        if found is not None:
            away = found.difference  # the interval of the difference tells them apart, so draw that
            spread = Interval(found.theirs, found.ours - away.high, found.ours - away.low, away.n)
            points.append(_point(other.name, other.seconds, spread))
    if len(points) < 2:
        return ""
    chart = svg.scatter(points, x_title="seconds a picture", y_title="IoU ↑")
    how = "as exported" if test.exported_seconds else "in PyTorch, which graphs are faster than"
    note = f"Time of this network: {how}. Lines of the others: intervals of the difference from it."
    return f'<h3>Quality against time</h3>{chart}<p class="quiet">{note}</p>'


def _point(name: str, seconds: float, found: Interval) -> svg.Point:
    return svg.Point(max(seconds, 1e-6), found.mean, found.low, found.high, name)


def _drawn(cases: Cases) -> str:
    if not cases.worst:
        return (
            "<h2>Worst and best cases</h2><p>The pictures are not where they were; say with --data "
            "where the data set lies now.</p>"
        )
    how = (
        f'<p class="quiet">{", ".join(PANELS)}: <span class="red">red</span> was left out, '
        '<span class="blue">blue</span> was taken along.</p>'
    )
    parts = [f"<h2>Worst cases</h2>{how}", *map(_figure, cases.worst)]
    if cases.best:
        parts += ["<h2>Best cases</h2>", *map(_figure, cases.best)]
    return "".join(parts)


def _figure(case: Case) -> str:
    images = "".join(
        f'<img alt="{what} of {escape(case.name, quote=True)}" '
        f'src="data:image/jpeg;base64,{base64.b64encode(panel).decode("ascii")}">'
        for what, panel in zip(PANELS, case.panels, strict=True)
    )
    return (
        f'<figure><div class="panels">{images}</div>'
        f"<figcaption><b>{escape(case.name)}</b> – {escape(case.note)}</figcaption></figure>"
    )


def _training(evidence: Evidence) -> str:
    rows = [*([evidence.start] if evidence.start else []), *evidence.epochs]
    if not rows:
        return "<h2>Training</h2><p>No epoch was measured yet.</p>"
    best = evidence.record.best_epoch
    kept = f"the best epoch, {best}" if best else "where it began, which was best"
    chart = draw_curves(rows, best)
    return (
        "<h2>Training</h2><p>On the validation pictures; the dashed line is "
        f"{kept}, whose weights were kept.</p>{chart}"
    )


def _settings(evidence: Evidence) -> str:
    record = evidence.record
    counts = ", ".join(f"{count} {split}" for split, count in evidence.counts.items())
    facts = {
        "Data set": f"{record.dataset} ({record.dataset_digest[:12]})",
        "Pictures": counts or "unknown: the data set is not where it was",
        "Network": ", ".join([record.network, *(f"{k} {v}" for k, v in record.parameters.items())]),
        "Began with": record.first_weights or "weights of chance",
        "Trained": f"{record.epoch} epochs, {record.minutes:.1f} minutes {record.reason}".rstrip(),
        "Machine": record.machine,
        "Versions": ", ".join(f"{name} {version}" for name, version in record.versions.items()),
        "Settings": ", ".join(
            f"{key} {value}"
            for key, value in record.settings.as_json().items()
            if value not in (None, {}) and key not in ("arch", "parameters")
        ),
    }
    listed = "".join(f"<dt>{key}</dt><dd>{escape(value)}</dd>" for key, value in facts.items())
    return f"<h2>What was trained</h2><dl>{listed}</dl>"


def _left_out(test: Examination) -> str:
    if not test.left_out:
        return ""
    lines = "".join(
        f"<li><b>{escape(name)}</b>: {escape(why)}</li>" for name, why in test.left_out.items()
    )
    return f"<h2>Left out</h2><ul>{lines}</ul>"


def _legend(test: Examination) -> str:
    lines = "".join(
        f"<li><b>{escape(MEASURES[name].heading)}</b>: {escape(MEASURES[name].says)}</li>"
        for name in test.overall
    )
    return f"<h2>What is measured</h2><ul>{lines}</ul>"
