"""``nukki completion``: a script that lets a shell complete commands, options and models."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

SHELLS = ("bash", "zsh", "fish")

EPILOG = """\b
Examples:
  nukki completion bash > ~/.local/share/bash-completion/completions/nukki
  nukki completion zsh > ~/.zfunc/_nukki          with ~/.zfunc in $fpath
  nukki completion fish > ~/.config/fish/completions/nukki.fish
"""


@click.command("completion", epilog=EPILOG)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that completes nukki's commands in a shell."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click completes nothing in {shell}", context)
    script = kind(context.find_root().command, {}, "nukki", "_NUKKI_COMPLETE")
    # Not the subclass's own: bash's starts a bash to look at its version, which may not be here.
    click.echo(ShellComplete.source(script))
