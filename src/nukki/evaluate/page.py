"""Evaluations as one HTML page that needs nothing but itself."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from pathlib import Path

from nukki.core.errors import InputError
from nukki.evaluate import svg
from nukki.evaluate.comparison import Comparison, Contrast, compare, in_words, p_text
from nukki.evaluate.document import cell, document, row, table, write_document
from nukki.evaluate.evaluation import GOOD_IOU, Evaluation
from nukki.evaluate.score import Measure
from nukki.evaluate.statistics import RESAMPLES, Interval
from nukki.evaluate.tables import NOTHING, costs, measured, number


def write_html(path: Path | str, evaluations: Sequence[Evaluation]) -> None:
    """Write one page about evaluations, the first compared with each of the others.

    Raises:
        OutputError: It cannot be written there.
        InputError: There are none, or two have no photo in common.
    """
    write_document(Path(path), render(evaluations))


def render(evaluations: Sequence[Evaluation]) -> str:
    """The page as text: pictures and charts are inside it, and it asks for nothing else.

    Raises:
        InputError: There are none, or two have no photo in common.
    """
    if not evaluations:
        raise InputError("report: expected at least one evaluation")
    first, *others = evaluations
    comparisons = [compare(first, other) for other in others]
    title = f"How good is {first.name}?" if not others else "Evaluations side by side"
    parts = (
        _facts(first),
        _overall(evaluations),
        _against(comparisons),
        _against_time(evaluations),
        _by_category(evaluations),
        *map(_confidence, evaluations),
        *map(_cases, evaluations),
        *map(_left_out, evaluations),
        _legend(evaluations),
    )
    return document(title, parts)


def _facts(done: Evaluation) -> str:
    what = f"{len(done.rows)} {done.about.name}s of {done.data}"
    facts = (what, done.machine, f"nukki {done.version}", done.started)
    return f'<p class="quiet">{escape(" · ".join(filter(None, facts)))}</p>'


def _overall(evaluations: Sequence[Evaluation]) -> str:
    measures = measured(evaluations)
    about = evaluations[0].about
    heads = (
        "setting",
        f"{about.name}s",
        f"s a {about.timed}",
        "peak MB",
        *(m.heading for m in measures),
    )
    rows = [_overall_row(done, measures, evaluations) for done in evaluations]
    note = (
        f"Small: 95 % interval of the mean, {RESAMPLES} bootstrap resamples of the "
        f"{about.name}s. ↑ more is better, ↓ less is better. Time is the median of cutting one "
        f"{about.timed} out, without reading its file; memory is the most that the whole process "
        "held, measuring included."
    )
    return f'<h2>Overall</h2>{table(heads, rows)}<p class="quiet">{note}</p>'


def _overall_row(done: Evaluation, measures: Sequence[Measure], among: Sequence[Evaluation]) -> str:
    cells = [
        _interval_cell(done.overall.get(m.name), m, _is_best(done, m, among)) for m in measures
    ]
    seconds = NOTHING if done.seconds is None else f"{done.seconds:.3f}"
    peak = NOTHING if done.peak_bytes is None else f"{done.peak_bytes / 1e6:.0f}"
    known = (done.name, str(len(done.rows)), seconds, peak)
    return row([*map(cell, known), *cells])


def _is_best(done: Evaluation, measure: Measure, among: Sequence[Evaluation]) -> bool:
    if len(among) < 2 or measure.name not in done.overall:
        return False
    sign = 1 if measure.more_is_better else -1
    values = [sign * other.overall[measure.name].mean for other in among
              if measure.name in other.overall]  # fmt: skip
    return sign * done.overall[measure.name].mean >= max(values)


def _interval_cell(interval: Interval | None, measure: Measure, best: bool) -> str:
    if interval is None:
        return cell(NOTHING)
    bounds = f"{number(interval.low, measure)}–{number(interval.high, measure)}"
    bounds = bounds if interval.n > 1 else ""
    return cell(number(interval.mean, measure), small=bounds, kind="first" if best else "")


def _against(comparisons: Sequence[Comparison]) -> str:
    return "".join(_comparison(comparison) for comparison in comparisons)


def _comparison(comparison: Comparison) -> str:
    title, *words = in_words(comparison)
    listed = "".join(f"<li>{escape(line)}</li>" for line in words)
    heads = ("on", *(c.measure.heading for c in comparison.overall))
    parts = {**comparison.by_category, "all": comparison.overall}
    rows = [_contrast_row(name, part, comparison.overall) for name, part in parts.items()]
    note = (
        f"Difference of the means on the same {comparison.about.name}s. Coloured: larger than "
        "chance, by a paired sign-flip permutation test at 5 %, corrected for the number of "
        "measures in the row (Holm)."
    )
    heading = f"{comparison.ours} against {comparison.theirs}"
    return (
        f"<h2>{escape(heading)}</h2><p>{escape(title)}</p><ul>{listed}</ul>"
        f'{table(heads, rows)}<p class="quiet">{note}</p>'
    )


def _contrast_row(name: str, part: Sequence[Contrast], heads: Sequence[Contrast]) -> str:
    known = {contrast.measure.name: contrast for contrast in part}
    cells = [_contrast_cell(known.get(head.measure.name)) for head in heads]
    return row([cell(name or NOTHING), *cells], kind="all" if name == "all" else "")


def _contrast_cell(contrast: Contrast | None) -> str:
    if contrast is None:
        return cell(NOTHING)
    digits = contrast.measure.digits
    kind = "" if contrast.verdict == "chance" else contrast.verdict
    sure = p_text(contrast.p) if kind else ""
    return cell(f"{contrast.difference.mean:+.{digits}f}", small=sure, kind=kind)


def _against_time(evaluations: Sequence[Evaluation]) -> str:
    timed = [done for done in evaluations if done.seconds]
    if len(timed) < 2:
        return ""
    about = timed[0].about
    charts = [_time_chart(about.measures[name], timed) for name in about.against_time]
    return f'<h2>Quality against time</h2><div class="charts">{"".join(charts)}</div>'


def _time_chart(measure: Measure, timed: Sequence[Evaluation]) -> str:
    points = [
        svg.Point(done.seconds, i.mean, i.low, i.high, done.name)
        for done in timed
        if (i := done.overall.get(measure.name)) and done.seconds
    ]
    if not points:
        return ""
    return svg.scatter(points, x_title=f"seconds a {timed[0].about.timed}", y_title=measure.heading)


def _by_category(evaluations: Sequence[Evaluation]) -> str:
    names = sorted({name for done in evaluations for name in done.by_category})
    if not names:
        return ""
    key = _key(evaluations) if len(evaluations) > 1 else ""
    about = evaluations[0].about
    shown = (about.measures[name] for name in about.by_category)
    charts = "".join(_bars(measure, names, evaluations) for measure in shown)
    tables = "".join(_category_table(done, named=len(evaluations) > 1) for done in evaluations)
    return f'<h2>By {about.parts}</h2>{key}<div class="charts">{charts}</div>{tables}'


def _key(evaluations: Sequence[Evaluation]) -> str:
    parts = (
        f'<span style="background:{svg.colour(n)}"></span>{escape(done.name)}'
        for n, done in enumerate(evaluations)
    )
    return f'<p class="key">{"".join(parts)}</p>'


def _bars(measure: Measure, names: Sequence[str], evaluations: Sequence[Evaluation]) -> str:
    by_name = {
        name: [_bar(done.by_category.get(name, {}).get(measure.name)) for done in evaluations]
        for name in names
    }
    having = {name or NOTHING: row for name, row in by_name.items() if any(row)}
    if not having:
        return ""
    series = list(zip(*having.values(), strict=True))
    chart = svg.bars(list(having), series, digits=3, title=f"{measure.title} by category")
    return f"<div><h3>{escape(measure.heading)}</h3>{chart}</div>"


def _bar(interval: Interval | None) -> svg.Bar | None:
    return None if interval is None else svg.Bar(interval.mean, interval.low, interval.high)


def _category_table(done: Evaluation, *, named: bool) -> str:
    measures = measured([done])
    heads = (done.about.parts, f"{done.about.name}s", *(m.heading for m in measures))
    rows = []
    for name, summary in (*done.by_category.items(), ("all", done.overall)):
        cells = [_interval_cell(summary.get(m.name), m, False) for m in measures]
        count = max(interval.n for interval in summary.values())
        kind = "all" if name == "all" else ""
        rows.append(row([cell(name or NOTHING), cell(str(count)), *cells], kind=kind))
    title = f"<h3>{escape(done.name)}</h3>" if named else ""
    return title + table(heads, rows)


def _confidence(done: Evaluation) -> str:
    found = done.confidence_roc
    if found is None:
        return ""
    at = found.best
    says = (
        f"Does a low confidence tell the photos with IoU under {GOOD_IOU:g} "
        f"({found.n_bad} of {found.n_bad + found.n_good})? "
        f"AUC {found.auc:.3f}, where 0.5 is guessing and 1 is perfect. "
        f"Flagging what lies under {found.thresholds[at]:.3f} catches {found.caught[at]:.0%} of "
        f"them and {found.disturbed[at]:.0%} of the others."
    )
    points = list(zip(found.disturbed, found.caught, strict=True))
    chart = svg.curve(points, x_title="good photos flagged", y_title="bad photos flagged")
    return f"<h2>Confidence of {escape(done.name)}</h2><p>{escape(says)}</p>{chart}"


def _cases(done: Evaluation) -> str:
    if not done.cases:
        return ""
    figures = "".join(
        f'<figure><img alt="photo, truth, matte and cut-out of {escape(case.name, quote=True)}" '
        f'src="data:image/jpeg;base64,{base64.b64encode(case.picture).decode("ascii")}">'
        f"<figcaption><b>{escape(case.name)}</b> – {escape(case.note)}</figcaption></figure>"
        for case in done.cases
    )
    return (
        f"<h2>Worst and best of {escape(done.name)}</h2>"
        f'<p class="quiet">Photo, truth, matte, cut-out.</p>{figures}'
    )


def _left_out(done: Evaluation) -> str:
    if not done.problems:
        return ""
    lines = "".join(
        f"<li><b>{escape(problem.name)}</b>: {escape(problem.message)}</li>"
        for problem in done.problems
    )
    return f"<h2>Left out of {escape(done.name)}</h2><ul>{lines}</ul>"


def _legend(evaluations: Sequence[Evaluation]) -> str:
    lines = "".join(
        f"<li><b>{escape(measure.heading)}</b>: {escape(measure.says)}</li>"
        for measure in measured(evaluations)
    )
    settings = "".join(
        f"<li><b>{escape(done.name)}</b>: "
        f"{escape(', '.join(f'{k}={v}' for k, v in done.settings.items() if v is not None))}"
        f"{escape('; ' + costs(done) if costs(done) else '')}</li>"
        for done in evaluations
    )
    return f"<h2>What is measured</h2><ul>{lines}</ul><h2>Settings</h2><ul>{settings}</ul>"
