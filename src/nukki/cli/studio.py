"""``nukki studio``: the editor in the browser, on a server of this machine alone."""

from __future__ import annotations

import socket
import threading
import time
import webbrowser
from contextlib import suppress

import click

from nukki.cli.errors import debug_option
from nukki.core.errors import MissingExtraError
from nukki.core.options import DEFAULT_MODEL

HOST = "127.0.0.1"
ASK_EVERY_S = 0.1

EPILOG = """\b
Examples:
  nukki studio                   starts it and opens the browser
  nukki studio -m isnet-imgly    with another network
  nukki studio --recipes shop/   offers the recipes in that folder
  nukki studio --no-browser      prints the address only

\b
Pictures stay on this machine. For others to use it: nukki serve.
"""


@click.command("studio", epilog=EPILOG)
@click.option(
    "-m", "--model", default=DEFAULT_MODEL, metavar="NAME", show_default=True,
    help="Network that finds the subject.",
)  # fmt: skip
@click.option(
    "--port", default=0, metavar="N", help="Port to listen on; by default one that is free."
)
@click.option("--recipes", metavar="FOLDER", help="Recipes to finish pictures by, offered by name.")
@click.option("--browser/--no-browser", default=True, help="Open the browser, or do not.")
@debug_option
def command(model: str, port: int, recipes: str | None, browser: bool) -> None:
    """Cut pictures out and correct them by hand, in the browser."""
    from nukki.server.settings import make_settings

    try:
        from nukki.server.running import serve
    except ModuleNotFoundError as error:
        raise MissingExtraError("the studio", "server") from error
    port = port or free_port()
    settings = make_settings(
        {"model": model, "host": HOST, "port": port, "no_auth": True, "recipes": recipes}
    )
    address = f"http://{HOST}:{port}/"
    click.echo(f"nukki: the studio is at {address}; Ctrl-C ends it", err=True)
    if browser:
        threading.Thread(target=open_when_ready, args=(address, port), daemon=True).start()
    serve(settings)


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def open_when_ready(address: str, port: int) -> None:
    """Show the page as soon as somebody listens."""
    while True:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            break
        time.sleep(ASK_EVERY_S)
    webbrowser.open(address)
