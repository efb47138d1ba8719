"""What became of each picture, and the JSON file that says so."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from nukki._version import __version__
from nukki.codecs.atomic import write_whole
from nukki.core.options import Options
from nukki.core.values import REVIEW_BELOW

Status = Literal["ok", "failed", "skipped"]

EXIT_MIXED = 1
"""Exit code when pictures failed for different reasons."""


@dataclass(frozen=True)
class Failure:
    """Why a picture failed.

    Attributes:
        kind: The error's class.
        message: What it says.
        exit_code: What the command exits with when all failures are alike.
        traceback: Where it happened, for errors nobody foresaw; "" otherwise.
    """

    kind: str
    message: str
    exit_code: int
    traceback: str = field(default="", repr=False)


@dataclass(frozen=True)
class Outcome:
    """What became of one picture.

    Attributes:
        source: The picture as it was named, "-" for standard input.
        target: The result, "-" for standard output, None when there is none.
        status: Whether it was cut out, failed, or was left alone.
        seconds: From reading to the finished file.
        size_hw: Height and width of the result in pixels.
        format: Its format.
        confidence: [0, 1], how decided the matte is.
        frames: How many frames it holds.
        failure: Why it failed.
        notes: What was done otherwise than asked, or why it was left alone.
        engine: What really ran the network, "" when none ran.
        device: Where it ran, "" likewise.
    """

    source: str
    target: str | None
    status: Status
    seconds: float = 0.0
    size_hw: tuple[int, int] | None = None
    format: str | None = None
    confidence: float | None = None
    frames: int | None = None
    failure: Failure | None = None
    notes: tuple[str, ...] = ()
    engine: str = ""
    device: str = ""

    @property
    def review(self) -> bool:
        """Whether a person should look at the result: it is there, and its confidence is low."""
        return self.confidence is not None and self.confidence < REVIEW_BELOW


@dataclass(frozen=True)
class Report:
    """A whole run.

    Attributes:
        options: What was asked for.
        outcomes: One for each picture, in the order in which they were given.
        seconds: How long it took.
        started: When it began.
        interrupted: Whether the user stopped it.
        finished: False in the file that a running or killed command leaves.
    """

    options: Options
    outcomes: tuple[Outcome, ...] = ()
    seconds: float = 0.0
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    interrupted: bool = False
    finished: bool = True

    def count(self, status: Status) -> int:
        """How many pictures ended so."""
        return Counter(outcome.status for outcome in self.outcomes)[status]

    @property
    def exit_code(self) -> int:
        """0 when nothing failed, the failures' own code when they agree, else `EXIT_MIXED`."""
        codes = {outcome.failure.exit_code for outcome in self.outcomes if outcome.failure}
        if not codes:
            return 0
        return codes.pop() if len(codes) == 1 else EXIT_MIXED


def write_report(path: Path, report: Report) -> None:
    """Write the report as JSON, whole or not at all.

    Raises:
        OutputError: It cannot be written there.
    """
    text = json.dumps(to_json(report), indent=2, ensure_ascii=False) + "\n"
    # File names that are not valid Unicode hold lone surrogates: as \udcXX they are valid JSON.
    write_whole(path, text.encode("utf-8", errors="backslashreplace"))


def to_json(report: Report) -> dict[str, Any]:
    """The report as JSON values."""
    return {
        "nukki": __version__,
        "started": report.started.isoformat(timespec="seconds"),
        "finished": report.finished,
        "interrupted": report.interrupted,
        "seconds": round(report.seconds, 3),
        "options": _options_json(report.options),
        "totals": {
            **{status: report.count(status) for status in ("ok", "failed", "skipped")},
            "review": sum(outcome.review for outcome in report.outcomes),
        },
        "items": [_outcome_json(item, report.options.model) for item in report.outcomes],
    }


def _options_json(options: Options) -> Mapping[str, Any]:
    """The options by name; a background that is a picture in memory is only named so."""
    values = {item.name: getattr(options, item.name) for item in dataclasses.fields(options)}
    plain = (str, int, float, tuple, dict, type(None))
    return {
        name: value if isinstance(value, plain) else type(value).__name__
        for name, value in values.items()
    }


def _outcome_json(outcome: Outcome, model: str) -> dict[str, Any]:
    height, width = outcome.size_hw or (None, None)
    failure = outcome.failure
    return {
        "input": outcome.source,
        "output": outcome.target,
        "status": outcome.status,
        "seconds": round(outcome.seconds, 3),
        "model": model if outcome.status == "ok" else None,
        "engine": outcome.engine or None,
        "device": outcome.device or None,
        "width": width,
        "height": height,
        "format": outcome.format,
        "frames": outcome.frames,
        "confidence": None if outcome.confidence is None else round(outcome.confidence, 4),
        "review": outcome.review,
        "error": {"kind": failure.kind, "message": failure.message} if failure else None,
        "notes": list(outcome.notes),
    }
