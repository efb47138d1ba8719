"""All that is known about a run, gathered from its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nukki.core.errors import InputError
from nukki.train.data.dataset import Dataset
from nukki.train.report.examined import Examination
from nukki.train.report.files import read_test, weights_digest
from nukki.train.run_folder import RunFolder, RunRecord


@dataclass(frozen=True)
class Evidence:
    """What findings are found in.

    Attributes:
        run: What to call the run in a command.
        record: What was asked for, and how it ended.
        epochs: The measures of each epoch.
        start: Those of the trained weights that it began with; None where it began otherwise.
        counts: Pictures of each split; empty where the data set is gone.
        test: What the test split said; None before it was read.
        weights: Digest of the best weights now, "" where there are none.
    """

    run: str
    record: RunRecord
    epochs: Sequence[Mapping[str, float]]
    counts: Mapping[str, int] = field(default_factory=dict)
    start: Mapping[str, float] | None = None
    test: Examination | None = None
    weights: str = ""

    @property
    def monitored(self) -> list[float]:
        """The measure that the best epoch was chosen by, of each epoch; more is better."""
        sign = 1 if self.record.settings.more_is_better else -1
        name = self.record.settings.monitor
        return [sign * row[name] for row in self.epochs if name in row]


def gather(run: RunFolder, dataset: Dataset | None) -> Evidence:
    """What a run's folder and its data set say.

    Raises:
        InputError: The record of the test cannot be read.
    """
    try:
        weights = weights_digest(run)
    except InputError:
        weights = ""
    counts = dataset.facts.get("pictures", {}) if dataset is not None else {}
    test = read_test(run.path)
    rows = run.rows()
    return Evidence(
        str(run.path), run.record, [row for row in rows if row["epoch"]], counts,
        start=next((row for row in rows if not row["epoch"]), None), test=test, weights=weights,
    )  # fmt: skip


def find_dataset(run: RunFolder, moved: Path | None = None) -> Dataset | None:
    """The run's data set; None where it is gone, or is another one by now.

    Raises:
        InputError: It was said where it lies, and it is not there, or is another one.
    """
    try:
        dataset = Dataset.open(moved or Path(run.record.dataset))
    except InputError:
        if moved is not None:
            raise
        return None
    if dataset.digest == run.record.dataset_digest:
        return dataset
    if moved is not None:
        raise InputError(f"{moved}: not the data set that {run.path} was trained on")
    return None
