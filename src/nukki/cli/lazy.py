"""A group of commands whose modules are imported when they are used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

from nukki.cli.errors import run


class LazyGroup(click.Group):
    """A group that knows its commands by the modules that hold them, as ``command``.

    ``nukki --version`` must not wait for what only ``nukki remove`` needs.
    """

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order they were given."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self._modules:
            return None
        command: click.Command = importlib.import_module(self._modules[cmd_name]).command
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, say in one line what went wrong, and exit."""
        return run(super().main, *args, **kwargs)
