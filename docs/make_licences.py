"""Writes the packages' table of docs/licences.md: python docs/make_licences.py.

Licences are read from the metadata of what is installed here; rows of packages that are not stay as
they are. Install an extra and run it again to bring its rows up to date.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE / "licences.md"
NAME = re.compile(r"[A-Za-z0-9._-]+")
TABLE = re.compile(
    r"(<!-- packages: [^\n]* -->\n\n\| [^\n]*\n\|[-|]*\n)(.*?)(\n<!-- /packages -->)", re.DOTALL
)
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)
ALONG = "through the core"


def main() -> None:
    """Write the table anew."""
    before, rows, after = TABLE.split(PAGE.read_text(encoding="utf-8"))[1:4]
    page = PAGE.read_text(encoding="utf-8")
    known = {name: (why, licence) for name, why, licence in ROW.findall(rows)}
    PAGE.write_text(
        page.replace(before + rows + after, before + "".join(package_rows(known)) + after),
        encoding="utf-8",
    )


def package_rows(known: dict[str, tuple[str, str]]) -> Iterator[str]:
    """A row for each package that nukki or an extra requires, and what the core brings along."""
    along = {name: {ALONG} for name, (why, _) in known.items() if why == ALONG}
    needs = along | needed()
    for name in sorted(needs):
        licence = licence_of(name) or known.get(name, ("", ""))[1]
        yield f"| `{name}` | {', '.join(sorted(needs[name]))} | {licence} |\n"


def needed() -> dict[str, set[str]]:
    """Packages by name, with what needs them: the core, or extras."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wants = {"core": project["dependencies"]} | project["optional-dependencies"]
    needs: dict[str, set[str]] = {}
    for extra, requirements in wants.items():
        for requirement in requirements:
            needs.setdefault(name_of(requirement), set()).add(extra)
    needs.pop("nukki", None)
    for name in brought_along(project["dependencies"]) - set(needs):
        needs[name] = {ALONG}
    return needs


def brought_along(requirements: list[str]) -> set[str]:
    """What these packages require themselves, all the way down, as far as it is installed."""
    found: set[str] = set()
    waiting = [name_of(one) for one in requirements]
    while waiting:
        name = waiting.pop()
        installed = found_here(name)
        if name in found or installed is None:
            continue
        found.add(name)
        waiting += [name_of(one) for one in installed.requires or () if "extra ==" not in one]
    return found


def name_of(requirement: str) -> str:
    """The package's name as the index writes it."""
    found = NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found[0] if found else requirement).lower()


def found_here(name: str) -> Distribution | None:
    """The package where it is installed."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence_of(name: str) -> str:
    """What an installed package says of its licence, "" where it is not installed."""
    installed = found_here(name)
    if installed is None:
        return ""
    said = installed.metadata
    classes = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or ()
               if one.startswith("License :: ")]  # fmt: skip
    first = (said.get("License") or "").strip().partition("\n")[0]
    short = first if len(first) < 60 else ""
    return said.get("License-Expression") or ", ".join(classes) or short or "see its files"


if __name__ == "__main__":
    main()
