"""One picture for one caller, the same for every door: looked at, counted, paid for, worked on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nukki import codecs
from nukki.server.charging import charging
from nukki.server.removebg.credits import FULL_CREDITS, FULL_MP, PREVIEW, PREVIEW_MP, Charge
from nukki.server.service import Call
from nukki.server.work import in_thread

Result = TypeVar("Result")

WHOLE = Charge("full", FULL_CREDITS, FULL_MP)


async def worked(call: Call, data: bytes, task: Callable[[], Result], *, frames: int = 1) -> Result:
    """What ``task`` makes of a picture; charged when it succeeds.

    Args:
        call: Whose it is.
        data: The picture's file, of any format that is read here.
        task: The work, for a worker's thread.
        frames: How many of the file's frames are worked on.

    Raises:
        InputError: The picture cannot be used.
        ApiError: 503, not done in time.
    """
    megapixels = await counted(call, data, frames=frames)
    async with charging(call, PREVIEW if megapixels <= PREVIEW_MP else WHOLE) as charged:
        result = await call.service.work.run(task, until=call.until)
        await charged.commit()
    return result


async def counted(call: Call, data: bytes, *, frames: int = 1) -> float:
    """Megapixels of so many frames, from a file's header, counted against the account's minute.

    Raises:
        InputError: The picture cannot be used.
        RateLimitedError: It was too much.
    """
    limit = call.service.settings.max_megapixels
    (height, width), _ = await in_thread(codecs.probe, data, max_megapixels=limit)
    await call.spend(frames * height * width / 1e6)
    return call.megapixels
