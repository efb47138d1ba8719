"""The one place where errors become a line on standard error and an exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from nukki.cli.text import printable
from nukki.core.errors import EXIT_BUG, InputError, NukkiError

EXIT_INTERRUPTED = 130


@dataclass
class Settings:
    """What holds for one run of the command, whatever its subcommand."""

    debug: bool = False


def _set_debug(context: click.Context, _: click.Parameter, value: bool) -> None:
    found = context.find_root().obj
    if value and isinstance(found, Settings):
        found.debug = True


def settings() -> Settings:
    """The running command's settings."""
    context = click.get_current_context(silent=True)
    found = context.find_root().obj if context else None
    return found if isinstance(found, Settings) else Settings()


debug_option = click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_set_debug,
    help="Show where in the code an error happened.",
)


def run(click_main: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Call click's own main and exit, with every error translated."""
    chosen = Settings()
    kwargs |= {"standalone_mode": False, "obj": chosen}
    try:
        code = click_main(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - the last place that can say it in one line
        code = _report(error, chosen)
    sys.exit(code or 0)


def fail(message: str) -> None:
    """One line on standard error (more only where the message itself lists things)."""
    click.echo(f"nukki: error: {printable(message)}", err=True)


@contextmanager
def about(name: str) -> Iterator[None]:
    """Put a picture's name before what is wrong with it."""
    try:
        yield
    except InputError as error:
        raise type(error)(f"{name}: {error}") from error


def _report(error: Exception, chosen: Settings) -> int:
    """Say what went wrong; the exit code."""
    if chosen.debug and not isinstance(error, (click.ClickException, click.Abort)):
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    if isinstance(error, click.Abort):
        fail("interrupted")
        return EXIT_INTERRUPTED
    if isinstance(error, click.ClickException):
        _usage(error)
        return error.exit_code
    if isinstance(error, NukkiError):
        fail(str(error))
        return error.exit_code
    fail(f"unexpected {type(error).__name__}: {error}; {how_to_report()}")
    return EXIT_BUG


def how_to_report() -> str:
    """What to do about an error that nobody foresaw."""
    return "this is a bug in nukki; please report it, with what --debug shows"


def _usage(error: click.ClickException) -> None:
    message = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        fail(message)
    elif context.command.get_usage(context) in message:  # a group alone: click answers with help
        click.echo(message, err=True)
    else:
        fail(f"{message}; see: {context.command_path} --help")
