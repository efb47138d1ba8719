"""Tables that programs write into pages, between two marks."""

from __future__ import annotations

from pathlib import Path

README = Path(__file__).with_name("README.md")


def put_table(text: str, name: str, *, page: Path = README) -> None:
    """Replace what stands between ``<!-- name -->`` and ``<!-- /name -->``.

    Raises:
        ValueError: The page has no such marks; it is left as it is.
    """
    whole, begin, end = page.read_text(encoding="utf-8"), f"<!-- {name} -->\n", f"<!-- /{name} -->"
    start = whole.index(begin) + len(begin)
    stop = whole.index(end, start)
    page.write_text(f"{whole[:start]}{text}{whole[stop:]}", encoding="utf-8")
