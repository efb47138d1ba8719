"""The facts of ``nukki doctor`` in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """What a person reads, one finding a line."""
    yield f"nukki {facts['nukki']}, Python {facts['python']}, {facts['platform']}"
    yield f"cores      {facts['cores']}"
    installed = (f"{name} {version}" for name, version in facts["packages"].items() if version)
    yield f"packages   {', '.join(installed)}"
    yield from (f"engine     {_engine(engine)}" for engine in facts["engines"])
    yield from (f"folder     {_folder(folder)}" for folder in facts["folders"])
    yield f"weights    {', '.join(facts['weights']) or 'none here yet'}"
    for name, path in facts["clients"].items():
        yield f"client     {name}: {path or 'not found; weights it would fetch come another way'}"
    yield f"reads      {', '.join(facts['formats']['read'])}"
    yield f"writes     {', '.join(facts['formats']['write'])}"
    yield from (f"not read   {name}: {why}" for name, why in facts["formats"]["missing"].items())
    yield from (f"probe      {_probe(facts['model'], probe)}" for probe in facts["probe"])
    if not facts["probe"]:
        yield (
            f"probe      not run: no weights of {facts['model']} here; "
            f"fetch them with: nukki models pull {facts['model']}"
        )


def _engine(engine: Mapping[str, Any]) -> str:
    if engine["missing"]:
        return f"{engine['name']}: not usable: {engine['missing']}"
    return f"{engine['name']}: {', '.join(engine['devices']) or 'no devices'}"


def _folder(folder: Mapping[str, Any]) -> str:
    state = "writable" if folder["writable"] else "NOT writable; set NUKKI_HOME to one that is"
    return f"{folder['use']}: {folder['path']} ({state})"


def _probe(model: str, probe: Mapping[str, Any]) -> str:
    where = f"{model} on {probe['device']} ({probe['engine']})"
    if "error" in probe:
        return f"{where}: {probe['error']}"
    return f"{where}: loads in {probe['load_s']} s, runs in {probe['run_ms']} ms"
