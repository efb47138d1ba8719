"""``nukki train``: a network of one's own."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from nukki.cli.errors import EXIT_INTERRUPTED, debug_option
from nukki.cli.options import takes_options
from nukki.cli.text import printable, seconds
from nukki.core.errors import OptionError
from nukki.train.settings import ELSEWHERE, TrainingSettings

if TYPE_CHECKING:
    from nukki.train.data.dataset import Dataset
    from nukki.train.run_folder import RunFolder

DEFAULT_RUN = "run"

EPILOG = """\b
DATASET is what "nukki data prepare" wrote. The same command again goes on with
a run that was stopped or killed, and ends as if nothing had happened.

\b
Examples:
  nukki train dataset/ --arch unet --epochs 40 -o run/
  nukki train dataset/ --arch u2netp --minutes 120 -o run/
  nukki train run/ --resume                      all settings from the run
  nukki train dataset/ --set width=16 --loss bce+iou+0.5*ssim
  nukki train dataset/ --teacher u2net           learns unlabelled photos, too
  nukki train dataset/ --preview sheet.png       what the network will see
"""


@click.command("train", epilog=EPILOG)
@click.argument("path", metavar="DATASET|RUN")
@click.option("-o", "--output", metavar="RUN", default=DEFAULT_RUN, show_default=True,
              help="Folder for weights, curves and measures.")  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on with a run: name its folder alone.")
@click.option("--preview", metavar="FILE.png", help="Only draw what the network will see.")
@takes_options(TrainingSettings)
@debug_option
@click.pass_context
def command(
    context: click.Context,
    path: str,
    output: str,
    resume: bool,
    preview: str | None,
    options: TrainingSettings,
) -> int:
    """Train a network on a prepared data set.

    Measures it after every epoch on the validation pictures and keeps the best weights. Ctrl-C ends
    it; what was reached is kept. "nukki test", "nukki report" and "nukki export" take it from
    there.
    """
    from nukki.train.requirements import need_training

    need_training()
    from nukki.train.run_folder import RunFolder, is_run

    if is_run(Path(path)):
        return _go_on(RunFolder.open(path), context, options, preview)
    if resume:
        raise OptionError(f"--resume: expected the folder of a run, found none at {path}")
    return _begin(path, Path(output), options, preview)


def _begin(path: str, output: Path, settings: TrainingSettings, preview: str | None) -> int:
    from nukki.train.data.dataset import Dataset
    from nukki.train.initial import note_on_size
    from nukki.train.loop import leads
    from nukki.train.networks import find_network
    from nukki.train.opening import open_run

    dataset = Dataset.open(Path(path))
    if preview is not None:
        return _preview(preview, dataset, settings)
    run = open_run(output, dataset, settings)
    if leads() and (note := note_on_size(find_network(settings.arch), settings)):
        click.echo(f"nukki: note: {note}", err=True)
    return _train(run, dataset, settings)


def _go_on(
    run: RunFolder, context: click.Context, options: TrainingSettings, preview: str | None
) -> int:
    from nukki.train.data.dataset import Dataset
    from nukki.train.opening import open_run

    settings = _continued(context, run, options)
    dataset = Dataset.open(Path(run.record.dataset))
    if preview is not None:
        return _preview(preview, dataset, settings)
    return _train(open_run(run.path, dataset, settings), dataset, settings)


def _continued(
    context: click.Context, run: RunFolder, options: TrainingSettings
) -> TrainingSettings:
    """The run's own settings, with those of the machine that were given now."""
    fields = {item.name for item in dataclasses.fields(TrainingSettings)} | {"output"}
    given = [name for name in context.params if name in fields and _is_given(context, name)]
    other = [f"--{name.replace('_', '-')}" for name in given if name not in ELSEWHERE]
    if other:
        raise OptionError(
            f"{run.path}: a run goes on with its own settings; drop {', '.join(other)}"
        )
    own: dict[str, Any] = {name: getattr(options, name) for name in given}
    return dataclasses.replace(run.settings, **own)


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def _preview(preview: str, dataset: Dataset, settings: TrainingSettings) -> int:
    from nukki.train.preview import write_preview

    write_preview(Path(preview), dataset, settings)
    click.echo(printable(f"-> {preview}"), err=True)
    return 0


def _train(run: RunFolder, dataset: Dataset, settings: TrainingSettings) -> int:
    from nukki.cli.training_display import TrainingDisplay
    from nukki.train.loop import leads, train
    from nukki.train.teacher import make_mattes

    if run.record.status != "finished":
        with TrainingDisplay() as display:
            answers = None
            if settings.teacher is not None:
                answers = make_mattes(
                    dataset,
                    settings.teacher,
                    display,
                    sharpness=settings.agreement,
                    device=settings.device,
                )
            train(run, dataset, display, settings=settings, answers=answers)
    if leads():
        _show(run)
    return EXIT_INTERRUPTED if run.record.status == "interrupted" else 0


def _show(run: RunFolder) -> None:
    record = run.record
    measures = ", ".join(f"{name} {value:.4f}" for name, value in record.best.items())
    after = f"{record.epoch} epochs and {seconds(record.minutes * 60)}"
    click.echo(printable(f"{record.status} after {after}: {record.reason}"))
    if measures and record.best_epoch:
        click.echo(printable(f"best epoch {record.best_epoch}: {measures}"))
    elif measures:
        click.echo(printable(f"no epoch was better than the weights it began with: {measures}"))
    click.echo(printable(f"-> {run.path}"), err=True)
