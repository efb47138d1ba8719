"""The folder of a run: one that is gone on with, or a new one."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from nukki._version import __version__
from nukki.core.errors import OptionError
from nukki.core.grammar import parse_size
from nukki.core.parameters import describe_parameters
from nukki.train.data.dataset import Dataset
from nukki.train.device import choose_machine
from nukki.train.initial import first_weights
from nukki.train.losses.mix import parse_mix
from nukki.train.networks import find_network
from nukki.train.questions import training_rows
from nukki.train.run_folder import RunFolder, RunRecord, is_run
from nukki.train.settings import TrainingSettings, differences

PACKAGES = ("torch", "lightning", "kornia", "numpy")
"""Whose versions a run's record holds."""


def open_run(path: Path, dataset: Dataset, settings: TrainingSettings) -> RunFolder:
    """The run in a folder, to go on with, or a new one.

    Raises:
        OptionError: The run there was begun with other settings or other pictures.
        InputError: There is nothing to train on.
        UnknownNameError: The network or a loss is not known.
    """
    spec = find_network(settings.arch)
    options = spec.read(settings.parameters)
    parse_mix(settings.loss)
    machine = choose_machine(settings)
    training_rows(dataset, taught=settings.teacher is not None)
    if is_run(path):
        run = RunFolder.open(path)
        if run.begun:
            _check_same(run, dataset, settings)
            return run
    return RunFolder.create(
        path,
        RunRecord(
            settings=settings,
            network=spec.name,
            parameters={key: getattr(options, key) for key in describe_parameters(spec.options)},
            size_hw=parse_size(settings.size or str(spec.size)),
            dataset=str(dataset.path.absolute()),
            dataset_digest=dataset.digest,
            versions={"nukki": __version__, **{name: metadata.version(name) for name in PACKAGES}},
            machine=str(machine),
            started=datetime.now(UTC).isoformat(timespec="seconds"),
            first_weights=first_weights(spec, settings),
        ),
    )


def _check_same(run: RunFolder, dataset: Dataset, settings: TrainingSettings) -> None:
    other = differences(run.settings, settings)
    if other:
        raise OptionError(
            f"{run.path}: the run there was begun with another {', '.join(other)}; go on with "
            "--resume and no other settings, or choose another -o"
        )
    if run.record.dataset_digest != dataset.digest:
        raise OptionError(
            f"{run.path}: the run there was begun with other pictures; choose another -o"
        )
