"""Writes the manual page from the commands themselves: python man/make.py > man/nukki.1."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from nukki.cli.main import app

HEAD = """.\\" Written by man/make.py; do not edit.
.TH NUKKI 1 "" "nukki" "User commands"
.SH NAME
nukki \\- cut the subject out of pictures and video
.SH SYNOPSIS
.B nukki
.I COMMAND
.RI [ OPTIONS "] ..."
.SH DESCRIPTION
Photos and clips go in, pictures with a transparent background come out. Everything runs on this
machine. What is said goes to standard error; standard output is for pictures and listings.
.SH COMMANDS
"""

TAIL = """.SH ENVIRONMENT
.TP
.B NUKKI_HOME
Where weights and added models are kept, instead of the platform's cache and data folders.
.TP
.B U2NET_HOME, REMBG_HOME, XDG_DATA_HOME
Where rembg's weights are looked for too.
.TP
.B NUKKI_...
Each flag of
.B nukki serve
as a variable: NUKKI_PORT for \\-\\-port.
.SH EXIT STATUS
0 all went well; 2 wrong usage; 65 unusable input; 66 no such file; 69 something needed is not to be
had; 73 result not writable; 77 licence; 130 interrupted; 1 several kinds of failures.
"""


def page() -> str:
    """The manual page, in roff."""
    sections = (section(path, command) for path, command in commands(app, "nukki"))
    return HEAD + "".join(sections) + TAIL


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        if command := group.get_command(context, name):
            yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


def section(path: str, command: click.Command) -> str:
    """One command: how it is called, what it does, and its options."""
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f".SS {escaped(path)} {escaped(usage)}"]
    told = inspect.cleandoc(command.help or "").partition("\f")[0]
    lines += [escaped(flat(part)) + "\n.PP" for part in told.split("\n\n") if part]
    lines += [option(*record) for one in command.params if (record := recorded(one, context))]
    return "\n".join(lines) + "\n"


def recorded(parameter: click.Parameter, context: click.Context) -> tuple[str, str] | None:
    """The flags of an option and what it does; None for arguments and for what is hidden."""
    return parameter.get_help_record(context) if isinstance(parameter, click.Option) else None


def option(flags: str, told: str) -> str:
    """One option."""
    return f".TP\n.B {escaped(flags)}\n{escaped(flat(told))}"


def flat(text: str) -> str:
    """Text in one line."""
    return re.sub(r"\s+", " ", text).strip()


def escaped(text: str) -> str:
    """Text that roff prints as it is."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - this is what it is for
