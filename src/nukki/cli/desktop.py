"""``nukki desktop``: the studio in a window of its own."""

from __future__ import annotations

import os
import secrets
import sys

import click

from nukki.cli.errors import debug_option
from nukki.core.errors import DeviceError, MissingExtraError
from nukki.core.options import DEFAULT_MODEL

PORT = 7548
"""Preferred, so that a browser's store, which belongs to an address, is found again."""

BROWSER = "nukki studio shows the same in the browser"

EPILOG = """\b
Examples:
  nukki desktop                   a window; drop photos on it
  nukki desktop -m isnet-imgly    with another network

\b
The window's server answers this window alone. In the browser: nukki studio.
"""


@click.command("desktop", epilog=EPILOG)
@click.option(
    "-m", "--model", default=DEFAULT_MODEL, metavar="NAME", show_default=True,
    help="Network that finds the subject.",
)  # fmt: skip
@debug_option
def command(model: str) -> None:
    """Cut pictures out and correct them by hand, in a window of its own."""
    try:
        from nukki.desktop.window import show
        from nukki.server.running import in_background
    except ModuleNotFoundError as error:
        raise MissingExtraError("the window", "desktop") from error
    except ImportError as error:
        raise DeviceError(
            f"the window lacks a library of the system ({error}); {BROWSER}"
        ) from error
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        raise DeviceError(f"expected a screen, and there is none; {BROWSER}")
    from nukki.desktop.lock import Locked
    from nukki.server.app import create_app
    from nukki.server.settings import make_settings

    token = secrets.token_urlsafe(32)
    settings = make_settings({"model": model, "no_auth": True})
    with in_background(Locked(create_app(settings), token), port=PORT) as port:
        code = show(f"http://127.0.0.1:{port}/", token)
    click.get_current_context().exit(code)
