"""One picture of a job: read, cut out, kept, settled."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine

from nukki import codecs
from nukki.core.errors import ImageTooLargeError, NukkiError
from nukki.core.options import Options
from nukki.outlets import Recipe
from nukki.server import asked
from nukki.server.accounts.gate import Clock
from nukki.server.faults import fault_of
from nukki.server.fetch import Fetcher, FetchError, NotAnAddressError
from nukki.server.jobs import items, store
from nukki.server.jobs.storage import Storage
from nukki.server.recipes import WrittenRecipe
from nukki.server.removebg.credits import FULL_CREDITS, PREVIEW_CREDITS, PREVIEW_MP
from nukki.server.v2.cut import cut, frames_of
from nukki.server.v2.products import Output, cut_by, cut_each, frames_by, told

LOG = logging.getLogger("nukki.server")

PRICE = store.Price(FULL_CREDITS, "full")
"""What is put aside for each picture; a small one is then charged less."""


@dataclass(frozen=True)
class Product:
    """A finished picture; ``megapixels`` are those of the one that came, of all its frames.

    Where it became several, they are ``outputs``, of which this is the first.
    """

    data: bytes
    suffix: str
    media_type: str
    width: int
    height: int
    megapixels: float
    outputs: Sequence[Output] = ()


class Cut(Protocol):
    """Cuts a picture out; tests bring their own."""

    def __call__(self, data: bytes, options: Options, *, sandbox: bool) -> Product:
        """The result's file.

        Raises:
            NukkiError: The picture or the options cannot be used.
        """


class PipelineCut:
    """As `/v2/cutouts` does it."""

    def __call__(self, data: bytes, options: Options, *, sandbox: bool) -> Product:
        """The result's file."""
        (height, width), _ = codecs.probe(data, max_megapixels=options.max_megapixels)
        frames = frames_of(data, options, sandbox=sandbox)
        done = cut(data, options, sandbox=sandbox)
        megapixels = frames * height * width / 1e6
        return Product(
            done.data, done.suffix, done.media_type, done.size_hw[1], done.size_hw[0], megapixels
        )


def dress(data: bytes, recipe: Recipe, *, key: str, sandbox: bool) -> Product:
    """The outputs of a recipe, as `/v2/cutouts` makes them."""
    max_mp = recipe.look.max_megapixels
    (height, width), _ = codecs.probe(data, max_megapixels=max_mp)
    frames = frames_by(data, recipe, sandbox=sandbox)
    outputs = cut_by(data, recipe, key=key, sandbox=sandbox)
    return _several(outputs, frames * height * width / 1e6)


def take_apart(data: bytes, options: Options, *, key: str, sandbox: bool) -> Product:
    """A result for each thing, as `/v2/cutouts` makes them."""
    (height, width), _ = codecs.probe(data, max_megapixels=options.max_megapixels)
    outputs = cut_each(data, options, key=key, sandbox=sandbox)
    return _several(outputs, height * width / 1e6)


def _several(outputs: Sequence[Output], megapixels: float) -> Product:
    first = outputs[0].product
    height, width = first.size_hw
    return Product(first.data, first.suffix, first.media_type, width, height, megapixels, outputs)


@dataclass(frozen=True)
class Bench:
    """Where pictures of jobs are worked on.

    Attributes:
        engine: The jobs.
        storage: Their files.
        clock: Unix seconds.
        cut: What is done.
        fetcher: For pictures given by address.
        max_file_bytes: A larger one is refused.
        base: What holds where a caller chose nothing.
        turns: One for each worker; the engine hands out more pictures than are worked on.
    """

    engine: Engine
    storage: Storage
    clock: Clock
    cut: Cut
    fetcher: Fetcher
    max_file_bytes: int
    base: Options
    turns: threading.Semaphore

    def work_on(self, job_id: str, number: int, attempt: int) -> None:
        """Settle a picture, done or failed, when its turn comes; not one that is settled."""
        with self.turns:
            self._work_on(job_id, number, attempt)

    def _work_on(self, job_id: str, number: int, attempt: int) -> None:
        begun = items.begin(self.engine, job_id, number, attempt, now=self.clock())
        if begun is None:
            return
        try:
            self._finish(job_id, number, attempt, self._cut(job_id, number, begun))
        except NukkiError as error:
            self._fail(job_id, number, attempt, error)
        except (MemoryError, ValueError, ArithmeticError, LookupError, TypeError) as error:
            LOG.exception("unexpected error in a job", extra={"job": job_id, "item": number})
            self._fail(job_id, number, attempt, error)

    def _cut(self, job_id: str, number: int, begun: items.Begun) -> Product:
        data = self._read(job_id, number, begun)
        if begun.recipe is not None:
            recipe = WrittenRecipe(**begun.recipe).made(self.base, begun.options)
            return dress(data, recipe, key=begun.name, sandbox=begun.sandbox)
        options = asked.apply(begun.options, self.base)
        if options.selection.separate:
            return take_apart(data, options, key=begun.name, sandbox=begun.sandbox)
        return self.cut(data, options, sandbox=begun.sandbox)

    def _read(self, job_id: str, number: int, begun: items.Begun) -> bytes:
        if begun.source_url is None:
            data = self.storage.read(input_path(job_id, number))
        else:
            data = asyncio.run(self._fetch(begun.source_url))
        if len(data) > self.max_file_bytes:
            limit_mb = self.max_file_bytes / 1e6
            raise ImageTooLargeError(f"expected a file of at most {limit_mb:g} MB")
        return data

    async def _fetch(self, url: str) -> bytes:
        return (await self.fetcher(url, max_bytes=self.max_file_bytes)).data

    def _finish(self, job_id: str, number: int, attempt: int, made: Product) -> None:
        """Keep the files first: a picture that is settled as done is there to be fetched."""
        files = [one.product.data for one in made.outputs] or [made.data]
        for place, data in enumerate(files):
            self.storage.write(result_path(job_id, number, place), data)
        result = items.Result(
            suffix=made.suffix,
            media_type=made.media_type,
            n_bytes=len(made.data),
            width=made.width,
            height=made.height,
            megapixels=made.megapixels,
            credits=PREVIEW_CREDITS if made.megapixels <= PREVIEW_MP else FULL_CREDITS,
            outputs=[items.NewOutput(o.name, o.product.suffix, told(o)) for o in made.outputs],
        )
        now = self.clock()
        if items.finish(self.engine, job_id, number, attempt, result, now=now):
            self.storage.remove(input_path(job_id, number))
        elif not _is_done(self.engine, job_id, number):
            for place in range(len(files)):  # it was cancelled meanwhile
                self.storage.remove(result_path(job_id, number, place))

    def _fail(self, job_id: str, number: int, attempt: int, error: Exception) -> None:
        trouble = trouble_of(error)
        items.fail(self.engine, job_id, number, attempt, trouble, now=self.clock())


def trouble_of(error: Exception) -> items.Trouble:
    """An error as an item tells it."""
    if isinstance(error, NotAnAddressError):
        return items.Trouble("invalid_image_url", "Invalid image_url parameter given", str(error))
    if isinstance(error, FetchError):
        title = f"Failed to download image from given image_url: {error.reason}"
        return items.Trouble("failed_image_download", title, title)
    fault = fault_of(error)
    return items.Trouble(fault.code, fault.title, fault.detail)


def input_path(job_id: str, number: int) -> str:
    """Where a picture lies until it is done."""
    return f"{job_id}/in/{number}"


def result_path(job_id: str, number: int, place: int = 0) -> str:
    """Where its result lies; the first, or another of several."""
    return f"{job_id}/out/{number}" if place == 0 else f"{job_id}/out/{number}-{place}"


def _is_done(engine: Engine, job_id: str, number: int) -> bool:
    rows = store.list_items(engine, job_id, offset=number, limit=1)
    return bool(rows) and rows[0].state == "done"
