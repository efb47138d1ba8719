"""Lines that tests reach, by room: python .ci/rooms.py [--publish] ROOM ...

Stands beside coverage's data. Rooms are folders of ``src/nukki``, such as ``codecs`` or
``server/jobs``: those whose tests were run. A file counts in the innermost room that has a row.
``--publish`` puts them into CONTRIBUTING.md; other rooms' rows there stay.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "CONTRIBUTING.md"
PACKAGE = Path("src") / "nukki"
PUBLISH = "--publish"
BEGIN, END = "<!-- coverage -->\n", "<!-- /coverage -->"
ROW = re.compile(r"^\| `(.+)/` \| ([\d,]+) \| ([\d,]+) \|", re.MULTILINE)


@dataclass
class Lines:
    """So many lines of code, and so many of them reached."""

    there: int = 0
    reached: int = 0

    @property
    def share(self) -> float:
        """Of the lines that are reached."""
        return self.reached / self.there if self.there else 1.0


def main(*asked: str) -> None:
    """Print the table, or put it into the page."""
    names = [name for name in asked if name != PUBLISH]
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    held, end, after = rest.partition(END)
    known = rows_of(held)
    found = by_room(measured(), {*names, *known})
    rooms = {name: found[name] for name in names}
    if PUBLISH not in asked:
        print("\n".join(table(rooms)))  # noqa: T201 - the table is what was asked for
        return
    made = "".join(f"{line}\n" for line in table({**known, **rooms}))
    PAGE.write_text(before + begin + made + end + after, encoding="utf-8")


def rows_of(held: str) -> Mapping[str, Lines]:
    """The rooms of a table that `table` made."""
    return {
        name: Lines(int(there.replace(",", "")), int(reached.replace(",", "")))
        for name, there, reached in ROW.findall(held)
    }


def measured() -> Mapping[Path, Lines]:
    """Lines by file, from coverage's data in this folder."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", str(report)]
        subprocess.run(command, check=True, cwd=ROOT)
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {
        Path(name): Lines(held["summary"]["num_statements"], held["summary"]["covered_lines"])
        for name, held in files.items()
    }


def by_room(files: Mapping[Path, Lines], names: Iterable[str]) -> Mapping[str, Lines]:
    """The sums of each of these rooms; a file counts in the innermost that holds it."""
    rooms = {name: Lines() for name in names}
    for path, lines in files.items():
        around = [name for name in rooms if path.relative_to(PACKAGE).is_relative_to(name)]
        if around:
            room = rooms[max(around, key=len)]
            room.there += lines.there
            room.reached += lines.reached
    return rooms


def table(rooms: Mapping[str, Lines]) -> Iterator[str]:
    """A row for each room, and one for all."""
    yield "| room | lines | reached | share |"
    yield "|---|---|---|---|"
    total = Lines()
    for name, lines in sorted(rooms.items()):
        total.there += lines.there
        total.reached += lines.reached
        yield f"| `{name}/` | {lines.there:,} | {lines.reached:,} | {lines.share:.1%} |"
    yield f"| all | {total.there:,} | {total.reached:,} | {total.share:.1%} |"


if __name__ == "__main__":
    main(*sys.argv[1:])
