"""Finished pictures of jobs: one file, those of one picture, or all of a batch in a ZIP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from starlette.responses import Response, StreamingResponse

from nukki.core.errors import UnknownNameError
from nukki.outlets import Namer
from nukki.server.faults import ApiError
from nukki.server.jobs import store, telling
from nukki.server.jobs.archive import write_archive
from nukki.server.jobs.cutting import result_path
from nukki.server.jobs.names import attachment, clean_name, split, unique_names, unique_paths
from nukki.server.jobs.service import Jobs

Opened = tuple[str, Callable[[], Iterator[bytes]]]
"""A name in an archive, and what opens its file."""


def one_result(jobs: Jobs, job: Any, number: int, output: str | None = None) -> Response:
    """The file of a picture; a ZIP where it has several and none of them is named.

    Raises:
        ApiError: There is no such picture, or it has no result (yet).
        UnknownNameError: It has no such output.
    """
    row = _done(jobs, job, number)
    outputs = store.list_outputs(jobs.engine, job.id, [number]).get(number, [])
    if not outputs:
        if output is not None:
            raise UnknownNameError("output", output, ())
        (name,) = unique_names([row.name], [row.suffix])
        return _file(jobs, result_path(job.id, number), name, telling.item(row)["result"])
    names = names_of(jobs, job, [row], {number: outputs})[number]
    if output is None and len(outputs) > 1:
        headers = {"Content-Disposition": attachment(f"{split(clean_name(row.name))[0]}.zip")}
        pieces = _archive(jobs, job, [row], {number: outputs}, {number: names})
        return StreamingResponse(pieces, media_type="application/zip", headers=headers)
    place = _place(outputs, output)
    name = names[place].rpartition("/")[2]
    return _file(jobs, result_path(job.id, number, place), name, outputs[place].told)


def whole_archive(jobs: Jobs, job: Any) -> Iterator[bytes]:
    """The pictures that are finished by now, by their own names, and why others are not."""
    rows = list(store.list_items(jobs.engine, job.id))
    outputs = store.list_outputs(jobs.engine, job.id, [row.number for row in rows])
    return _archive(jobs, job, rows, outputs, names_of(jobs, job, rows, outputs))


def names_of(
    jobs: Jobs, job: Any, rows: Sequence[Any], outputs: Mapping[int, Sequence[Any]]
) -> dict[int, tuple[str, ...]]:
    """What the files of finished pictures are called, by number: by the recipe, where there is one.

    Pictures that failed have names as well, so that the others' stay when they are tried again.
    """
    recipe = jobs.recipe_of(job)
    done = [row for row in rows if row.state == "done"]
    if recipe is not None:
        keys = unique_paths([row.name for row in rows])
        namer = Namer(recipe)
        named = {row.number: namer.names(key) for row, key in zip(rows, keys, strict=True)}
        return {row.number: named[row.number] for row in done}
    files = [(row.number, *part) for row in done for part in _parts(row, outputs)]
    names = unique_names([name for _, name, _ in files], [suffix for *_, suffix in files])
    found: dict[int, tuple[str, ...]] = {}
    for (number, *_), name in zip(files, names, strict=True):
        found[number] = (*found.get(number, ()), name)
    return found


def _parts(row: Any, outputs: Mapping[int, Sequence[Any]]) -> list[tuple[str, str]]:
    """Name and ending of each result of a picture: things are counted."""
    several = outputs.get(row.number, ())
    if not several:
        return [(row.name, row.suffix)]
    stem, ending = split(clean_name(row.name))
    return [(f"{stem}-{one.name}{ending}", one.suffix) for one in several]


def _archive(
    jobs: Jobs,
    job: Any,
    rows: Sequence[Any],
    outputs: Mapping[int, Sequence[Any]],
    names: Mapping[int, Sequence[str]],
) -> Iterator[bytes]:
    files: list[Opened] = []
    made: dict[str, Any] = {}
    for number, called in names.items():
        for place, name in enumerate(called):
            files.append((name, _opener(jobs, job.id, number, place)))
        made |= dict(zip(called, outputs.get(number, ()), strict=False))
    reports = {"errors.json": telling.errors(list(rows)), "checks.json": telling.checks(made)}
    return write_archive(files, reports)


def _opener(jobs: Jobs, job_id: str, number: int, place: int) -> Callable[[], Iterator[bytes]]:
    return lambda: jobs.storage.pieces(result_path(job_id, number, place))


def _done(jobs: Jobs, job: Any, number: int) -> Any:
    rows = store.list_items(jobs.engine, job.id, offset=number, limit=1)
    if not rows:
        raise ApiError(404, "not_found", "No such picture", f"it has {job.total} pictures")
    (row,) = rows
    if row.state != "done":
        detail = row.error_title or f"its state is {row.state}; ask again when it is done"
        raise ApiError(409, row.error_code or "not_ready", "No result", detail)
    return row


def _place(outputs: Sequence[Any], output: str | None) -> int:
    known = [row.name for row in outputs]
    if output is None:
        return 0
    if output not in known:
        raise UnknownNameError("output", output, known)
    return known.index(output)


def _file(jobs: Jobs, path: str, name: str, told: Mapping[str, Any]) -> Response:
    headers = {
        "Content-Disposition": attachment(name),
        "Content-Length": str(told["bytes"]),
        "X-Width": str(told["width"]),
        "X-Height": str(told["height"]),
    }
    pieces = jobs.storage.pieces(path)
    return StreamingResponse(pieces, media_type=told["media_type"], headers=headers)
