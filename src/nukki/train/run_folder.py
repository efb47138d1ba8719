"""A training run on disk: what was asked for, how it went, and the best weights.

    run/
      run.json             settings, data set, versions, status, best epoch
      metrics.csv          a row for each epoch
      curves.svg           the same, drawn
      preview.jpg          what its best weights say about some validation pictures
      tb/                  TensorBoard
      checkpoints/
        best.ckpt          weights of the best epoch
        last.ckpt          all that going on needs
      test.json, test/     the test split, once
      report.html

Every file is written whole, so a run that was killed, or whose disk was full, can still be read.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from nukki.codecs.atomic import write_whole
from nukki.core.errors import InputError, InputNotFoundError
from nukki.train.settings import TrainingSettings, read_settings

Status = Literal["running", "interrupted", "finished"]

RECORD = "run.json"


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """What ``run.json`` says.

    Attributes:
        settings: What was asked for.
        network: The network's registry name.
        parameters: Its parameters as they were, defaults and all.
        size_hw: Height and width that it was trained at, in pixels.
        dataset: Where the data set lay.
        dataset_digest: The data set's digest.
        versions: Of nukki and the packages that trained.
        machine: What it was trained on.
        status: Whether training goes on, was stopped, or is done.
        started: When it began, ISO 8601.
        minutes: How long it has trained.
        epoch: Epochs done.
        best_epoch: The epoch, from 1, of the best weights; 0 while those it began with are.
        best: The measures of that epoch on the validation split; empty before any was measured.
        reason: Why training ended.
        first_weights: Where its first weights came from, "" for chance.
        tests: Each time its test split was read: when, with which weights, and what came of it.
    """

    settings: TrainingSettings
    network: str
    parameters: Mapping[str, Any]
    size_hw: tuple[int, int]
    dataset: str
    dataset_digest: str
    versions: Mapping[str, str] = field(default_factory=dict)
    machine: str = ""
    status: Status = "running"
    started: str = ""
    minutes: float = 0.0
    epoch: int = 0
    best_epoch: int = 0
    best: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""
    first_weights: str = ""
    tests: Sequence[Mapping[str, Any]] = ()

    def as_json(self) -> dict[str, Any]:
        """Its fields as JSON values."""
        known = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        return known | {"settings": self.settings.as_json(), "size_hw": list(self.size_hw)}


class RunFolder:
    """Reads and writes one run; made by `open` or `create`."""

    def __init__(self, path: Path, record: RunRecord) -> None:
        self.path = path
        self.record = record

    @classmethod
    def open(cls, path: Path | str) -> RunFolder:
        """A run that is there.

        Raises:
            InputNotFoundError: There is none.
            InputError: Its record cannot be read.
        """
        folder = Path(path)
        if not is_run(folder):
            raise InputNotFoundError(f"{folder}: expected a training run, found no {RECORD} in it")
        try:
            values = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            values["settings"] = read_settings(values["settings"])
            values["size_hw"] = tuple(values["size_hw"])
            return cls(folder, RunRecord(**values))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{folder / RECORD}: cannot be read as a training run ({error})"
            ) from error

    @classmethod
    def create(cls, path: Path | str, record: RunRecord) -> RunFolder:
        """A new run; its record is written at once.

        Raises:
            OutputError: It cannot be written there.
        """
        folder = cls(Path(path), record)
        folder.update()
        return folder

    @property
    def settings(self) -> TrainingSettings:
        """What was asked for."""
        return self.record.settings

    @property
    def best_checkpoint(self) -> Path:
        """Weights of the best epoch."""
        return self.path / "checkpoints" / "best.ckpt"

    @property
    def last_checkpoint(self) -> Path:
        """All that going on needs."""
        return self.path / "checkpoints" / "last.ckpt"

    @property
    def begun(self) -> bool:
        """Whether anything was learnt in it."""
        return self.last_checkpoint.is_file() or self.best_checkpoint.is_file()

    def update(self, **changes: Any) -> None:
        """Change the record and write it."""
        self.record = dataclasses.replace(self.record, **changes)
        text = json.dumps(self.record.as_json(), indent=2, ensure_ascii=False)
        write_whole(self.path / RECORD, f"{text}\n".encode())

    def rows(self) -> list[dict[str, float]]:
        """The measures of each epoch that is done, in order; empty before the first.

        Those of trained weights that the run began with come first, as epoch 0, without a loss.
        """
        path = self.path / "metrics.csv"
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as stream:
            return [_numbers(row) for row in csv.DictReader(stream)]

    def write_rows(self, rows: Iterable[Mapping[str, float]]) -> None:
        """Write ``metrics.csv`` anew; columns are those of the row that has most."""
        listed = list(rows)
        stream = io.StringIO()
        columns = max(listed, key=len, default={})
        writer = csv.DictWriter(stream, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: f"{value:.6g}" for key, value in row.items()} for row in listed)
        write_whole(self.path / "metrics.csv", stream.getvalue().encode())


def is_run(path: Path) -> bool:
    """Whether a training run lies there."""
    return (path / RECORD).is_file()


def _numbers(row: Mapping[str, str]) -> dict[str, float]:
    return {key: float(value) for key, value in row.items() if value}
