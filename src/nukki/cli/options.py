"""Flags for every field of `Options` and its like, made from what the fields say of themselves."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Collection
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from nukki.core.fields import OptionHelp, describe, make
from nukki.core.options import Options

Command = TypeVar("Command", bound=Callable[..., Any])


def takes_options(
    kind: type[Any] = Options, *, without: Collection[str] = ()
) -> Callable[[Command], Callable[..., Any]]:
    """A decorator that gives a command the flags and passes it ``options``.

    Args:
        kind: The dataclass whose fields the flags are.
        without: Fields that have no meaning for the command; they keep their defaults.
    """
    fields = {name: shown for name, shown in describe(kind).items() if name not in without}
    defaults = {item.name: item.default for item in dataclasses.fields(kind)}

    def decorate(command: Command) -> Callable[..., Any]:
        @functools.wraps(command)
        def called(**given: Any) -> Any:
            values = {name: given.pop(name) for name in fields}
            return command(options=make(kind, values), **given)

        flagged: Callable[..., Any] = called
        for name, shown in reversed(fields.items()):
            flagged = flag(name, shown, defaults[name])(flagged)
        return flagged

    return decorate


def given_options(context: click.Context, options: Options) -> dict[str, Any]:
    """Options that the user gave, and that did not come by themselves."""
    default = click.core.ParameterSource.DEFAULT
    return {
        field: getattr(options, field)
        for field in describe(Options)
        if context.get_parameter_source(field) not in (None, default)
    }


def flag(
    name: str, shown: OptionHelp, default: Any, *, variable: str | None = None
) -> Callable[[Any], Any]:
    """The click option of one field; ``variable`` of the environment gives it, too."""
    switch = shown.kind is bool
    settings: dict[str, Any] = {"is_flag": True} if switch else {"metavar": shown.metavar or None}
    if shown.choices:
        settings = {"type": click.Choice(shown.choices)}
    elif shown.many:
        settings["multiple"] = True
    elif not switch:
        settings["type"] = _percentage(shown) if shown.is_percentage else shown.kind
    if complete := COMPLETIONS.get(name):
        settings["shell_complete"] = complete
    long = name.replace("_", "-")
    return click.option(
        *shown.flags,
        f"--{long}/--no-{long}" if switch and default is None else f"--{long}",
        name,
        default=default,
        envvar=variable,
        show_default=default not in (None, ()) and not switch,
        help=shown.help,
        **settings,
    )


def _percentage(shown: OptionHelp) -> Callable[[Any], Any]:
    """Reads a number of percent, with or without its sign."""

    def percent(value: Any) -> Any:
        try:
            return shown.read(str(value))
        except ValueError as error:
            raise click.BadParameter(f"{value!r} is no percentage, like 30 or 30%.") from error

    return percent


def complete_models(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Names of models for a shell, with what they are for."""
    from nukki import models, weights

    specs = (*models.builtin().values(), *weights.user_specs())
    return [CompletionItem(s.name, help=s.summary) for s in specs if s.name.startswith(typed)]


def _complete_formats(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    from nukki import codecs

    names = (name for name, entry in codecs.FORMATS.items() if entry.can_write)
    return [CompletionItem(name) for name in names if name.startswith(typed)]


def _complete_files(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    return [CompletionItem(typed, type="file")]


COMPLETIONS = {
    "model": complete_models,
    "format": _complete_formats,
    "weights": _complete_files,
    "background": _complete_files,
    "scribbles": _complete_files,
    "start": _complete_files,
}
"""What a shell offers for fields whose values are names of something."""
