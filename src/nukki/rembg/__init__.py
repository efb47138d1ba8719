"""The door for code written against rembg: ``from nukki.rembg import new_session, remove``.

Its modules lie where rembg has them: ``bg``, ``matting``, ``session_factory`` and ``sessions``.
"""

from nukki.rembg import bg, matting, session_factory, sessions
from nukki.rembg.bg import remove
from nukki.rembg.session import Session
from nukki.rembg.session_factory import new_session

__version__ = "2.0.86"
"""The release of rembg whose interface this is."""

__all__ = [
    "Session",
    "bg",
    "matting",
    "new_session",
    "remove",
    "session_factory",
    "sessions",
]
