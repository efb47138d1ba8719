"""Several models and presets in one call: every model with every preset."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from nukki.cli.options import complete_models
from nukki.core.errors import OptionError
from nukki.core.options import DEFAULT_MODEL, Options
from nukki.core.presets import PresetName

if TYPE_CHECKING:
    from nukki.evaluate import Pipeline
    from nukki.pipeline import Remover
    from nukki.weights import Progress

Command = TypeVar("Command", bound=Callable[..., Any])

REPEATED = ("model", "preset")
"""Fields of `Options` that such a command takes more than once."""


def takes_settings(command: Command) -> Callable[..., Any]:
    """A decorator that gives a command ``-m`` and ``--preset``, each as often as one likes.

    It passes them as ``models`` and ``presets``.
    """
    preset = click.option(
        "--preset", "presets", multiple=True, type=click.Choice(get_args(PresetName)),
        default=(Options.preset,), show_default=True,
        help="Speed against quality; can be repeated.",
    )  # fmt: skip
    model = click.option(
        "-m", "--model", "models", multiple=True, metavar="NAME", default=(DEFAULT_MODEL,),
        show_default=True, shell_complete=complete_models,
        help="Model by name, or several joined by + for their mean; can be repeated.",
    )  # fmt: skip
    decorated: Callable[..., Any] = model(preset(command))
    return decorated


def pipelines(
    options: Options,
    models: tuple[str, ...],
    presets: tuple[PresetName, ...],
    *,
    name: str = "",
    progress: Progress | None = None,
) -> list[Pipeline]:
    """Every model with every preset, each once, ready to be measured.

    Args:
        options: All that is the same for them.
        models, presets: By name.
        name: What tables call it, when there is one only.
        progress: Told how a download of weights goes.

    Raises:
        OptionError: Weights or a name, which belong to one, are given for several.
    """
    from nukki import evaluate

    built = removers(options, models, presets, name=name, progress=progress)
    return [evaluate.Pipeline(remover, name) for remover in built]


def removers(
    options: Options,
    models: tuple[str, ...],
    presets: tuple[PresetName, ...],
    *,
    name: str = "",
    progress: Progress | None = None,
) -> list[Remover]:
    """The same as removers; see `pipelines`."""
    from nukki.pipeline import build

    asked = list(dict.fromkeys(itertools.product(models, presets)))
    if options.weights is not None and len({model for model, _ in asked}) > 1:
        raise OptionError("--weights is one model's file; give it with one model only")
    if name and len(asked) > 1:
        raise OptionError("--name is what one setting is called; give one model and one preset")
    settings = [dataclasses.replace(options, model=m, preset=p) for m, p in asked]
    return [build(one, progress=progress) for one in settings]
