"""A form of many files, each handed on as soon as it is complete.

Starlette's own parser keeps every file of a form open until its end: a thousand of them are more
than a process may have, or a gigabyte of memory.
"""

from __future__ import annotations

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from nukki.server.body import malformed
from nukki.server.work import in_thread

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

IN_MEMORY = 1_000_000
MOST_HEADER_BYTES = 8_000

TakeFile = Callable[[str, str, BinaryIO], None]
"""Takes a field's name, its file's name, and the file; called in a thread."""


class Intake:
    """Reads one form.

    Args:
        take: Gets each file.
        max_field_bytes: Longest text.
        max_fields: Most texts.
    """

    def __init__(self, take: TakeFile, *, max_field_bytes: int, max_fields: int) -> None:
        self.texts: list[tuple[str, str]] = []
        self._take, self._max_bytes, self._max_fields = take, max_field_bytes, max_fields
        self._headers: dict[str, bytes] = {}
        self._header = [b"", b""]
        self._name = self._file_name = ""
        self._file: IO[bytes] | None = None
        self._text = bytearray()

    async def read(self, request: Request) -> None:
        """Read the request's body to its end.

        Raises:
            ApiError: 400, it is no form, or a text in it is too long.
        """
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise malformed("expected a form with a boundary")
        parser = MultipartParser(boundary, self._callbacks())
        try:
            async for chunk in request.stream():
                await in_thread(parser.write, chunk)
            parser.finalize()
        except FormParserError as error:
            raise malformed("it is not the form that its Content-Type says") from error
        finally:
            self._drop()

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
        }

    def _begin(self) -> None:
        self._drop()
        self._headers, self._text = {}, bytearray()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header[0] += data[start:end]
        self._check_header()

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1] += data[start:end]
        self._check_header()

    def _check_header(self) -> None:
        if len(self._header[0]) + len(self._header[1]) > MOST_HEADER_BYTES:
            raise malformed("a part's header is too long")

    def _header_end(self) -> None:
        self._headers[self._header[0].decode("latin-1").lower()] = self._header[1]
        self._header = [b"", b""]

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._file_name = options.get(b"filename", b"").decode("utf-8", "replace")
        if b"filename" in options:
            self._file = cast("IO[bytes]", SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - _drop
        elif len(self.texts) >= self._max_fields:
            raise malformed(f"more than {self._max_fields} fields")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > self._max_bytes:
            raise malformed(f"a field is longer than {self._max_bytes} bytes")

    def _end(self) -> None:
        if self._file is None:
            text = self._text.decode("utf-8", "replace")
            if text.strip():
                self.texts.append((self._name, text))
            return
        if self._file.tell():
            self._file.seek(0)
            self._take(self._name, self._file_name, cast("BinaryIO", self._file))
        self._drop()

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
