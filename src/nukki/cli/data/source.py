"""What ``prepare`` and ``check`` are both asked: where pictures lie, and which of them count."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from nukki.train.data.settings import AUTO, LAYOUT_SUMMARIES, Settings

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULTS = Settings()

LAYOUT_LINES = "".join(f"  {name:12}  {told}\n" for name, told in LAYOUT_SUMMARIES.items())

LAYOUT_EPILOG = f"\b\nLayouts, recognised unless --layout names one:\n{LAYOUT_LINES}"


def takes_source(command: Command) -> Command:
    """Add the arguments and options that say what is read."""
    options = (
        click.argument("source", metavar="SOURCE"),
        click.argument("masks", metavar="[MASKS]", required=False),
        click.option("--layout", type=click.Choice([AUTO, *LAYOUT_SUMMARIES]),
                     default=DEFAULTS.layout, show_default=True,
                     help="How the source is laid out."),
        click.option("--classes", default="", metavar="NAME,...",
                     help="Only objects of these classes are subjects."),
        click.option("--where", multiple=True, metavar="COLUMN=VALUE[|VALUE]",
                     help="Only pictures whose column has this value; can be repeated."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def chosen(*, classes: str, split: str | None = None, **given: Any) -> Settings:
    """Settings as they were asked for."""
    from nukki.train.data.split import Shares

    names = tuple(name.strip() for name in classes.split(",") if name.strip())
    shares = Shares.parse(split) if split is not None else DEFAULTS.shares
    return Settings(classes=names, shares=shares, **given)


def folder(path: str | None) -> Path | None:
    """A path, when one was given."""
    return Path(path) if path else None
