"""Writes the packages' table of docs/licences.md: python docs/make_licences.py.

Every package that the core or an extra needs, all the way down, as pip resolves them now; nothing
is installed. Takes some minutes of asking the package index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from dependencies import CORE, Package, resolve

PAGE = Path(__file__).with_name("licences.md")
TABLE = re.compile(
    r"(?<=<!-- packages: written by docs/make_licences.py, checked by tests/docs -->\n\n"
    r"\| package \| needed for \| licence, as the package says \|\n\|---\|---\|---\|\n)"
    r".*?(?=\n<!-- /packages -->)",
    re.DOTALL,
)


def main() -> None:
    """Write the table anew."""
    rows = table(resolve())
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(TABLE.sub(lambda _: rows, page), encoding="utf-8")


def table(found: Iterable[Package]) -> str:
    """A row for each package."""
    return "".join(
        f"| `{one.name}` | {reason(one)} | {one.licence.replace('|', '/')} |\n" for one in found
    )


def reason(package: Package) -> str:
    """Who needs a package: those that name it, else those that others bring it to."""
    if CORE in package.asked:
        return CORE
    if CORE in package.along:
        return "through the core"
    named = ", ".join(sorted(package.asked))
    return named or f"through {', '.join(sorted(package.along))}"


if __name__ == "__main__":
    main()
