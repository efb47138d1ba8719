"""MkDocs takes the repository's own front matter in, and its links lead somewhere.

    README.md       ─▶ index.md           docs/x.md       ─▶ x.md
    CHANGELOG.md    ─▶ changelog.md       site/api/x.md   ─▶ api/x.md
    tests/y.py      ─▶ source/tests/y.py.md, for each file that a page links to

Pages are written for a reader of the repository: their links are relative to where they lie there.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]

TAKEN = {
    "README.md": "index.md",
    "README.id.md": "README.id.md",
    "README.ko.md": "README.ko.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/README.md": "benchmarks.md",
}
"""Pages from outside ``docs/``, and what they are called on the site."""

LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:|#)([^)\s#]+)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
OPENING = re.compile(r"^(```\w+) [^\n]+$", re.MULTILINE)
LANGUAGES = {".py": "python", ".toml": "toml", ".js": "js", ".sh": "bash", ".yaml": "yaml"}
NEIGHBOURS = re.compile(r"\] \[")
"""Two optional words of a grammar, which Markdown takes for a link by reference."""
EXCLUDED = "---\nsearch:\n  exclude: true\n---\n\n"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages from outside, and a page for each file that is linked to."""
    for path, uri in _pages_outside().items():
        files.append(File.generated(config, uri, abs_src_path=str(ROOT / path)))
    linked = {path for file in files.documentation_pages() for path in _linked(_origin(file))}
    for path in sorted(linked):
        if _uri(path) == _source_uri(path) and (ROOT / path).exists():
            generated = File.generated(config, _source_uri(path), content=_shown(path))
            generated.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(generated)
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """The page with links for the site, and fences without the words that only tests read."""
    if page.file.src_uri.startswith("source/"):
        return markdown
    origin, here = _origin(page.file), posixpath.dirname(page.file.src_uri)

    def led(found: re.Match[str]) -> str:
        return posixpath.relpath(_uri(_joined(origin, found[1])), here or ".")

    parts = FENCE.split(markdown)
    fences = [*FENCE.findall(markdown), ""]
    texts = (NEIGHBOURS.sub(r"] \\[", LINK.sub(led, part)) for part in parts)
    pairs = zip(texts, fences, strict=True)
    return "".join(text + OPENING.sub(r"\1", fence, count=1) for text, fence in pairs)


def _pages_outside() -> dict[str, str]:
    api = {f"site/api/{page.name}": f"api/{page.name}" for page in (ROOT / "site/api").glob("*.md")}
    return {path: uri for path, uri in (TAKEN | api).items() if (ROOT / path).exists()}


def _origin(file: File) -> str:
    """Where a page lies in the repository."""
    return Path(file.abs_src_path or "").resolve().relative_to(ROOT).as_posix()


def _linked(origin: str) -> Iterator[str]:
    text = FENCE.sub("", (ROOT / origin).read_text(encoding="utf-8"))
    return (_joined(origin, target) for target in LINK.findall(text))


def _joined(origin: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))


def _uri(path: str) -> str:
    """The site's address of a file of the repository."""
    outside = _pages_outside()
    if path in outside:
        return outside[path]
    return path.removeprefix("docs/") if _is_page(path) else _source_uri(path)


def _is_page(path: str) -> bool:
    return path.startswith("docs/") and Path(path).suffix != ".py" and (ROOT / path).is_file()


def _source_uri(path: str) -> str:
    return f"source/{path}.md"


def _shown(path: str) -> str:
    """A page with a file's text, or the names of what is in a folder."""
    place = ROOT / path
    if place.is_dir():
        names = sorted(one.name for one in place.iterdir() if not one.name.startswith(("_", ".")))
        body = "\n".join(f"- `{path}/{name}`" for name in names)
    elif place.suffix == ".ipynb":
        cells = json.loads(place.read_text(encoding="utf-8"))["cells"]
        return EXCLUDED + "\n\n".join(map(_cell, cells)) + "\n"
    else:
        language = LANGUAGES.get(place.suffix, "text")
        body = f"````{language}\n{place.read_text(encoding='utf-8')}\n````"
    return f"{EXCLUDED}# {path}\n\n{body}\n"


def _cell(cell: dict[str, Any]) -> str:
    """A notebook's cell as Markdown."""
    text = "".join(cell["source"])
    return text if cell["cell_type"] == "markdown" else f"````python\n{text}\n````"
