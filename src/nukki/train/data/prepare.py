"""A data set of any layout made ready: checked, stored, grouped, split, described."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from nukki.codecs.atomic import write_whole
from nukki.core.errors import InputError, OptionError
from nukki.evaluate.journal import Journal
from nukki.evaluate.measuring import Listener
from nukki.train.data import describe
from nukki.train.data.backgrounds import store_backgrounds
from nukki.train.data.checks import read_pair
from nukki.train.data.dataset import FACTS, MANIFEST, Dataset
from nukki.train.data.found import Found, Left
from nukki.train.data.looking import look
from nukki.train.data.page import illustrate
from nukki.train.data.rows import rows_of
from nukki.train.data.settings import Settings
from nukki.train.data.stored import Stored, safe_place, store

JOURNAL = "prepare.jsonl"
"""What is stored already; a run that was killed goes on, and the file goes at the end."""


@dataclass(frozen=True)
class Prepared:
    """What came of it.

    Attributes:
        dataset: The data set, opened.
        left: What was left out, and why.
        layout: Which layout the source has.
    """

    dataset: Dataset
    left: tuple[Left, ...]
    layout: str


def prepare(
    source: Path,
    output: Path,
    settings: Settings,
    *,
    masks: Path | None = None,
    backgrounds: Path | None = None,
    listener: Listener,
) -> Prepared:
    """Make a data set ready to learn from; a run that was cut short goes on.

    Args:
        source: A folder or file of one of `LAYOUTS`.
        output: The folder that is made.
        settings: How.
        masks: A folder with the masks, where they lie elsewhere.
        backgrounds: A folder of pictures without subject, to lay cut-outs over.
        listener: Told about each picture.

    Raises:
        InputError: Nothing is there, nothing of it can be used, or, when strict, not all of it.
        OptionError: Settings that do not fit the source, or an output folder in use.
        OutputError: It cannot be written.
    """
    _check_output(output, source)
    layout, found, left = look(source, masks, settings)
    listener.planned(len(found))
    done = list(_stored(found, output, settings, listener))
    left += [entry for entry in done if isinstance(entry, Left)]
    stored = [entry for entry in done if isinstance(entry, Stored)]
    _check_left(source, stored, left, strict=settings.strict)
    rows, leaking = rows_of(
        stored, group_by=settings.group_by, near_bits=settings.near_bits,
        shares=settings.shares, seed=settings.seed,
    )  # fmt: skip
    left += leaking
    grounds, unread = _grounds(backgrounds, output, settings)
    left += unread
    content = hashlib.sha256("".join(entry.content for entry in stored).encode()).hexdigest()
    facts = describe.facts(rows, left, settings=asdict(settings), layout=layout, content=content)
    write_whole(output / MANIFEST, describe.manifest(rows))
    write_whole(output / FACTS, describe.as_json({**facts, "backgrounds": grounds}))
    dataset = Dataset.open(output)
    illustrate(dataset, left)
    (output / JOURNAL).unlink(missing_ok=True)
    return Prepared(dataset, tuple(left), layout)


def check(
    source: Path, masks: Path | None, settings: Settings, *, listener: Listener
) -> tuple[str, int, list[Left]]:
    """The layout's name, how many pictures could be used, and the others; nothing is written.

    Raises:
        InputError: Nothing is there, or it cannot be read.
        OptionError: A layout, class or column that does not exist.
    """
    layout, found, left = look(source, masks, settings)
    listener.planned(len(found))

    def problem(entry: Found) -> str:
        listener.started(entry.name)
        try:
            read_pair(entry)
        except InputError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(settings.workers or os.cpu_count() or 1, "check") as threads:
        for entry, why in zip(found, threads.map(problem, found), strict=True):
            listener.finished(entry.name)
            left += [Left(entry.name, why)] if why else []
    bad = {entry.name for entry in left}
    return layout, sum(entry.name not in bad for entry in found), left


def _grounds(
    folder: Path | None, output: Path, settings: Settings
) -> tuple[Mapping[str, Sequence[str]], list[Left]]:
    if folder is None:
        return {}, []
    return store_backgrounds(
        folder, output, shares=settings.shares, seed=settings.seed,
        long_side_px=settings.long_side_px,
    )  # fmt: skip


def _check_output(output: Path, source: Path) -> None:
    if output.resolve() == source.resolve():
        raise OptionError(f"-o: {output} is the source itself; choose another folder")
    if output.is_file():
        raise OptionError(f"-o: {output} is a file; expected a folder")
    ours = any((output / name).exists() for name in (FACTS, JOURNAL))
    if output.is_dir() and any(output.iterdir()) and not ours:
        raise OptionError(f"-o: {output} holds other things; choose an empty folder")


def _check_left(source: Path, stored: Sequence[Stored], left: Sequence[Left], strict: bool) -> None:
    if strict and left:
        first = left[0]
        raise InputError(
            f"{source}: {len(left)} pictures cannot be used, the first is {first.name}: "
            f"{first.reason}"
        )
    if not stored:
        why = f"; the first, {left[0].name}: {left[0].reason}" if left else ""
        raise InputError(f"{source}: no picture can be used{why}")


def _stored(
    found: Sequence[Found], output: Path, settings: Settings, listener: Listener
) -> Iterator[Stored | Left]:
    journal: Journal[Stored] = Journal(output / JOURNAL, encode=asdict, decode=Stored.decode)
    places = _places(found)

    def one(entry: Found) -> tuple[str, Stored | Left]:
        key = _key(entry, settings)
        listener.started(entry.name)
        kept = journal.find(key)
        if kept is not None and _is_there(kept, output):
            return key, kept
        place = places[entry.name]
        return key, store(entry, place, output, long_side_px=settings.long_side_px)

    with ThreadPoolExecutor(settings.workers or os.cpu_count() or 1, "prepare") as threads:
        try:
            for key, done in threads.map(one, found):
                if isinstance(done, Stored) and journal.find(key) is None:
                    journal.add(key, done)
                listener.finished(done.name, done.reason if isinstance(done, Left) else "")
                yield done
        finally:
            threads.shutdown(cancel_futures=True)


def _is_there(kept: Stored, output: Path) -> bool:
    return all((output / place).is_file() for place in (kept.image, kept.truth) if place)


def _places(found: Sequence[Found]) -> dict[str, str]:
    """A place of its own for each name, also where names differ in case or marks alone."""
    taken: Counter[str] = Counter()
    places = {}
    for entry in found:
        place = safe_place(entry.name)
        taken[place.casefold()] += 1
        again = taken[place.casefold()]
        places[entry.name] = place if again == 1 else f"{place}~{again}"
    return places


def _key(entry: Found, settings: Settings) -> str:
    files = [entry.image, getattr(entry.truth, "path", entry.image)]
    state = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    text = repr((entry.name, state, entry.kind, dict(entry.columns), settings.long_side_px,
                 settings.classes))  # fmt: skip
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()
