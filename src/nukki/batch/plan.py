"""Where each result goes, so that nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nukki import codecs
from nukki.batch.discover import MARK, Found, Problem, discover, is_earlier_result, place_key
from nukki.batch.naming import assign
from nukki.core.errors import OptionError
from nukki.core.options import DEFAULT_FORMAT, Options

STDIO = "-"
"""Stands for standard input or output."""


@dataclass(frozen=True)
class Item:
    """One picture and its result.

    Attributes:
        source: The picture; None is standard input.
        target: The result; None is standard output.
        format: Registry name of the result's format.
        skip: Why it is left alone, "" when it is not.
    """

    source: Path | None
    target: Path | None
    format: str
    skip: str = ""

    @property
    def name(self) -> str:
        """How messages name the picture."""
        return STDIO if self.source is None else str(self.source)


@dataclass(frozen=True)
class Plan:
    """All that will be done, and what was given but leads to no picture."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()


def plan(inputs: Sequence[str], output: str | None, options: Options) -> Plan:
    """What is read and where each result goes.

    Args:
        inputs: Files, folders, patterns, or "-" alone for standard input.
        output: A file for one picture, a folder, "-" for standard output; None puts each result
            beside its photo as ``<stem>.cutout.<ending>``.
        options: Their format decides the ending.

    Raises:
        OptionError: Inputs and output do not fit together.
        UnknownNameError: The output's ending is of no known format.
    """
    if STDIO in inputs and len(inputs) > 1:
        raise OptionError("'-' reads one picture from standard input; give it alone")
    if inputs and inputs[0] == STDIO:
        return Plan((_one(None, output, options),))
    folder = _output_folder(inputs, output)
    search = discover(inputs, outside=folder)
    found = [entry for entry in search if isinstance(entry, Found)]
    problems = tuple(entry for entry in search if isinstance(entry, Problem))
    if output is not None and folder is None:
        return Plan(tuple(_one(entry.path, output, options) for entry in found), problems)
    return Plan(arrange(found, folder, options), problems)


def arrange(
    found: Sequence[Found], folder: Path | None, options: Options, *, kept: Sequence[Found] = ()
) -> tuple[Item, ...]:
    """Items for pictures whose results go into a folder (None: beside each photo).

    Args:
        found: The pictures.
        folder: Where the results' tree begins.
        options: Their format decides the ending.
        kept: Pictures that are gone but whose results must stay: their names are not given again.
    """
    chosen = codecs.output_format(options.format or DEFAULT_FORMAT)
    everything = [*kept, *found]
    results = _earlier_results(everything, folder)
    photos = [entry for entry in everything if entry not in results]
    targets = dict(zip(photos, assign(photos, folder, chosen.suffixes[0]), strict=True))
    return tuple(
        Item(entry.path, targets[entry], chosen.name)
        if entry in targets
        else Item(entry.path, None, chosen.name, skip="the result of an earlier run")
        for entry in found
    )


def _earlier_results(found: Sequence[Found], folder: Path | None) -> frozenset[Found]:
    """Files named by a shell's pattern that are another one's result: ``*.png`` run again.

    Their own ending does not matter: the earlier run may have asked for another format.
    """
    marked = [entry for entry in found if is_earlier_result(entry.path)]
    beside = (entry.path for entry in found if marked and _lies_beside(entry, folder))
    made = {
        place_key(path.with_name(f"{name}{MARK}"))
        for path in beside
        for name in (path.stem, path.name)
    }
    return frozenset(entry for entry in marked if place_key(entry.path.with_suffix("")) in made)


def _lies_beside(entry: Found, folder: Path | None) -> bool:
    """Whether its result goes into its own folder."""
    if folder is None:
        return True
    return os.path.realpath(folder / entry.folder) == os.path.realpath(entry.path.parent)


def _output_folder(inputs: Sequence[str], output: str | None) -> Path | None:
    """The folder that results go to; None when the output is one file, a stream, or not given."""
    if output is None:
        return None
    path = Path(output)
    several = len(inputs) != 1 or not _is_one_file(inputs[0])
    if path.is_dir() or output.endswith(("/", os.sep)):
        return path
    if several and output == STDIO:
        raise OptionError("standard output takes one picture; give a folder with -o DIR")
    if several and (path.is_file() or path.suffix.lower() in _writable_suffixes()):
        raise OptionError(f"several pictures need a folder for their results, got the file {path}")
    return path if several or (not path.suffix and output != STDIO) else None


def _is_one_file(given: str) -> bool:
    path = Path(given)
    return path.is_file() or not (path.is_dir() or any(sign in given for sign in "*?["))


def _writable_suffixes() -> frozenset[str]:
    writable = (entry for entry in codecs.FORMATS.values() if entry.can_write)
    return frozenset(suffix for entry in writable for suffix in entry.suffixes)


def _one(source: Path | None, output: str | None, options: Options) -> Item:
    """One picture whose result goes to a named file or standard output."""
    if output in (None, STDIO):
        chosen = codecs.output_format(options.format or DEFAULT_FORMAT)
        return Item(source, None, chosen.name)
    target = Path(output or "")
    if source is not None:
        check_apart(source, target)
    return Item(source, target, result_format(target, options))


def check_apart(source: Path, target: Path) -> None:
    """Raise `OptionError` when a result would replace its own photo."""
    if place_key(source) == place_key(target):
        raise OptionError(f"{target}: the result would replace its own photo; choose another name")


def result_format(target: Path, options: Options) -> str:
    """Registry name of the format a named result is written in.

    Raises:
        UnknownNameError: Its ending is of no format that is written here.
        OptionError: The options ask for another format than the name does.
    """
    if options.format is None:
        return codecs.output_format(target.suffix).name
    chosen = codecs.output_format(options.format)
    if target.suffix and target.suffix.lower() not in chosen.suffixes:
        raise OptionError(
            f"--format {options.format} contradicts the name {target.name}; drop one of them"
        )
    return chosen.name
