"""Writes a bill of materials of nukki with all of its extras and weights: FILE, as CycloneDX.

    python docs/make_bill.py nukki-all.cdx.json

Packages are those that pip resolves now, with versions and digests; weights those that models name.
The same packages give the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dependencies import CORE, Package, resolve

from nukki import __version__, models
from nukki.core.spec import Licence, WeightFile
from nukki.stages import classify

FORMAT = {
    "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
}
OURS = "nukki"


def main(target: str) -> None:
    """Resolve, and write the file."""
    made = bill(resolve())
    Path(target).write_text(json.dumps(made, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def bill(packages: Iterable[Package]) -> dict[str, Any]:
    """The bill of materials as JSON values."""
    found = list(packages)
    weights = {file.name: weight(file, licence) for file, licence in every_weight()}
    direct = [ref(one) for one in found if CORE in one.asked]
    return {
        **FORMAT,
        "metadata": {"component": own()},
        "components": [*map(component, found), *weights.values()],
        "dependencies": [{"ref": OURS, "dependsOn": sorted(direct)}, *depending(found)],
    }


def own() -> dict[str, Any]:
    """The part that the bill is of: nukki itself."""
    return {
        "type": "library",
        "bom-ref": OURS,
        "name": "nukki",
        "version": __version__,
        "purl": f"pkg:pypi/nukki@{__version__}",
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }


def component(package: Package) -> dict[str, Any]:
    """A package, and for which extras it is."""
    expression = package.metadata.get("license_expression")
    said = {"expression": expression} if expression else {"license": {"name": package.licence}}
    whose = sorted(package.asked | package.along)
    return {
        "type": "library",
        "bom-ref": ref(package),
        "name": package.name,
        "version": package.version,
        "purl": ref(package),
        "licenses": [said],
        "properties": [{"name": "nukki:needed-for", "value": name} for name in whose],
        **digest(package.sha256),
    }


def depending(packages: Iterable[Package]) -> list[dict[str, Any]]:
    """What each package needs, by reference."""
    refs = {one.name: ref(one) for one in packages}
    return [
        {"ref": refs[one.name], "dependsOn": sorted(refs[name] for name in one.needs)}
        for one in packages
    ]


def every_weight() -> Iterable[tuple[WeightFile, Licence]]:
    """Weight files with their terms: of models, and of what doors fetch besides."""
    for spec in models.builtin().values():
        yield from ((file, spec.licence) for file in spec.weights)
    beside: list[Any] = [*models.PROMPTABLE, *models.WORDS, *models.REFINERS.values(), models.FACE]
    for helping in beside:
        yield from ((file, helping.licence) for file in helping.weights)
    yield classify.WEIGHTS, Licence("Apache-2.0", commercial=True)


def weight(file: WeightFile, licence: Licence) -> dict[str, Any]:
    """A weight file; it is no part of a package unless the source is this one."""
    return {
        "type": "machine-learning-model",
        "bom-ref": f"weights/{file.name}",
        "name": file.name,
        "licenses": [{"license": {"name": licence.name}}],
        **digest(file.sha256, file.md5),
    }


def digest(sha256: str, md5: str = "") -> dict[str, Any]:
    """The field for digests; none where none is known."""
    known = {"SHA-256": sha256, "MD5": md5}
    listed = [{"alg": name, "content": value} for name, value in known.items() if value]
    return {"hashes": listed} if listed else {}


def ref(package: Package) -> str:
    """The package's address, which stands for it."""
    return f"pkg:pypi/{package.name}@{package.version}"


if __name__ == "__main__":
    main(*sys.argv[1:])
