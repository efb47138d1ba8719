"""The things of one picture, each in a file of its own: cat-1.png, cat-2.png, ..."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nukki.codecs.atomic import write_whole
from nukki.core.errors import OptionError
from nukki.pipeline import Encoded, Opened, Remover, finish_each


def convert_each(
    picture: Opened,
    remover: Remover,
    *,
    target: Path | None,
    format_name: str,
) -> tuple[Path, Encoded]:
    """Write each thing's result; gives the largest's, with a note that says how many there are.

    Args:
        picture: One that was read.
        remover: What cuts it out; its options ask for things one by one.
        target: The name that one result would have had.
        format_name: Registry name of the results' format.

    Raises:
        OptionError: Standard output, which takes one result, was asked for.
        InputError: There is nothing that was asked for.
        OutputError: A file cannot be written.
    """
    if target is None:
        raise OptionError("all-separate makes several files; give a file's name or a folder")
    results = finish_each(remover, picture, format_name)
    names = [
        target.with_name(f"{target.stem}-{number}{target.suffix}")
        for number in range(1, len(results) + 1)
    ]
    for name, result in zip(names, results, strict=True):
        write_whole(name, result.data)
    told = (f"{len(names)} things, up to {names[-1].name}",) if len(names) > 1 else ()
    return names[0], replace(results[0], notes=(*results[0].notes, *told))
