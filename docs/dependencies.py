"""Every package that nukki and its extras bring along, as pip resolves them; nothing is installed.

    pip install --dry-run --report

names each package with version, digest and metadata. What needs what is then read from that
metadata, as pip did: from the requirements of the core and of each extra all the way down.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
CORE = "core"

APART = frozenset({"reference"})
"""Extras that hold packages of the others back to old versions: resolved by themselves."""


@dataclass(frozen=True)
class Package:
    """A package of a version.

    Attributes:
        name: As the index writes it.
        version: Resolved now.
        metadata: Its core metadata as JSON (PEP 566), of which licences are read.
        sha256: Of the file that pip would install, "" where the index tells none.
        asked: Who names it itself: the core, extras.
        along: Who brings it along, through others.
        needs: Names of packages that it needs here.
    """

    name: str
    version: str
    metadata: Mapping[str, Any] = field(repr=False)
    sha256: str = ""
    asked: frozenset[str] = frozenset()
    along: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()

    @property
    def licence(self) -> str:
        """What it says of its licence: its expression, its classifiers, or a short name."""
        classes = [
            one.rpartition(" :: ")[2]
            for one in self.metadata.get("classifier", ())
            if one.startswith("License :: ") and not one.endswith("OSI Approved")
        ]
        first = self.metadata.get("license", "").strip().partition("\n")[0]
        short = first if len(first) < LONGEST_NAME else ""
        said = self.metadata.get("license_expression") or ", ".join(classes) or short
        return str(said) or "see its files"


LONGEST_NAME = 60
"""A licence that is longer is its whole text."""


def requirements() -> dict[str, list[Requirement]]:
    """What the core and each extra name, by "core" and the extras' names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts: Mapping[str, list[str]] = {
        CORE: project["dependencies"],
        **project["optional-dependencies"],
    }
    return {name: [Requirement(text) for text in listed] for name, listed in texts.items()}


def expanded(extra: str, known: Mapping[str, list[Requirement]]) -> list[Requirement]:
    """The requirements of an extra, those of nukki's extras that it names among them."""
    found: list[Requirement] = []
    for one in known[extra]:
        if canonicalize_name(one.name) == "nukki":
            found += [other for name in sorted(one.extras) for other in expanded(name, known)]
        else:
            found.append(one)
    return found


def resolve() -> list[Package]:
    """All packages, by name; of the extras in `APART` only those that no other one brings."""
    known = requirements()
    wanted = {name: expanded(name, known) for name in known}
    together = {name: listed for name, listed in wanted.items() if name not in APART}
    found = packages(report(together.values()), together)
    for name in APART & wanted.keys():
        there = {one.name for one in found}
        alone = {CORE: wanted[CORE], name: wanted[name]}
        found += [one for one in packages(report(alone.values()), alone) if one.name not in there]
    return sorted(found, key=lambda one: one.name)


def report(wanted: Iterable[Iterable[Requirement]]) -> list[dict[str, Any]]:
    """What pip would install for all of these at once: the "install" part of its report."""
    asked = sorted({str(one) for listed in wanted for one in listed})
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    made = subprocess.check_output([*pip, "--report", "-", *asked], text=True)
    installs: list[dict[str, Any]] = json.loads(made)["install"]
    return installs


def packages(
    installs: Iterable[Mapping[str, Any]], wanted: Mapping[str, list[Requirement]]
) -> list[Package]:
    """The packages of pip's report, with who needs them."""
    by_name: dict[str, Mapping[str, Any]] = {
        canonicalize_name(one["metadata"]["name"]): one for one in installs
    }
    closures = {name: closure(listed, by_name) for name, listed in wanted.items()}
    asked = {name: {canonicalize_name(r.name) for r in listed} for name, listed in wanted.items()}
    return [
        Package(
            name,
            one["metadata"]["version"],
            one["metadata"],
            _sha256(one),
            asked=frozenset(who for who, names in asked.items() if name in names),
            along=frozenset(
                who for who, names in closures.items() if name in names and name not in asked[who]
            ),
            needs=frozenset(
                canonicalize_name(r.name)
                for r in _needs(one, frozenset())
                if canonicalize_name(r.name) in by_name
            ),
        )
        for name, one in by_name.items()
    ]


def closure(
    wanted: Iterable[Requirement], by_name: Mapping[str, Mapping[str, Any]]
) -> frozenset[str]:
    """Names of everything that these requirements need, all the way down."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = list(wanted)
    while waiting:
        one = waiting.pop()
        key = canonicalize_name(one.name), frozenset(one.extras)
        if key in seen or key[0] not in by_name:
            continue
        seen.add(key)
        waiting += _needs(by_name[key[0]], key[1])
    return frozenset(name for name, _ in seen)


def _needs(one: Mapping[str, Any], extras: frozenset[str]) -> list[Requirement]:
    """What a package of the report needs here, with these extras of its own."""
    listed = [Requirement(text) for text in one["metadata"].get("requires_dist", ())]
    return [need for need in listed if _holds(need, extras)]


def _holds(need: Requirement, extras: frozenset[str]) -> bool:
    if need.marker is None:
        return True
    here = {key: str(value) for key, value in default_environment().items()}
    return any(need.marker.evaluate({**here, "extra": extra}) for extra in (*extras, ""))


def _sha256(one: Mapping[str, Any]) -> str:
    archive = one.get("download_info", {}).get("archive_info", {})
    return str(archive.get("hashes", {}).get("sha256", ""))
