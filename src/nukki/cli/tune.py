"""``nukki tune``: the settings with which a network learns best."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from nukki.cli.errors import EXIT_INTERRUPTED, debug_option
from nukki.cli.options import takes_options
from nukki.cli.text import printable
from nukki.train.settings import TrainingSettings

SEARCHED = ("learning_rate", "loss", "augment", "batch", "weight_decay")
"""What trials draw; not to be given."""

DEFAULT_EPOCHS = 10

EPILOG = """\b
Trials are short runs: 10 epochs unless --epochs or --minutes say otherwise. The
same command again goes on with a search that was stopped or killed.

\b
Examples:
  nukki tune dataset/ --trials 30 -o study/
  nukki tune dataset/ --arch lite --minutes 5 --trials 50 -o study/
"""


@click.command("tune", epilog=EPILOG)
@click.argument("path", metavar="DATASET")
@click.option("-o", "--output", metavar="STUDY", default="study", show_default=True,
              help="Folder for the trials and the report.")  # fmt: skip
@click.option("--trials", type=click.IntRange(min=1), default=30, show_default=True, metavar="N",
              help="Trials in all, with those of earlier sittings.")  # fmt: skip
@takes_options(TrainingSettings, without=SEARCHED)
@debug_option
def command(path: str, output: str, trials: int, options: TrainingSettings) -> int:
    """Search for the settings with which a network learns best.

    Varies learning rate, loss, augmentation, batch, weight decay and width; gives up trials that
    fall behind. Writes a report, and the command that trains with the best settings.
    """
    from nukki.train.requirements import need_training

    need_training("optuna")
    from nukki.cli.training_display import TrainingDisplay
    from nukki.cli.tuning_display import TuningDisplay
    from nukki.train.data.dataset import Dataset
    from nukki.train.teacher import make_mattes
    from nukki.train.tune import Search

    if options.epochs is None and options.minutes is None:
        options = dataclasses.replace(options, epochs=DEFAULT_EPOCHS)
    dataset, answers = Dataset.open(Path(path)), None
    if options.teacher is not None:
        with TrainingDisplay() as display:
            answers = make_mattes(
                dataset, options.teacher, display, sharpness=options.agreement,
                device=options.device,
            )  # fmt: skip
    search = Search(Path(output), dataset, options, answers)
    study, interrupted = search.run(trials, TuningDisplay(trials))
    if best := search.best_command(study):
        click.echo(printable(best))
    click.echo(printable(f"-> {Path(output) / 'report.html'}"), err=True)
    return EXIT_INTERRUPTED if interrupted else 0
