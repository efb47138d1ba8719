"""What a request for a job or a batch asks for; its pictures lie in the storage when it is read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

import httpx
from starlette.requests import Request

from nukki.core.errors import OptionError
from nukki.server import asked
from nukki.server.body import Fields, decode_base64, read_fields
from nukki.server.faults import ApiError
from nukki.server.jobs import webhooks
from nukki.server.jobs.archive import ArchiveError, ArchiveLimits, read_archive
from nukki.server.jobs.cutting import input_path
from nukki.server.jobs.intake import Intake
from nukki.server.jobs.names import clean_name, clean_path
from nukki.server.jobs.storage import Storage
from nukki.server.jobs.store import NewItem
from nukki.server.recipes import FIELDS, MOST_BYTES, RECIPE_FILE, Recipes, WrittenRecipe
from nukki.server.work import in_thread

CONTROLS = ("urls", "webhook_url", "image_url", "image_file_b64")
"""Fields that are no options."""

MOST_FIELDS = 200


@dataclass(frozen=True)
class OrderLimits:
    """What one order may hold.

    Attributes:
        items: Pictures.
        file_bytes: One picture.
        total_bytes: All of an archive's pictures, unpacked.
        field_bytes: One text.
    """

    items: int
    file_bytes: int
    total_bytes: int
    field_bytes: int


@dataclass
class Order:
    """What was asked for.

    Attributes:
        job_id: Of the job that will be made of it; its pictures lie below it in the storage.
        items: The pictures.
        options: What was chosen.
        recipe: What is made of each, None for one result by the options.
        webhook_url: Who wants to know when it is done.
    """

    job_id: str
    storage: Storage
    limits: OrderLimits
    recipes: Recipes
    items: list[NewItem] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    recipe: WrittenRecipe | None = None
    webhook_url: str | None = None
    _sent: Fields = field(default_factory=Fields)

    async def read(self, request: Request) -> None:
        """Read the request's body.

        Raises:
            ApiError: It cannot be read, or holds no pictures or too many.
            OptionError: An option is unknown or out of range.
        """
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        limits = self.limits
        if kind == "multipart/form-data":
            intake = Intake(
                self.take_file,
                max_field_bytes=limits.field_bytes,
                max_fields=MOST_FIELDS + limits.items,
            )
            await intake.read(request)
            texts = intake.texts
        else:
            fields = await read_fields(request, max_field_bytes=limits.field_bytes)
            texts = list(fields.texts.items())
        await in_thread(self.take_texts, texts)
        if not self.items:
            raise ApiError(
                400, "missing_source", "No image given",
                "Please provide pictures as files, as an archive (ZIP), or as urls.",
            )  # fmt: skip

    def take_file(self, name: str, file_name: str, stream: BinaryIO) -> None:
        """Keep a file of the form, or those of an archive."""
        if name == "archive":
            self._take_archive(stream)
            return
        if name == RECIPE_FILE:
            data = stream.read(MOST_BYTES + 1)
            self._sent = Fields(files={name: data}, names={name: file_name})
            return
        stream.seek(0, 2)
        size = stream.tell()
        stream.seek(0)
        number = self._add(NewItem(clean_path(file_name), problem=self._oversize(size)))
        if not self.items[number].problem:
            self.storage.copy_in(input_path(self.job_id, number), stream)

    def take_texts(self, texts: Iterable[tuple[str, str]]) -> None:
        """Keep addresses, options, and a picture in base64."""
        single = dict(texts)
        for name, text in texts:
            if name in ("urls", "urls[]", "image_url"):
                for url in _addresses(text):
                    self._add(NewItem(_name_of(url), source_url=url))
        if "image_file_b64" in single:
            self._take_base64(single["image_file_b64"])
        if "webhook_url" in single:
            self.webhook_url = webhooks.check_url(single["webhook_url"].strip())
        self.options = asked.chosen(single, besides=(*CONTROLS, *FIELDS, "urls[]"))
        self.recipe = self.recipes.find(replace(self._sent, texts=single))

    def _take_archive(self, stream: BinaryIO) -> None:
        left = self.limits.items - len(self.items)
        limits = ArchiveLimits(left, self.limits.file_bytes, self.limits.total_bytes)
        try:
            for entry in read_archive(stream, limits):
                number = self._add(NewItem(entry.path, problem=entry.problem))
                if not entry.problem:
                    self.storage.write(input_path(self.job_id, number), entry.data)
        except ArchiveError as error:
            raise ApiError(400, "invalid_archive", "Invalid archive", str(error)) from error

    def _take_base64(self, text: str) -> None:
        try:
            data = decode_base64(text)
        except ValueError as error:
            raise OptionError("image_file_b64: expected base64") from error
        number = self._add(NewItem("picture", problem=self._oversize(len(data))))
        self.storage.write(input_path(self.job_id, number), data)

    def _add(self, item: NewItem) -> int:
        if len(self.items) >= self.limits.items:
            most = self.limits.items
            raise ApiError(
                400, "too_many_images", "Too many images", f"expected at most {most} pictures"
            )
        self.items.append(item)
        return len(self.items) - 1

    def _oversize(self, size: int) -> str:
        limit_mb = self.limits.file_bytes / 1e6
        return f"it exceeds {limit_mb:g} MB" if size > self.limits.file_bytes else ""


def _addresses(text: str) -> list[str]:
    """One address, several in lines, or a JSON list of them."""
    if not text.lstrip().startswith("["):
        return text.split()
    try:
        found = json.loads(text)
    except ValueError as error:
        raise OptionError("urls: expected a list of addresses") from error
    if not all(isinstance(url, str) and url.strip() for url in found):
        raise OptionError("urls: expected a list of addresses")
    return [url.strip() for url in found]


def _name_of(url: str) -> str:
    """A picture's name from its address; the host's where the path has none."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return "picture"
    return clean_name(parsed.path.rstrip("/") or parsed.host)
