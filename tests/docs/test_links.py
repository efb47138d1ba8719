"""What a page links to is there."""

from __future__ import annotations

import re
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\((?!https?://)([^)\s#]*)(#[^)\s]+)?\)")
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def links_of(page: Path) -> list[tuple[Path, str]]:
    """Each link inside the repository: the file, and the heading in it or ""."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    found = LINK.findall(text)
    return [((page.parent / path) if path else page, anchor[1:]) for path, anchor in found]


def anchors_of(page: Path) -> set[str]:
    """A page's headings as addresses: lower case, hyphens for blanks."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def test_every_link_leads_to_a_file(page: Path) -> None:
    assert not [str(path) for path, _ in links_of(page) if not path.exists()]


def test_every_link_to_a_heading_leads_to_one(page: Path) -> None:
    aimed = [(path, anchor) for path, anchor in links_of(page) if anchor and path.exists()]
    assert not [anchor for path, anchor in aimed if anchor not in anchors_of(path)]
