"""The page as HTML: one file, without scripts, and nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from nukki.server.pages.snippets import SNIPPETS

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The page runs nothing and loads nothing."""

_STYLE = """
:root { color-scheme: light dark; --ink: #16181d; --soft: #667085; --line: #d8dce3;
  --back: #fff; --code: #f4f5f7; --accent: #0b62d6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9ebef; --soft: #9aa3b2; --line: #343a46;
  --back: #15171c; --code: #1e2128; --accent: #6aa9ff; } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; background: var(--back);
  color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
h1 { font-size: 2rem; margin: 0 } h2 { margin: 2.5rem 0 .5rem; font-size: 1.3rem }
a { color: var(--accent) } p { margin: .4rem 0 } .soft { color: var(--soft) }
pre { margin: 0; padding: 1rem; overflow: auto; background: var(--code); border-radius: 0 8px 8px;
  font: 13.5px/1.5 ui-monospace, monospace }
code { font: .9em ui-monospace, monospace; background: var(--code); padding: .1em .3em;
  border-radius: 4px } pre code { padding: 0; background: none; font: inherit }
.tabs { display: flex; flex-wrap: wrap; margin-top: 1rem }
.tabs > input { position: absolute; opacity: 0 }
.tabs > label { padding: .45rem .9rem; cursor: pointer; color: var(--soft);
  border-radius: 8px 8px 0 0 }
.tabs > input:focus-visible + label { outline: 2px solid var(--accent) }
.tabs > pre { display: none; order: 1; width: 100% }
.tabs > input:checked + label { color: var(--ink); background: var(--code); font-weight: 600 }
.tabs > input:checked + label + pre { display: block }
details { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0 }
summary { padding: .6rem .9rem; cursor: pointer } details > div { padding: 0 .9rem .9rem }
.verb { display: inline-block; min-width: 4.2rem; font-weight: 700; color: var(--accent) }
table { width: 100%; border-collapse: collapse; font-size: .92rem }
td, th { text-align: left; vertical-align: top; padding: .35rem .5rem .35rem 0;
  border-top: 1px solid var(--line) }
"""


def docs_page(spec: Mapping[str, Any], *, address: str) -> str:
    """The page for an OpenAPI description.

    Args:
        spec: The description.
        address: Of the server, for the examples.
    """
    return "".join(
        (
            "<!doctype html><html lang=en><meta charset=utf-8>",
            '<meta name=viewport content="width=device-width">',
            f"<title>nukki: API</title><style>{_STYLE}</style>",
            "<h1>nukki</h1><p class=soft>Cut the subject out of pictures, on this machine.</p>",
            _introduction(),
            _tabs(address),
            _routes(spec),
            "</html>",
        )
    )


def _introduction() -> str:
    return (
        "<p>Clients of remove.bg work unchanged when they are pointed at this server: the routes "
        "below <code>/v1.0</code> are its own. Send the key as <code>X-Api-Key</code>. "
        'The machine-readable description is <a href="openapi.json">openapi.json</a>.</p>'
        "<h2>One call</h2>"
    )


def _tabs(address: str) -> str:
    """Radio buttons and labels: tabs that need no script, and that a keyboard can reach."""
    parts = []
    for number, snippet in enumerate(SNIPPETS):
        checked = " checked" if number == 0 else ""
        parts.append(
            f"<input type=radio name=language id=l{number}{checked}>"
            f"<label for=l{number}>{escape(snippet.title)}</label>"
            f"<pre><code>{escape(snippet.text(address=address))}</code></pre>"
        )
    return f"<div class=tabs>{''.join(parts)}</div>"


def _routes(spec: Mapping[str, Any]) -> str:
    by_tag: dict[str, list[str]] = {}
    shapes = spec.get("components", {}).get("schemas", {})
    for path, verbs in spec["paths"].items():
        for verb, operation in verbs.items():
            tag = (operation.get("tags") or ["more"])[0]
            by_tag.setdefault(tag, []).append(_route(path, verb, operation, shapes))
    return "".join(f"<h2>{escape(tag)}</h2>{''.join(routes)}" for tag, routes in by_tag.items())


def _route(
    path: str, verb: str, operation: Mapping[str, Any], shapes: Mapping[str, Mapping[str, Any]]
) -> str:
    rows = [*_parameters(operation), *_fields(operation, shapes)]
    table = f"<table>{''.join(rows)}</table>" if rows else ""
    return (
        f"<details><summary><span class=verb>{verb.upper()}</span> <code>{escape(path)}</code> "
        f"<span class=soft>{escape(operation.get('summary', ''))}</span></summary>"
        f"<div><p>{_marked_up(operation.get('description', ''))}</p>{table}"
        f"{_answers(operation)}{_example(operation)}</div></details>"
    )


def _parameters(operation: Mapping[str, Any]) -> Iterable[str]:
    for item in operation.get("parameters", ()):
        schema = {"description": item.get("description", ""), **item.get("schema", {})}
        yield _row(item["name"], schema)


def _fields(operation: Mapping[str, Any], shapes: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    """Those of the first encoding that lists any; the others hold no more."""
    content = operation.get("requestBody", {}).get("content", {})
    for media in content.values():
        schema = media.get("schema", {})
        named = schema.get("$ref", "").rpartition("/")[2]
        fields = shapes.get(named, schema).get("properties", {})
        if fields:
            return [_row(name, schema) for name, schema in fields.items()]
    return []


def _row(name: str, schema: Mapping[str, Any]) -> str:
    default = schema.get("default")
    told = schema.get("description", "")
    if schema.get("enum"):
        told += f" ({', '.join(map(str, schema['enum']))})"
    if default not in (None, "", [], ()):
        told += f" Default: {default}."
    return f"<tr><td><code>{escape(name)}</code><td>{escape(told)}"


def _answers(operation: Mapping[str, Any]) -> str:
    rows = (
        f"<tr><td>{escape(str(status))}<td>{escape(answer.get('description', ''))}"
        for status, answer in operation.get("responses", {}).items()
    )
    return f"<h3>Answers</h3><table>{''.join(rows)}</table>"


def _example(operation: Mapping[str, Any]) -> str:
    """What a success looks like, where it is JSON."""
    success = next(iter(operation["responses"].values()))  # the first that FastAPI lists
    content = success.get("content", {}).get("application/json", {})
    if "example" not in content:
        return ""
    shown = json.dumps(content["example"], indent=2, ensure_ascii=False)
    return f"<pre><code>{escape(shown)}</code></pre>"


def _marked_up(text: str) -> str:
    """Text with its `code` marked."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
