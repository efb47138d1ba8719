"""Flags that lay a picture over a clip; the same for clips and for the camera."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nukki.core.errors import OptionError
from nukki.core.options import Options

if TYPE_CHECKING:
    from nukki.video.scene.inset import Inset
    from nukki.video.scene.overlay import Below

Command = TypeVar("Command", bound=Callable[..., Any])

FLAGS = (
    click.option("--over", metavar="VIDEO", help="Lay the subject over another clip."),
    click.option("--at", metavar="PLACE",
                 help="Where on it: bottom-right, top, center, ..., or '10% 80%' across and down.  "
                 "[default: bottom-right]"),
    click.option("--scale", metavar="PERCENT", help="Its width there.  [default: 25%]"),
    click.option("--crop", metavar="'X1 Y1 X2 Y2'",
                 help="The part that is laid there, like '20% 0 80% 100%'.  [default: all]"),
    click.option("--shape", metavar="NAME",
                 help="subject alone, or a frame round it: circle or rounded.  "
                 "[default: subject]"),
)  # fmt: skip

PLACING = ("at", "scale", "crop", "shape")
"""Flags that say how a subject lies on another clip."""

DEFAULTS = {"at": "bottom-right", "scale": "25%", "shape": "subject"}


@dataclass(frozen=True)
class Laying:
    """What the flags said.

    Attributes:
        over: The clip below; None for none.
        given: Those of `PLACING` that were given.
    """

    over: str | None
    given: dict[str, str]

    @property
    def path(self) -> Path | None:
        """The clip below."""
        return None if self.over is None else Path(self.over)

    def inset(self) -> Inset | None:
        """How the subject lies on the clip; None without one.

        Raises:
            OptionError: A flag has no meaning here, or another form.
        """
        from nukki.video.scene.inset import parse_inset

        if self.over is None:
            if self.given:
                raise OptionError(
                    f"{' and '.join(self.given)}: said of another clip; name it with --over"
                )
            return None
        words = DEFAULTS | self.given
        crop = words.pop("crop", None)
        return parse_inset(**words, crop=crop)

    def below(self, options: Options) -> tuple[Below | None, Options]:
        """What a clip is laid over, and the options that are left for the subject itself.

        Raises:
            InputError: A clip cannot be used.
            OptionError: Two flags contradict each other.
        """
        from nukki.video.scene.harmony import taken_apart
        from nukki.video.scene.laying import below

        harmony, rest = taken_apart(options)
        return below(rest, over=self.path, inset=self.inset(), harmony=harmony)


def takes_laying(command: Command) -> Callable[..., Any]:
    """A decorator that gives a command the flags and passes it ``laying``."""

    @functools.wraps(command)
    def called(**given: Any) -> Any:
        said = {name: given.pop(name) for name in PLACING}
        present = {name: value for name, value in said.items() if value is not None}
        return command(laying=Laying(given.pop("over"), present), **given)

    flagged: Callable[..., Any] = called
    for flag in reversed(FLAGS):
        flagged = flag(flagged)
    return flagged
