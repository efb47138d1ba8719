"""A study's rows as files: a journal to resume by, and JSON for other programs."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from nukki.codecs.atomic import write_whole
from nukki.evaluate.journal import Journal
from nukki.evaluate.study.degradations import DEGRADATIONS
from nukki.evaluate.study.findings import recommendations, summary
from nukki.evaluate.study.measure import MEASURED
from nukki.evaluate.study.result import Row, Study

FORMAT = "nukki study 1"


def row_journal(path: Path | None) -> Journal[Row]:
    """Rows as they are measured, so that a study can go on."""
    return Journal(path, encode=_to_json, decode=_from_json)


def write_json(path: Path, study: Study) -> None:
    """Write all numbers and sentences of a study; the pictures are in the page.

    Raises:
        OutputError: It cannot be written there.
    """
    text = json.dumps(to_json(study), indent=1, ensure_ascii=False, default=str) + "\n"
    write_whole(path, text.encode("utf-8", errors="backslashreplace"))


def to_json(study: Study) -> dict[str, Any]:
    """A study as JSON values, with its curves and what they say."""
    return {
        "format": FORMAT,
        "nukki": study.version,
        "started": study.started,
        "interrupted": study.interrupted,
        "machine": study.machine,
        "folder": study.folder,
        "photos": list(study.photos()),
        "photos_available": study.available,
        "settings": {name: dict(values) for name, values in study.settings.items()},
        "summary": summary(study),
        "recommendations": recommendations(study),
        "curves": _curves(study),
        "timing": {
            name: [{"megapixels": mp, "seconds": round(s, 4)} for mp, s in study.timing(name)]
            for name in study.settings
        },
        "problems": [asdict(problem) for problem in study.problems],
        "rows": [_to_json(replace(row, pictures=())) for row in study.rows],
    }


def _curves(study: Study) -> list[dict[str, Any]]:
    return [
        {
            "setting": setting,
            "against": group,
            "degradation": name,
            "measure": measure,
            "points": [asdict(point) for point in study.curve(setting, group, name, measure)],
        }
        for setting in study.settings
        for group in study.groups
        for name in DEGRADATIONS
        for measure in MEASURED
    ]


def _to_json(row: Row) -> dict[str, Any]:
    held = asdict(row)
    held["pictures"] = [base64.b64encode(data).decode("ascii") for data in row.pictures]
    return held


def _from_json(held: Mapping[str, Any]) -> Row:
    height, width = held["size_hw"]
    pictures = tuple(base64.b64decode(text) for text in held["pictures"])
    return Row(**{**held, "size_hw": (int(height), int(width)), "pictures": pictures})
