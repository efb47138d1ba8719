"""``nukki doctor``: what works on this machine, and what does not, and why."""

from __future__ import annotations

import json

import click

from nukki.cli.errors import debug_option

EPILOG = """\b
Examples:
  nukki doctor
  nukki doctor --json > for-the-bug-report.json
"""

EXIT_NOTHING_RUNS = 69


@click.command("doctor", epilog=EPILOG)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@debug_option
def command(as_json: bool) -> int:
    """Say what works on this machine, and time a probe.

    Nothing is fetched.
    """
    from nukki.cli.checkup import examine
    from nukki.cli.diagnosis import lines
    from nukki.engines import devices

    facts = examine()
    if as_json:
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(lines(facts)))
    return 0 if devices() else EXIT_NOTHING_RUNS  # LiteRT alone runs no model but its own
