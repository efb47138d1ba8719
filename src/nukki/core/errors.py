"""Every error nukki raises on purpose, with its exit code and HTTP status.

    NukkiError                     exit  HTTP
    ├── OptionError                   2   400   a setting is not of its grammar, or two contradict
    │   └── UnknownNameError          2   400   no such model, format, ...; names the nearest
    ├── InputError                   65   400   the picture cannot be used
    │   ├── InputNotFoundError       66   404   nothing there to read
    │   ├── NotAnImageError          65   415   not a picture format that is read here
    │   ├── CorruptImageError        65   422   a known format, but truncated or broken
    │   └── ImageTooLargeError       65   413   over the pixel, side or byte limit
    ├── OutputError                  73   500   the result cannot be written there
    │   └── EncodeError              73   422   that format cannot hold this result
    ├── WeightsError                 69   503   a model's file cannot be had
    │   └── ChecksumError            69   503   a file's bytes are not what the spec promises
    ├── EngineError                  69   503   the runtime refused the model or the input
    │   └── DeviceError              69   503   the device that was asked for is not there
    ├── LicenceError                 77   403   the model's licence does not allow what was asked
    └── MissingExtraError            69   501   an optional package is not installed

A message is one line and says what was expected, what came, and what to do. Doors translate in
one place each: the command line exits with ``exit_code``, the server answers ``http_status``.
Exit codes follow BSD ``sysexits.h``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

EXIT_BUG = 70
"""Exit code of what nobody foresaw (``EX_SOFTWARE``)."""


class NukkiError(Exception):
    """Base of every error nukki raises on purpose."""

    exit_code = EXIT_BUG
    http_status = 500


class OptionError(NukkiError):
    """A setting has a value outside its grammar, or contradicts another."""

    exit_code = 2
    http_status = 400


class UnknownNameError(OptionError):
    """A name that no registry entry has; ``nearest`` holds what was probably meant.

    Args:
        kind: What was looked up, for the message ("model", "format").
        name: The name that came.
        known: The names there are.
        remedy: What to do, when a listing of the known names is not it.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], *, remedy: str = "") -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(sorted(known))
        self.nearest = tuple(difflib.get_close_matches(name, self.known, n=3))
        hint = f"did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        listing = remedy or f"known: {', '.join(self.known) or 'none'}"
        super().__init__(f"no {kind} named {name!r}; {hint or listing}")


class InputError(NukkiError):
    """The picture cannot be used."""

    exit_code = 65
    http_status = 400


class InputNotFoundError(InputError):
    """There is nothing to read at the path that was given, or it may not be read."""

    exit_code = 66
    http_status = 404


class NotAnImageError(InputError):
    """The bytes are not of any picture format that is read here."""

    http_status = 415


class CorruptImageError(InputError):
    """A known format whose data are truncated or broken."""

    http_status = 422


class ImageTooLargeError(InputError):
    """The picture has more pixels, longer sides or more bytes than the limits allow."""

    http_status = 413


class OutputError(NukkiError):
    """The result cannot be written where it was asked for."""

    exit_code = 73


class EncodeError(OutputError):
    """The format that was asked for cannot hold this result."""

    http_status = 422


class WeightsError(NukkiError):
    """A model's weight file cannot be found or fetched."""

    exit_code = 69
    http_status = 503


class ChecksumError(WeightsError):
    """A weight file's bytes differ from what the model's spec promises."""


class EngineError(NukkiError):
    """The runtime refused the model or the input."""

    exit_code = 69
    http_status = 503


class DeviceError(EngineError):
    """The device that was asked for is not available."""


class LicenceError(NukkiError):
    """The model's licence does not allow what was asked."""

    exit_code = 77
    http_status = 403


class MissingExtraError(NukkiError):
    """An optional package is needed.

    Args:
        what: What needs it.
        extra: The install extra that brings it.
        remedy: How to install it, when no extra does.
    """

    exit_code = 69
    http_status = 501

    def __init__(self, what: str, extra: str = "", *, remedy: str = "") -> None:
        self.extra = extra
        self.command = remedy or f"pip install 'nukki[{extra}]'"
        super().__init__(
            f"{what} needs a package that is not installed; install it with: {self.command}"
        )
