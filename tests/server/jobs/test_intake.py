"""Forms of many files, read piece by piece."""

from __future__ import annotations

import asyncio
from typing import BinaryIO

import pytest
from starlette.requests import Request
from starlette.types import Message

from nukki.server.faults import ApiError
from nukki.server.jobs.intake import Intake

BOUNDARY = "frontier"


def part(head: str, body: bytes) -> bytes:
    top = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n"
    return top.encode() + body + b"\r\n"


def read(
    body: bytes, *, piece: int = 7, kind: str = f"multipart/form-data; boundary={BOUNDARY}"
) -> tuple[Intake, list[tuple[str, ...]]]:
    """The form and its files, when the body comes in pieces."""
    files: list[tuple[str, ...]] = []

    def take(name: str, file_name: str, stream: BinaryIO) -> None:
        files.append((name, file_name, stream.read().decode("latin-1")))

    waiting = [body[at : at + piece] for at in range(0, len(body), piece)]

    async def receive() -> Message:
        data = waiting.pop(0) if waiting else b""
        return {"type": "http.request", "body": data, "more_body": bool(waiting)}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}
    intake = Intake(take, max_field_bytes=100, max_fields=3)
    asyncio.run(intake.read(Request(scope, receive)))
    return intake, files


END = f"--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize("piece", [1, 2, 7, 1000])
def test_texts_and_files_come_in_their_order_however_they_are_cut(piece: int) -> None:
    body = part('name="files"; filename="ä.jpg"', b"a\r\n--x") + part('name="size"', b"100")
    intake, files = read(body + part('name="files"; filename="b"', b"b") + END, piece=piece)
    assert files == [("files", "ä.jpg", "a\r\n--x"), ("files", "b", "b")]
    assert intake.texts == [("size", "100")]


def test_empty_files_and_texts_were_not_given() -> None:
    intake, files = read(part('name="a"; filename=""', b"") + part('name="b"', b" ") + END)
    assert (files, intake.texts) == ([], [])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"nonsense", f"multipart/form-data; boundary={BOUNDARY}"),
        (END, "multipart/form-data"),
        (END, "application/json"),
        (part('name="a"', b"x" * 101) + END, f"multipart/form-data; boundary={BOUNDARY}"),
        (part('name="a"', b"x") * 4 + END, f"multipart/form-data; boundary={BOUNDARY}"),
        (part(f'name="{"x" * 9000}"', b"x") + END, f"multipart/form-data; boundary={BOUNDARY}"),
    ],
)
def test_a_body_that_is_no_such_form_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(ApiError, match="Malformed request body"):
        read(body, kind=kind)
