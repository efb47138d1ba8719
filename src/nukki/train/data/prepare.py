"""A data set of any layout made ready: checked, stored, grouped, split, described."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from nukki import codecs
from nukki.codecs.atomic import write_whole
from nukki.core.errors import InputError, OptionError
from nukki.evaluate.journal import Journal
from nukki.ops.resize import fit_within, resize
from nukki.train.data import describe
from nukki.train.data.dataset import FACTS, MANIFEST, Dataset
from nukki.train.data.duplicates import NEAR_BITS, grouped, near_pairs
from nukki.train.data.eight_bits import eight_bits
from nukki.train.data.found import Found, Left
from nukki.train.data.layouts import LAYOUTS, Request, recognise
from nukki.train.data.layouts.layout import pictures_below
from nukki.train.data.row import SPLITS, Row, Split
from nukki.train.data.split import Shares, split_groups
from nukki.train.data.stored import Stored, photo_bytes, safe_place, store

JOURNAL = "prepare.jsonl"
"""What is stored already; a run that was killed goes on, and the file goes at the end."""


@dataclass(frozen=True)
class Settings:
    """How a data set is made.

    Attributes:
        layout: A name of `LAYOUTS`, or "auto" to look.
        classes: Only objects of these classes are subjects; all when empty.
        where: Only pictures whose columns have these values, ``column=value`` or
            ``column=one|other``.
        group_by: A column, or a pattern whose first group in a picture's name is its group.
        shares: How much goes to each split.
        seed: Another seed, another split.
        long_side_px: Larger pictures are stored at this size.
        near_bits: Fingerprints that differ in no more bits are near copies; -1 does not look.
        strict: A picture that is left out is an error.
        workers: Pictures read at a time; 0 takes as many as there are cores.
    """

    layout: str = "auto"
    classes: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    group_by: str = ""
    shares: Shares = Shares()
    seed: int = 0
    long_side_px: int = 512
    near_bits: int = NEAR_BITS
    strict: bool = False
    workers: int = 0


class Listener(Protocol):
    """What wants to know how far it is."""

    def planned(self, total: int) -> None:
        """So many pictures will come."""

    def started(self, name: str) -> None:
        """One begins."""

    def finished(self, name: str, problem: str = "") -> None:
        """One is done, or left out for a reason."""


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


def look(
    source: Path, masks: Path | None, settings: Settings
) -> tuple[str, list[Found], list[Left]]:
    """The layout's name, and the pictures of a source that ``settings`` choose.

    Raises:
        InputError: Nothing is there, or it cannot be read.
        OptionError: A layout, class or column that does not exist.
    """
    request = Request(source, masks, settings.classes)
    layout = recognise(request) if settings.layout == "auto" else LAYOUTS[settings.layout]
    if settings.classes and not layout.has_classes:
        raise OptionError(f"classes: the layout {layout.name} does not know what its objects are")
    entries = list(layout.find(request))
    found = _chosen([entry for entry in entries if isinstance(entry, Found)], settings.where)
    left = [entry for entry in entries if isinstance(entry, Left)]
    return layout.name, *_named_once(found, left)


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
    rows, leaking = _rows(stored, settings)
    left += leaking
    grounds = _store_backgrounds(backgrounds, output, settings) if backgrounds else {}
    content = hashlib.sha256("".join(entry.content for entry in stored).encode()).hexdigest()
    facts = describe.facts(rows, left, settings=asdict(settings), layout=layout, content=content)
    write_whole(output / MANIFEST, describe.manifest(rows))
    write_whole(output / FACTS, describe.as_json({**facts, "backgrounds": grounds}))
    dataset = Dataset.open(output)
    describe.illustrate(dataset, left)
    (output / JOURNAL).unlink(missing_ok=True)
    return Prepared(dataset, tuple(left), layout)


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


def _chosen(found: Iterable[Found], where: Sequence[str]) -> list[Found]:
    chosen = list(found)
    for condition in where:
        column, equals, values = condition.partition("=")
        if not equals:
            raise OptionError(f"where: expected column=value, got {condition!r}")
        known = {name for entry in chosen for name in entry.columns}
        if chosen and column not in known:
            raise OptionError(
                f"where: no column {column!r}; there are {', '.join(sorted(known)) or 'none'}"
            )
        accepted = set(values.split("|"))
        chosen = [entry for entry in chosen if entry.columns.get(column, "") in accepted]
    return chosen


def _named_once(found: Sequence[Found], left: list[Left]) -> tuple[list[Found], list[Left]]:
    seen: set[str] = set()
    once = []
    for entry in found:
        if entry.name in seen:
            left.append(Left(entry.name, "its name is there twice"))
        else:
            once.append(entry)
        seen.add(entry.name)
    return once, left


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
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise


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


def _rows(stored: Sequence[Stored], settings: Settings) -> tuple[list[Row], list[Left]]:
    labels = [_label(entry, settings.group_by) for entry in stored]
    groups = grouped(labels, _near(stored, settings.near_bits))
    given = [entry.columns.get("split", "") for entry in stored]
    if unknown := sorted({name for name in given if name and name not in SPLITS}):
        raise InputError(f"split: expected one of {', '.join(SPLITS)}, got {unknown[0]!r}")
    categories = [entry.columns.get("category", "") for entry in stored]
    splits = split_groups(groups, categories, given, shares=settings.shares, seed=settings.seed)
    rows = [
        _row(entry, split, stored[group].name)
        for entry, split, group in zip(stored, splits, groups, strict=True)
        if split is not None
    ]
    leaking = [
        Left(entry.name, "a near copy of it, or its group, is on another side of the given split")
        for entry, split in zip(stored, splits, strict=True)
        if split is None
    ]
    return rows, leaking


def _label(entry: Stored, group_by: str) -> str:
    """Which group a picture says that it belongs to; "" is one of its own."""
    if not group_by:
        return entry.columns.get("group", "")
    if group_by in entry.columns:
        return entry.columns[group_by]
    try:
        match = re.search(group_by, entry.name)
    except re.error as error:
        raise OptionError(f"group-by: neither a column nor a pattern: {error}") from error
    if match is None:
        return ""
    return match.group(1) if match.groups() else match.group()


def _near(stored: Sequence[Stored], bits: int) -> list[tuple[int, int]]:
    if bits < 0 or len(stored) < 2:
        return []
    prints = [np.frombuffer(bytes.fromhex(entry.fingerprint), np.uint8) for entry in stored]
    return near_pairs(np.stack(prints), bits)


def _row(entry: Stored, split: Split, group: str) -> Row:
    weight = entry.columns.get("weight", "")
    try:
        counts = float(weight) if weight else 1.0
    except ValueError as error:
        raise InputError(f"{entry.name}: weight: expected a number, got {weight!r}") from error
    return Row(
        name=entry.name, split=split, image=entry.image, truth=entry.truth, kind=entry.kind,
        group=group, category=entry.columns.get("category", ""), height=entry.height,
        width=entry.width, subject_share=entry.subject_share, brightness=entry.brightness,
        sharpness=entry.sharpness, subjects=entry.subjects, weight=counts,
    )  # fmt: skip


def _store_backgrounds(folder: Path, output: Path, settings: Settings) -> dict[str, list[str]]:
    """Backgrounds by split, stored; none is on two sides."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; expected backgrounds")
    files = list(pictures_below(folder).items())
    splits = split_groups(
        range(len(files)), [""] * len(files), [""] * len(files), shares=settings.shares,
        seed=settings.seed,
    )  # fmt: skip
    grounds: dict[str, list[str]] = {split: [] for split in SPLITS}
    side = settings.long_side_px
    for (place, path), split in zip(files, splits, strict=True):
        photo = eight_bits(codecs.read(path, at_least_hw=(side, side)).pixels)
        photo = resize(photo, fit_within(photo.shape[:2], (side, side)), "area")
        target = f"bg/{split}/{safe_place(place)}.jpg"
        write_whole(output / target, photo_bytes(photo))
        grounds[str(split)].append(target)
    return grounds
