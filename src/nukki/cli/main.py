"""The command ``nukki``: its commands by name, loaded when they are used."""

from __future__ import annotations

import click

from nukki._version import __version__
from nukki.cli.errors import debug_option
from nukki.cli.lazy import LazyGroup

COMMANDS = {
    "remove": "nukki.cli.remove",
    "bulk": "nukki.cli.bulk",
    "recipe": "nukki.cli.recipe",
    "video": "nukki.cli.video",
    "webcam": "nukki.cli.webcam",
    "compare": "nukki.cli.compare",
    "check": "nukki.cli.check",
    "sprites": "nukki.cli.sprites",
    "evaluate": "nukki.cli.evaluate",
    "study": "nukki.cli.study",
    "data": "nukki.cli.data",
    "train": "nukki.cli.train",
    "tune": "nukki.cli.tune",
    "test": "nukki.cli.test",
    "report": "nukki.cli.report",
    "export": "nukki.cli.export",
    "models": "nukki.cli.models",
    "classes": "nukki.cli.classes",
    "studio": "nukki.cli.studio",
    "desktop": "nukki.cli.desktop",
    "serve": "nukki.cli.serve",
    "users": "nukki.cli.users",
    "keys": "nukki.cli.keys",
    "usage": "nukki.cli.usage",
    "doctor": "nukki.cli.doctor",
    "completion": "nukki.cli.completion",
}

EPILOG = """\b
Examples:
  nukki remove cat.jpg                  cat.cutout.png beside it
  nukki remove photos/ -o cutouts/      a whole tree
  nukki video talk.mp4 -o talk.webm     a clip, with its sound
  nukki webcam --background blur        the camera, live
  nukki models list                     what there is to choose from
  nukki doctor                          what works on this machine
"""


@click.group(
    cls=LazyGroup,
    modules=COMMANDS,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", prog_name="nukki", message="%(prog)s %(version)s")
@debug_option
def app() -> None:
    """Cut the subject out of pictures, on this machine."""


def main() -> None:
    """Run the command and exit with its code."""
    app(prog_name="nukki")
