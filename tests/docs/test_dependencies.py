"""What pip would install, read as packages with who needs them, and written as a bill of materials.

core ─▶ sun ─▶ light            server ─▶ moon[tide] ─▶ sea, light
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def entry(name: str, *requires: str, **said: Any) -> dict[str, Any]:
    """A package of pip's report."""
    metadata = {"name": name, "version": "1.0", "requires_dist": list(requires), **said}
    digest = {"archive_info": {"hashes": {"sha256": "ab" * 32}}}
    return {"metadata": metadata, "download_info": digest}


REPORT = [
    entry("Sun", "light>=1", "glasses; extra == 'eyes'", license_expression="MIT"),
    entry("light", classifier=["License :: OSI Approved :: BSD License"]),
    entry("moon", "sea; extra == 'tide'", "light", license="GPL\nand all of its text"),
    entry("sea", "windows-only; sys_platform == 'none'", license="x" * 99),
]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module beside the pages, which is no part of the package."""
    monkeypatch.syspath_prepend(str(DOCS))
    import dependencies  # type: ignore[import-not-found]

    yield dependencies
    for name in ("dependencies", "make_licences", "make_bill"):
        sys.modules.pop(name, None)


@pytest.fixture
def packages(made: ModuleType) -> dict[str, Any]:
    wanted = {
        "core": [made.Requirement("sun")],
        "server": [made.Requirement("moon[tide]")],
    }
    return {one.name: one for one in made.packages(REPORT, wanted)}


def test_a_package_says_who_names_it_and_who_brings_it_along(packages: dict[str, Any]) -> None:
    assert packages["sun"].asked == {"core"}
    assert packages["light"].along == {"core", "server"}
    assert packages["sea"].along == {"server"}


def test_needs_of_an_extra_that_nobody_asked_for_are_none(packages: dict[str, Any]) -> None:
    assert packages["sun"].needs == {"light"}


@pytest.mark.parametrize(
    ("name", "licence"),
    [("sun", "MIT"), ("light", "BSD License"), ("moon", "GPL"), ("sea", "see its files")],
)
def test_a_licence_is_an_expression_a_classifier_or_a_short_name(
    packages: dict[str, Any], name: str, licence: str
) -> None:
    assert packages[name].licence == licence


def test_the_table_tells_why_each_package_is_there(
    made: ModuleType, packages: dict[str, Any]
) -> None:
    from make_licences import table  # type: ignore[import-not-found]

    assert table(packages.values()).splitlines() == [
        "| `sun` | core | MIT |",
        "| `light` | through the core | BSD License |",
        "| `moon` | server | GPL |",
        "| `sea` | through server | see its files |",
    ]


def test_an_extra_of_nukkis_that_another_names_counts_for_both(made: ModuleType) -> None:
    known = made.requirements()
    desktop = {one.name for one in made.expanded("desktop", known)}
    assert desktop >= {one.name for one in known["server"]}
    assert "nukki" not in desktop


def test_the_bill_names_every_package_with_its_digest_and_what_it_needs(
    made: ModuleType, packages: dict[str, Any]
) -> None:
    from make_bill import bill  # type: ignore[import-not-found]

    told = bill(packages.values())
    sun = next(one for one in told["components"] if one["name"] == "sun")
    assert sun["hashes"] == [{"alg": "SHA-256", "content": "ab" * 32}]
    assert sun["licenses"] == [{"expression": "MIT"}]
    assert {"ref": sun["purl"], "dependsOn": ["pkg:pypi/light@1.0"]} in told["dependencies"]
    assert {"ref": "nukki", "dependsOn": [sun["purl"]]} in told["dependencies"]


def test_the_bill_names_every_models_weights_with_their_terms(made: ModuleType) -> None:
    from make_bill import bill

    from nukki import models

    told = {one["name"]: one for one in bill([])["components"]}
    every: list[Any] = [*models.builtin().values(), *models.PROMPTABLE, *models.WORDS]
    every += [*models.REFINERS.values(), models.FACE]
    named = {file.name for spec in every for file in spec.weights}
    assert named <= told.keys()
    assert told["bria-rmbg.onnx"]["licenses"] == [{"license": {"name": "CC-BY-NC-4.0"}}]
