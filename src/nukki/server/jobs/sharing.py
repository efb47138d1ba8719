"""What processes must share that work on the same jobs."""

from __future__ import annotations

from sqlalchemy import make_url

from nukki.core.errors import OptionError
from nukki.server.settings import ServerSettings


def check_places(settings: ServerSettings) -> None:
    """Database and storage must be where all of them are, not on one's own machine.

    Raises:
        OptionError: They are not.
    """
    backend = make_url(settings.database).get_backend_name() if settings.database else "sqlite"
    if backend == "sqlite":
        raise OptionError(
            "replicas share one database: set NUKKI_DATABASE to postgresql://user:password@host/name"
        )
    if settings.storage is None:
        raise OptionError(
            "replicas share one storage: set NUKKI_STORAGE to a folder that all machines see, or "
            "to an address that fsspec knows, such as s3://bucket/prefix"
        )
