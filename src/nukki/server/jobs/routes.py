"""``/v2/jobs`` (one picture) and ``/v2/batches`` (many)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

import anyio
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from nukki.server.accounts.gate import Account
from nukki.server.jobs import store, telling
from nukki.server.jobs.events import Progress
from nukki.server.jobs.pages import BATCH_PAGE, JOB_PAGE
from nukki.server.jobs.results import one_result, whole_archive
from nukki.server.jobs.service import Jobs
from nukki.server.service import service_of
from nukki.server.work import in_thread

router = APIRouter(prefix="/v2", tags=["jobs"])

Kind = Literal["job", "batch"]
Id = Annotated[str, Path(min_length=1, max_length=64)]

OneOf = Annotated[
    str | None, Query(max_length=200, description="One of several results, by its name.")
]

HIGHEST = 2**31 - 1
"""Highest number of a picture in a batch: what the database's column holds."""


def jobs_of(request: Request) -> Jobs:
    """The jobs of the application that a request came to."""
    found: Jobs = request.app.state.jobs
    return found


async def asking(request: Request) -> Account:
    """Who asks, by a key with the scope ``jobs``."""
    return await service_of(request).admit(request, scope="jobs")


Asking = Annotated[Account, Depends(asking)]
At = Annotated[Jobs, Depends(jobs_of)]


def _mine(kind: Kind) -> Callable[..., Awaitable[Any]]:
    async def find(request: Request, account: Asking, jobs: At, id: Id) -> Any:
        return await in_thread(jobs.find, account, id, kind=kind)

    return find


MyJob = Annotated[Any, Depends(_mine("job"))]
MyBatch = Annotated[Any, Depends(_mine("batch"))]


@router.post("/jobs", **JOB_PAGE)
async def submit_job(request: Request, account: Asking, jobs: At) -> Response:
    """Have one picture cut out, and ask for it later."""
    return await _submit(request, account, jobs, "job")


@router.post("/batches", **BATCH_PAGE)
async def submit_batch(request: Request, account: Asking, jobs: At) -> Response:
    """Have many pictures cut out."""
    return await _submit(request, account, jobs, "batch")


@router.get("/jobs")
async def list_jobs(account: Asking, jobs: At, limit: Annotated[int, Query(ge=1, le=100)] = 20
                    ) -> dict[str, Any]:  # fmt: skip
    """The account's latest jobs."""
    return {"jobs": await in_thread(_list, jobs, account, "job", limit)}


@router.get("/batches")
async def list_batches(account: Asking, jobs: At, limit: Annotated[int, Query(ge=1, le=100)] = 20
                       ) -> dict[str, Any]:  # fmt: skip
    """The account's latest batches."""
    return {"batches": await in_thread(_list, jobs, account, "batch", limit)}


@router.get("/jobs/{id}")
async def get_job(job: MyJob, jobs: At) -> dict[str, Any]:
    """How a job stands."""
    return await in_thread(_told, jobs, job, 0, 1)


@router.get("/batches/{id}")
async def get_batch(
    batch: MyBatch,
    jobs: At,
    offset: Annotated[int, Query(ge=0, le=HIGHEST)] = 0,
    limit: Annotated[int, Query(ge=0, le=1000)] = 100,
) -> dict[str, Any]:
    """How a batch stands, with some of its pictures."""
    return await in_thread(_told, jobs, batch, offset, limit)


@router.get("/jobs/{id}/events")
async def job_events(request: Request, job: MyJob, jobs: At) -> Response:
    """Progress as server-sent events."""
    return _events(request, jobs, job.id)


@router.get("/batches/{id}/events")
async def batch_events(request: Request, batch: MyBatch, jobs: At) -> Response:
    """Progress as server-sent events."""
    return _events(request, jobs, batch.id)


@router.get("/jobs/{id}/result")
async def job_result(job: MyJob, jobs: At, output: OneOf = None) -> Response:
    """The finished picture; a ZIP where a recipe makes several of it."""
    return await in_thread(one_result, jobs, job, 0, output)


@router.get("/batches/{id}/items/{number}/result")
async def item_result(
    batch: MyBatch,
    jobs: At,
    number: Annotated[int, Path(ge=0, le=HIGHEST)],
    output: OneOf = None,
) -> Response:
    """One finished picture of a batch; a ZIP where a recipe makes several of it."""
    return await in_thread(one_result, jobs, batch, number, output)


@router.get("/batches/{id}/result.zip")
async def batch_result(batch: MyBatch, jobs: At) -> Response:
    """The pictures that are finished by now, by their own names, and why others are not."""
    headers = {"Content-Disposition": f'attachment; filename="{batch.id}.zip"'}
    pieces = await in_thread(whole_archive, jobs, batch)
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


@router.post("/jobs/{id}/cancel")
async def cancel_job(job: MyJob, jobs: At) -> dict[str, Any]:
    """Give up; what is not done is not charged."""
    return await in_thread(_cancelled, jobs, job)


@router.post("/batches/{id}/cancel")
async def cancel_batch(batch: MyBatch, jobs: At) -> dict[str, Any]:
    """Give up what is open; what is not done is not charged."""
    return await in_thread(_cancelled, jobs, batch)


@router.post("/jobs/{id}/retry", status_code=202)
async def retry_job(job: MyJob, jobs: At) -> dict[str, Any]:
    """Try again what failed or was cancelled."""
    return await in_thread(_retried, jobs, job)


@router.post("/batches/{id}/retry", status_code=202)
async def retry_batch(batch: MyBatch, jobs: At) -> dict[str, Any]:
    """Try again what failed or was cancelled."""
    return await in_thread(_retried, jobs, batch)


@router.delete("/jobs/{id}", status_code=204)
async def delete_job(job: MyJob, jobs: At) -> Response:
    """Delete the picture and its result now."""
    await in_thread(jobs.remove, job.id)
    return Response(status_code=204)


@router.delete("/batches/{id}", status_code=204)
async def delete_batch(batch: MyBatch, jobs: At) -> Response:
    """Delete all pictures and results now."""
    await in_thread(jobs.remove, batch.id)
    return Response(status_code=204)


async def _submit(request: Request, account: Account, jobs: Jobs, kind: Kind) -> Response:
    order = jobs.new_order(items=1 if kind == "job" else None)
    kept = False
    try:
        await order.read(request)
        await in_thread(jobs.submit, account, order, kind=kind)
        kept = True
    finally:
        if not kept:
            with anyio.CancelScope(shield=True):
                await in_thread(jobs.drop, order)
    job = await in_thread(jobs.find, account, order.job_id, kind=kind)
    told = await in_thread(_told, jobs, job, 0, 1 if kind == "job" else 100)
    return JSONResponse(told, 202, {"Location": told["links"]["self"]})


def _told(jobs: Jobs, job: Any, offset: int, limit: int) -> dict[str, Any]:
    counts = store.counts(jobs.engine, job.id)
    told = telling.summary(job, counts, jobs.settings.retention_s)
    rows = store.list_items(jobs.engine, job.id, offset=offset, limit=limit)
    outputs = store.list_outputs(jobs.engine, job.id, [row.number for row in rows])
    return told | {"items": [telling.item(row, outputs.get(row.number, ())) for row in rows]}


def _list(jobs: Jobs, account: Account, kind: Kind, limit: int) -> list[dict[str, Any]]:
    found = store.list_jobs(jobs.engine, account.id, kind, limit=limit)
    retention_s = jobs.settings.retention_s
    return [telling.summary(job, store.counts(jobs.engine, job.id), retention_s) for job in found]


def _cancelled(jobs: Jobs, job: Any) -> dict[str, Any]:
    jobs.cancel(job.id)
    return _told(jobs, store.find(jobs.engine, job.id), 0, 100)


def _retried(jobs: Jobs, job: Any) -> dict[str, Any]:
    jobs.retry(job)
    return _told(jobs, store.find(jobs.engine, job.id), 0, 100)


def _events(request: Request, jobs: Jobs, job_id: str) -> Response:
    last = request.headers.get("last-event-id", "")
    work = service_of(request).work
    told = int(last) if last.isdecimal() else 0
    progress = Progress(jobs, job_id, told=told, is_ending=lambda: work.draining)
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return StreamingResponse(progress.stream(), media_type="text/event-stream", headers=headers)
