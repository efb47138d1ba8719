"""A set as one HTML page that needs nothing but itself: what to review, what failed, how long."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from nukki._version import __version__
from nukki.bulk.entry import Entry
from nukki.bulk.order import Order
from nukki.bulk.sheet import Shot, draw_sheet, least_confident
from nukki.bulk.stores import open_store
from nukki.bulk.summary import Summary, needs_review
from nukki.evaluate import svg
from nukki.evaluate.document import cell, document, row, table, write_document

SHEET_STYLE = """
.sheet{display:flex;flex-wrap:wrap;gap:1rem}.sheet figure{margin:0;max-width:410px}
.sheet img{display:block;border:1px solid #ddd}.sheet figcaption{overflow-wrap:anywhere}
td.text{text-align:left;white-space:normal;overflow-wrap:anywhere}
.said th{text-align:left}
"""

NAMED = 200
"""Failures of one kind that are named; the list of all is in failed.csv."""


def write_page(path: Path, order: Order, done: Summary) -> None:
    """Write the page of a run, and of what earlier ones settled of the same set.

    Raises:
        OutputError: It cannot be written there.
    """
    entries = [done.entries[key] for key in sorted(done.entries)]
    cut = [entry for entry in entries if entry.status == "ok"]
    shots = draw_sheet(
        least_confident(cut), open_store(order.target), max_megapixels=order.max_megapixels
    )
    write_document(path, render(order, done, entries, list(shots)))


def render(order: Order, done: Summary, entries: Sequence[Entry], shots: Sequence[Shot]) -> str:
    """The page as text: pictures and charts are inside it, and it asks for nothing else."""
    parts = (
        _facts(order, done, entries),
        _review(shots),
        _failures([entry for entry in entries if entry.status == "failed"]),
        _remarks([entry for entry in entries if entry.notes]),
        _times([entry.seconds for entry in entries if entry.status == "ok" and not entry.same_as]),
    )
    return document(f"{order.source} → {order.target}", parts, style=SHEET_STYLE)


def _facts(order: Order, done: Summary, entries: Sequence[Entry]) -> str:
    counts = Counter(entry.status for entry in entries)
    shares = done.shares
    facts = (
        f"{done.total} photos, {counts['ok']} cut out, {counts['failed']} failed",
        f"{sum(map(needs_review, entries))} to review",
        f"{sum(bool(entry.same_as) for entry in entries)} of the same content as another",
        f"{len(done.now)} in this run, in {done.seconds:.0f} s",
        f"{shares.workers} workers × {shares.threads} threads" if shares else "",
        "interrupted" if done.interrupted else "",
        f"model {order.recipe.products[0].options.model}",
        f"nukki {__version__}",
        done.started.isoformat(timespec="seconds"),
    )
    return f'<p class="quiet">{escape(" · ".join(filter(None, facts)))}</p>'


def _review(shots: Sequence[Shot]) -> str:
    if not shots:
        return ""
    figures = "".join(
        f'<figure><img alt="photo and result of {escape(shot.entry.key, quote=True)}" '
        f'src="data:image/jpeg;base64,{shot.jpeg}"><figcaption>{_confidence(shot.entry)} '
        f"<b>{escape(shot.entry.key)}</b></figcaption></figure>"
        for shot in shots
    )
    return (
        "<h2>Review these</h2>"
        '<p class="quiet">Photo and result, the least confident first.</p>'
        f'<div class="sheet">{figures}</div>'
    )


def _confidence(entry: Entry) -> str:
    kind = ' class="worse"' if needs_review(entry) else ""
    return f"<span{kind}>{entry.confidence:.2f}</span>"


def _failures(failed: Sequence[Entry]) -> str:
    if not failed:
        return "<h2>Failures</h2><p>None.</p>"
    kinds = defaultdict(list)
    for entry in failed:
        kinds[entry.failure.kind if entry.failure else ""].append(entry)
    ranked = sorted(kinds.items(), key=lambda item: -len(item[1]))
    counts = table(("kind", "photos"), [row([cell(k), cell(str(len(of)))]) for k, of in ranked])
    return f"<h2>Failures</h2>{counts}{''.join(_named(kind, of) for kind, of in ranked)}"


def _named(kind: str, entries: Sequence[Entry]) -> str:
    rows = [
        row([cell(one.key), cell(one.failure.message if one.failure else "", kind="text")])
        for one in entries[:NAMED]
    ]
    more = f"<p>... and {len(entries) - NAMED} more</p>" if len(entries) > NAMED else ""
    named = table(("photo", "what is wrong"), rows)
    return f'<h3>{escape(kind)}</h3><div class="said">{named}</div>{more}'


def _remarks(noted: Sequence[Entry]) -> str:
    """What was done otherwise than asked, and rules of shops that are broken, most often first."""
    if not noted:
        return ""
    told = Counter(note for entry in noted for note in entry.notes)
    first = {note: entry.key for entry in reversed(noted) for note in entry.notes}
    rows = [
        row([cell(note, kind="text"), cell(str(count)), cell(first[note], kind="text")])
        for note, count in told.most_common(NAMED)
    ]
    told_of = table(("remark", "photos", "such as"), rows)
    return f'<h2>Remarks</h2><div class="said">{told_of}</div>'


def _times(seconds: Sequence[float]) -> str:
    if not seconds:
        return ""
    bins = time_bins(seconds)
    bars = [svg.Bar(count, count, count) for _, count in bins]
    chart = svg.bars([text for text, _ in bins], [bars], digits=0, title="Photos by time taken")
    ranked = sorted(seconds)
    middle, late = ranked[len(ranked) // 2], ranked[min(len(ranked) - 1, len(ranked) * 95 // 100)]
    return (
        "<h2>Time</h2>"
        f'<p class="quiet">Seconds a photo, from reading to the finished file: median '
        f"{middle:.2f}, 95 % below {late:.2f}, at most {ranked[-1]:.2f}.</p>{chart}"
    )


def time_bins(seconds: Iterable[float]) -> list[tuple[str, int]]:
    """Counts of times in steps of 1, 2, 5, 10, ..., from the shortest to the longest.

    >>> time_bins([0.3, 0.4, 1.5])
    [('0.2 to 0.5 s', 2), ('0.5 to 1 s', 0), ('1 to 2 s', 1)]
    """
    steps = [_step_below(max(value, 0.001)) for value in seconds]
    counts = Counter(steps)
    found, step = [], min(steps)
    while step <= max(steps):
        found.append((f"{_edge(step):g} to {_edge(step + 1):g} s", counts[step]))
        step += 1
    return found


def _edge(step: int) -> float:
    """The n-th of ..., 0.5, 1, 2, 5, 10, ...: the 0th is 1."""
    decade, place = divmod(step, 3)
    return float((1, 2, 5)[place] * 10.0**decade)


def _step_below(value: float) -> int:
    """The last step whose edge is not above the value."""
    step = 3 * math.floor(math.log10(value))
    while _edge(step + 1) <= value:
        step += 1
    return step
