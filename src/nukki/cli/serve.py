"""``nukki serve``: the HTTP server."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import click

from nukki.cli.errors import debug_option
from nukki.cli.options import flag
from nukki.core.errors import MissingExtraError
from nukki.core.fields import describe

EPILOG = """\b
Examples:
  nukki serve                            http://127.0.0.1:7000, keys needed
  nukki users add me --plan unlimited    an account, and then
  nukki keys create me                   its key, shown once
  nukki serve --no-auth                  no keys; for this machine alone
  nukki serve --host 0.0.0.0 --workers 4
  nukki serve --recipes recipes/         callers name recipes: shop.yaml is recipe=shop
  nukki serve --jobs-only                no port: work on the jobs of others' database
  NUKKI_PORT=8000 nukki serve            every flag has a variable

\b
Remove.bg's clients work unchanged when they are pointed here.
"""


def _takes_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """A flag for each field of the server's settings, and a variable for each flag."""
    from nukki.server.settings import ENVIRONMENT, ServerSettings

    for item in reversed(dataclasses.fields(ServerSettings)):
        shown = describe(ServerSettings)[item.name]
        default = None if item.default is True else item.default  # None makes --x and --no-x
        made = flag(item.name, shown, default, variable=ENVIRONMENT + item.name.upper())
        command = made(command)
    return command


@click.command("serve", epilog=EPILOG)
@_takes_settings
@debug_option
def command(**given: Any) -> None:
    """Serve remove.bg's API, rembg's, and nukki's own, on this machine."""
    from nukki.server.settings import make_settings

    try:
        from nukki.server.jobs.worker import work
        from nukki.server.running import log_as_json, serve
    except ModuleNotFoundError as error:
        raise MissingExtraError("the server", "server") from error
    settings = make_settings({name: value for name, value in given.items() if value is not None})
    if settings.jobs_only:
        click.echo("nukki: works on jobs, and listens on no port; Ctrl-C ends it", err=True)
        log_as_json()
        work(settings)
        return
    scheme = f"http://{settings.host}:{settings.port}"
    click.echo(f"nukki: {scheme} (API: {scheme}/docs); Ctrl-C ends it", err=True)
    serve(settings)
