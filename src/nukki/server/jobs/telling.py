"""Jobs and their pictures as answers, events and webhooks tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nukki.server.accounts.amounts import from_milli
from nukki.server.accounts.web import iso
from nukki.server.jobs.names import clean_name

STATES = ("waiting", "running", "done", "failed", "cancelled")


def summary(job: Any, counts: Mapping[str, int], retention_s: float) -> dict[str, Any]:
    """How far a job has got, and where to look for the rest."""
    here = f"/v2/{'batches' if job.kind == 'batch' else 'jobs'}/{job.id}"
    ends = None if job.finished_at is None else job.finished_at + retention_s
    return {
        "id": job.id,
        "state": _state(job, counts),
        "total": job.total,
        **{state: counts.get(state, 0) for state in STATES},
        "created_at": iso(job.created_at),
        "finished_at": iso(job.finished_at),
        "expires_at": iso(ends),
        "sandbox": job.sandbox,
        "options": job.options,
        "recipe": None if job.recipe is None else job.recipe["name"],
        "links": {
            "self": here,
            "events": f"{here}/events",
            "result": f"{here}/result" if job.kind == "job" else f"{here}/result.zip",
            "cancel": f"{here}/cancel",
            "retry": f"{here}/retry",
        },
    }


def item(row: Any, outputs: Sequence[Any] = ()) -> dict[str, Any]:
    """One picture.

    Args:
        row: Of it.
        outputs: Rows of its results, where it has several.
    """
    return {
        "number": row.number,
        "name": clean_name(row.name),
        "state": row.state,
        "error": _error(row),
        "result": _result(row),
        "outputs": [output.told for output in outputs],
        "credits_charged": float(from_milli(row.credits_milli)),
    }


def errors(rows: list[Any]) -> list[dict[str, Any]]:
    """What did not become a picture, for the archive of results."""
    return [
        {
            "number": row.number,
            "name": clean_name(row.name),
            "state": row.state,
            "error": _error(row),
        }
        for row in rows
        if row.state != "done"
    ]


def checks(outputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What shops and offices would say to finished files, for the archive of results.

    Args:
        outputs: Rows by the names of their files there.
    """
    found = ({"file": file, **_checked(row.told)} for file, row in outputs.items())
    return [one for one in found if one["outlet"] or one["notes"]]


def _checked(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("outlet", "passed", "findings", "notes")}


def _state(job: Any, counts: Mapping[str, int]) -> str:
    if job.finished_at is None:
        begun = counts.get("waiting", 0) < job.total
        return "running" if begun else "waiting"
    if counts.get("cancelled", 0):
        return "cancelled"
    return "failed" if counts.get("failed", 0) == job.total else "done"


def _error(row: Any) -> dict[str, str] | None:
    if row.error_code is None:
        return None
    return {"code": row.error_code, "title": row.error_title, "detail": row.error_detail}


def _result(row: Any) -> dict[str, Any] | None:
    if row.state != "done":
        return None
    return {
        "media_type": row.media_type,
        "bytes": row.result_bytes,
        "width": row.width,
        "height": row.height,
    }
