"""Tables that programs write into pages, between two marks."""

from __future__ import annotations

from pathlib import Path

README = Path(__file__).with_name("README.md")


def part_of(name: str, *, page: Path = README) -> str:
    """What stands between ``<!-- name -->`` and ``<!-- /name -->``.

    Raises:
        ValueError: The page has no such marks.
    """
    whole = page.read_text(encoding="utf-8")
    start, stop = _bounds(whole, name)
    return whole[start:stop]


def put_table(text: str, name: str, *, page: Path = README) -> None:
    """Replace what stands between ``<!-- name -->`` and ``<!-- /name -->``.

    Raises:
        ValueError: The page has no such marks; it is left as it is.
    """
    whole = page.read_text(encoding="utf-8")
    start, stop = _bounds(whole, name)
    page.write_text(f"{whole[:start]}{text}{whole[stop:]}", encoding="utf-8")


def _bounds(whole: str, name: str) -> tuple[int, int]:
    begin = f"<!-- {name} -->\n"
    start = whole.index(begin) + len(begin)
    return start, whole.index(f"<!-- /{name} -->", start)
