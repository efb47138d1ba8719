"""Evaluations as files: JSON that reads back, CSV for a spreadsheet, a journal to resume by."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nukki.codecs.atomic import write_whole
from nukki.core.errors import InputError, InputNotFoundError
from nukki.evaluate.evaluation import Case, Evaluation, Row, Summary
from nukki.evaluate.journal import Journal
from nukki.evaluate.kinds import KINDS
from nukki.evaluate.pairs import Problem

FORMAT = "nukki evaluation 1"


def write_json(path: Path | str, done: Evaluation) -> None:
    """Write an evaluation so that `read_json` gives it back.

    Raises:
        OutputError: It cannot be written there.
    """
    text = json.dumps(to_json(done), indent=1, ensure_ascii=False, default=str) + "\n"
    write_whole(Path(path), text.encode("utf-8", errors="backslashreplace"))


def to_json(done: Evaluation) -> dict[str, Any]:
    """An evaluation as JSON values, with its means written out for other programs."""
    return {
        "format": FORMAT,
        "name": done.name,
        "nukki": done.version,
        "started": done.started,
        "interrupted": done.interrupted,
        "kind": done.kind,
        "machine": done.machine,
        "data": done.data,
        "settings": dict(done.settings),
        "seconds_median": done.seconds,
        "peak_bytes": done.peak_bytes,
        "overall": _summary(done.overall),
        "by_category": {name: _summary(part) for name, part in done.by_category.items()},
        "problems": [asdict(problem) for problem in done.problems],
        "rows": [row_to_json(row) for row in done.rows],
        "cases": [
            {"name": c.name, "note": c.note, "jpeg": base64.b64encode(c.picture).decode("ascii")}
            for c in done.cases
        ],
    }


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        name: {key: round(value, 6) for key, value in asdict(interval).items()}
        for name, interval in summary.items()
    }


def read_json(path: Path | str) -> Evaluation:
    """An evaluation that `write_json` wrote.

    Raises:
        InputNotFoundError: There is no such file.
        InputError: It holds something else.
    """
    try:
        held = json.loads(Path(path).read_text(encoding="utf-8"))
        if held["format"] != FORMAT:
            raise InputError(f"{path}: expected {FORMAT!r}, got {held['format']!r}")
        return _from_json(held)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise InputNotFoundError(f"{path}: no such file; expected an evaluation's JSON") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: expected the JSON file of an evaluation; {error!r}") from error


def _from_json(held: Mapping[str, Any]) -> Evaluation:
    return Evaluation(
        name=str(held["name"]),
        settings=dict(held["settings"]),
        data=str(held["data"]),
        rows=tuple(row_from_json(row) for row in held["rows"]),
        problems=tuple(Problem(**problem) for problem in held["problems"]),
        machine=str(held["machine"]),
        version=str(held["nukki"]),
        started=str(held["started"]),
        cases=tuple(
            Case(case["name"], case["note"], base64.b64decode(case["jpeg"]))
            for case in held["cases"]
        ),
        interrupted=bool(held["interrupted"]),
        kind=KINDS[held.get("kind", "photo")].name,
    )


def row_to_json(row: Row) -> dict[str, Any]:
    """One row as JSON values."""
    held = asdict(row)
    held["scores"] = {name: round(value, 7) for name, value in row.scores.items()}
    held["size_hw"] = list(row.size_hw)
    return held


def row_from_json(held: Mapping[str, Any]) -> Row:
    """One row from JSON values.

    Raises:
        KeyError, TypeError, ValueError: It holds something else.
    """
    height, width = held["size_hw"]
    scores = {str(name): float(value) for name, value in held["scores"].items()}
    return Row(**{**held, "size_hw": (int(height), int(width)), "scores": scores})


COLUMNS = ("name", "category", "width", "height", "frames", "alpha", "seconds", "confidence")
"""What a line has before its measures."""


def write_csv(path: Path | str, done: Evaluation) -> None:
    """Write a line for each photo or clip.

    Raises:
        OutputError: It cannot be written there.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    measures = done.about.measures
    writer.writerow((*COLUMNS, *measures))
    for row in done.rows:
        height, width = row.size_hw
        known = (row.name, row.category, width, height, row.frames, int(row.alpha))
        timed = (_rounded(row.seconds, 4), _rounded(row.confidence, 4))
        writer.writerow((*known, *timed, *(_rounded(row.scores.get(n), 6) for n in measures)))
    write_whole(Path(path), stream.getvalue().encode("utf-8", errors="backslashreplace"))


def _rounded(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def row_journal(path: Path | None) -> Journal[Row]:
    """Rows as they are measured, by the candidate and the names, sizes and times of the files."""
    return Journal(path, encode=row_to_json, decode=row_from_json)
