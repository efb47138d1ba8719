"""What all reports are made of: an HTML page that needs nothing but itself, and its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from nukki.codecs.atomic import write_whole

STYLE = """
:root{color-scheme:light}
body{font:15px/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff;margin:2rem auto;
 max-width:82rem;padding:0 1.25rem}
h1{font-size:1.7rem;margin:0 0 .2rem}h2{font-size:1.25rem;margin:2.4rem 0 .6rem}
h3{font-size:1rem;margin:1.4rem 0 .4rem}
p,li{max-width:62rem}.quiet{color:#5a5a5a;font-size:.9rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.82rem}
th,td{padding:.28rem .42rem;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left}thead th{border-bottom:2px solid #777}
tr.all td{font-weight:600;border-top:2px solid #777}
td small{display:block;color:#666;font-weight:400;font-size:.78em}
td.first,.better{color:#14601c}.worse{color:#a01616}
td.better,td.worse{font-weight:600}
svg{max-width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:#333}
svg .g{stroke:#e4e4e4}
figure{margin:0 0 1rem}figcaption{font-size:.88rem;margin:.15rem 0 0}
figure img{max-width:100%;border:1px solid #ddd}
.charts{display:flex;flex-wrap:wrap;gap:1.5rem}
.key span{display:inline-block;width:.8em;height:.8em;margin:0 .35em 0 1em}
"""


def write_document(path: Path, page: str) -> None:
    """Write a page; letters that no encoding knows, of file names, become numbers.

    Raises:
        OutputError: It cannot be written there.
    """
    write_whole(path, page.encode("utf-8", errors="xmlcharrefreplace"))


def document(title: str, parts: Iterable[str], *, style: str = "") -> str:
    """A whole page under its heading.

    Args:
        title: Of the page and its tab, as plain text.
        parts: What stands below, as HTML.
        style: Rules of this page's own, beside those of all.
    """
    name = escape(title)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{name}</title><style>{STYLE}{style}</style></head>"
        f"<body><h1>{name}</h1>{''.join(parts)}</body></html>\n"
    )


def table(heads: Sequence[str], rows: Sequence[str]) -> str:
    """A table that scrolls where it is too wide."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def row(cells: Sequence[str], kind: str = "") -> str:
    """A row of a table."""
    marked = f' class="{kind}"' if kind else ""
    return f"<tr{marked}>{''.join(cells)}</tr>"


def cell(text: str, *, small: str = "", kind: str = "") -> str:
    """A cell of a table, with a second line in small print."""
    marked = f' class="{kind}"' if kind else ""
    below = f"<small>{escape(small)}</small>" if small else ""
    return f"<td{marked}>{escape(text)}{below}</td>"
