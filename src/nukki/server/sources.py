"""The picture of a request: a file part, base64 text, or an address.

remove.bg's names and words; the other doors take the same three.
"""

from __future__ import annotations

from dataclasses import dataclass

from nukki.server.body import Fields, decode_base64
from nukki.server.faults import ApiError
from nukki.server.fetch import Fetcher, FetchError, NotAnAddressError
from nukki.server.work import in_thread

NO_IMAGE = "No image given"
NO_IMAGE_DETAIL = (
    "Please provide the source image in the image_url, image_file or image_file_b64 parameter."
)


@dataclass(frozen=True)
class Names:
    """How a door calls the three ways to give a picture, and its faults.

    Attributes:
        file, base64, url: The fields; "" where there is no such way.
        invalid_url, failed: Codes of the faults.
        what: What is downloaded, in titles.
    """

    file: str
    base64: str
    url: str
    invalid_url: str
    failed: str
    what: str = "image"

    def given(self, fields: Fields) -> list[str]:
        """Those of the fields that were given."""
        named = (self.file, self.base64, self.url)
        return [name for name in named if name and (name in fields.files or fields.get(name))]


IMAGE = Names(
    "image_file", "image_file_b64", "image_url", "invalid_image_url", "failed_image_download"
)
BACKGROUND = Names(
    "bg_image_file",
    "",
    "bg_image_url",
    "invalid_bg_image_url",
    "failed_bg_download",
    "background image",
)


@dataclass(frozen=True)
class Sources:
    """Finds pictures in requests.

    Attributes:
        fetcher: For addresses.
        max_bytes: A larger picture is refused.
    """

    fetcher: Fetcher
    max_bytes: int

    def check(self, fields: Fields) -> None:
        """Exactly one picture must have been given.

        Raises:
            ApiError: `missing_source` or `multiple_sources`.
        """
        given = IMAGE.given(fields)
        if not given:
            raise ApiError(400, "missing_source", NO_IMAGE, NO_IMAGE_DETAIL)
        if len(given) > 1:
            raise ApiError(
                400,
                "multiple_sources",
                "Multiple image sources given",
                f"Please provide only one of {', '.join(given)}.",
            )

    async def image(self, fields: Fields) -> bytes:
        """The picture of a request that was checked.

        Raises:
            ApiError: It cannot be had, or is too large.
        """
        (name,) = IMAGE.given(fields)
        if name in fields.files:
            return self.capped(fields.files[name])
        text = fields.texts[name]
        if name == IMAGE.base64:
            return self.capped(await in_thread(_decoded, name, text))
        if name == IMAGE.file:  # a part without a file name comes as mangled text
            detail = f"{NO_IMAGE_DETAIL} image_file must be a file part with a file name."
            raise ApiError(400, "missing_source", NO_IMAGE, detail)
        return await self.fetch(text, IMAGE)

    async def part(self, fields: Fields, names: Names) -> bytes | None:
        """Another file of a request, as a file part or base64 text; None when there is none.

        Raises:
            ApiError: It is not base64, or too large.
        """
        if names.file in fields.files:
            return self.capped(fields.files[names.file])
        text = fields.get(names.base64)
        return None if text is None else self.capped(await in_thread(_decoded, names.base64, text))

    async def fetch(self, url: str, names: Names) -> bytes:
        """The file at an address.

        Raises:
            ApiError: With the codes of ``names``.
        """
        try:
            return (await self.fetcher(url)).data
        except NotAnAddressError as error:
            title = f"Invalid {names.url} parameter given"
            raise ApiError(400, names.invalid_url, title, str(error)) from error
        except FetchError as error:
            title = f"Failed to download {names.what} from given {names.url}: {error.reason}"
            raise ApiError(400, names.failed, title) from error

    def capped(self, data: bytes) -> bytes:
        """A picture's file that is not too large.

        Raises:
            ApiError: `file_too_large`.
        """
        if len(data) > self.max_bytes:
            limit = self.max_bytes / 1e6
            raise ApiError(
                400, "file_too_large", "File too large", f"File exceeds limit of {limit:g}MB"
            )
        return data


def _decoded(name: str, text: str) -> bytes:
    try:
        return decode_base64(text)
    except ValueError as error:
        raise ApiError(
            400,
            "failed_to_read_image",
            "There was an error reading the image.",
            f"{name} is not base64",
        ) from error
