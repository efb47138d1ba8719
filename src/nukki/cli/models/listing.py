"""``nukki models list``: every model, its terms, and whether it is here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from nukki.cli.errors import debug_option
from nukki.cli.text import columns, file_size
from nukki.core.options import DEFAULT_MODEL
from nukki.core.spec import ModelSpec

EPILOG = """\b
Examples:
  nukki models list
  nukki models list --json | jq -r '.[] | select(.commercial) | .name'
  nukki models list --json | jq '.[] | select(.name == "chroma-key") | .parameters'
"""

HELPING = ("HELPS WITH", "NETWORK", "LICENCE", "COMMERCIAL", "HERE")
HEADINGS = ("MODEL", "SEGMENTS", "LICENCE", "COMMERCIAL", "SIZE", "HERE", "SUMMARY")


@click.command("list", epilog=EPILOG)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with all that is known.")
@debug_option
def command(as_json: bool) -> None:
    """List every model, its terms, and whether it is here.

    Below it: networks that help with clicks, words, edges and heads.
    """
    from nukki.pipeline import shelf

    facts = [describe(spec) for spec in shelf().values()]
    if as_json:
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    click.echo(columns([HEADINGS, *map(_row, facts)]))
    click.echo()
    click.echo(columns([HELPING, *_helping_rows()]))


def describe(spec: ModelSpec) -> dict[str, Any]:
    """What ``--json`` tells of a model."""
    from nukki import weights
    from nukki.pipeline import parameters_of

    return {
        "name": spec.name,
        "summary": spec.summary,
        "segments": spec.segments,
        "licence": spec.licence.name,
        "commercial": spec.licence.commercial,
        "licence_note": spec.licence.note,
        "default": spec.name == DEFAULT_MODEL,
        "bytes": sum(file.size for file in spec.weights),
        "here": all(weights.find(file) for file in spec.weights),
        "files": [{"name": file.name, "sha256": file.sha256} for file in spec.weights],
        "sources": [weights.describe(s) for file in spec.weights for s in file.sources],
        "paper": spec.paper,
        "homepage": spec.homepage,
        "parameters": [
            {
                "key": key,
                "default": shown_default(default),
                "expects": told.reader.form,
                "help": told.help,
            }
            for key, (default, told) in parameters_of(spec).items()
        ],
    }


def shown_default(default: object) -> str:
    """A parameter's default as it would be written, "" when there is no such text."""
    return "" if default is None else str(default)


def _row(facts: dict[str, Any]) -> tuple[str, ...]:
    return (
        facts["name"],
        facts["segments"],
        facts["licence"],
        _yes_no(facts["commercial"]),
        file_size(facts["bytes"]) if facts["bytes"] else "?" if facts["files"] else "-",
        _yes_no(facts["here"]),
        facts["summary"] + (" (default)" if facts["default"] else ""),
    )


def _helping_rows() -> Iterator[tuple[str, ...]]:
    from nukki import weights
    from nukki.cli.models.argument import helpers

    for name, (kind, spec) in helpers().items():
        here = all(weights.find(file) for file in spec.weights)
        licence = spec.licence
        yield kind, name, licence.name, _yes_no(licence.commercial), _yes_no(here)


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
