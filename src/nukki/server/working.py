"""One picture for one caller, the same for every door: looked at, counted, paid for, worked on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nukki import codecs, weights
from nukki.core.errors import WeightsError
from nukki.core.options import Options
from nukki.pipeline import find_parts
from nukki.pipeline.classes import class_model
from nukki.server.charging import charging
from nukki.server.faults import ApiError
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


def check_model(options: Options, *, any_model: bool) -> None:
    """Networks that a caller asks for must be on this machine, unless they may be fetched.

    Raises:
        UnknownNameError: There is no such model, or none knows a class that is asked for.
        ApiError: Its weights are not here.
    """
    specs = find_parts(options.model, commercial_only=options.commercial_only)
    labeller = class_model(options)
    for spec in (*specs, *([labeller] if labeller else [])):
        try:
            for file in () if any_model else spec.weights:
                weights.locate(file, offline=True)
        except WeightsError as error:
            raise ApiError(
                400,
                "model_not_available",
                "Model not available",
                f"model {spec.name!r} is not on this server; "
                f"whoever runs it can fetch it: nukki models pull {spec.name}",
            ) from error
