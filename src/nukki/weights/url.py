"""A file from a publisher's address: https only, resumed after a cut.

Proxies come from the environment, as `urllib.request` reads them.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from pathlib import Path
from typing import IO, NamedTuple

from nukki._version import __version__
from nukki.core.errors import WeightsError
from nukki.core.spec import UrlSource
from nukki.weights.progress import Progress

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
ATTEMPTS = 4
BLOCK_BYTES = 1 << 18
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class _CutError(Exception):
    """The connection ended before the file did; what came is kept."""


class _Have(NamedTuple):
    """What an earlier attempt left: its length in bytes and the validator of its version."""

    length: int
    validator: str


def fetch_url(source: UrlSource, target: Path, *, progress: Progress) -> None:
    """Write the file at the address to ``target``, continuing what already lies there.

    A ``target`` left by an earlier attempt is continued only when the server says, by ETag or
    date, that the file is still the same one; otherwise it starts over. ``progress`` has been
    started; bytes that were already there are told at once.

    Raises:
        WeightsError: Another scheme than https, no such host, an HTTP error, or repeated cuts.
        OSError: ``target`` cannot be written.
    """
    check_scheme(source.url)
    told = 0
    for attempt in range(ATTEMPTS):
        try:
            _attempt(source.url, target, progress, told)
        except _CutError as cut:
            told = _length(target)
            if attempt == ATTEMPTS - 1:
                raise WeightsError(f"{cut}; what came is kept, run it again to go on") from cut
        else:
            _validator_path(target).unlink(missing_ok=True)
            return


def check_scheme(url: str) -> None:
    """Refuse anything but https; plain http is allowed to this very machine.

    Raises:
        WeightsError: Another scheme or host.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return
    raise WeightsError(f"only https addresses are fetched, not {parts.scheme}://{parts.hostname}")


def _attempt(url: str, target: Path, progress: Progress, told: int) -> None:
    have = _have(target, url)
    with _open(url, have) as response:
        resumed = response.status == http.client.PARTIAL_CONTENT and bool(have.length)
        start = have.length if resumed else 0
        _keep_validator(target, url, response.headers)
        with target.open("ab" if resumed else "wb") as stream:
            # a restart repeats bytes that were told before: only what is new moves the bar
            counter = _Counter(progress, told=told, at=0)
            counter.reach(start)
            _copy(response, stream, counter, expected=_expected(response.headers, start))


def _copy(
    response: http.client.HTTPResponse, stream: IO[bytes], counter: _Counter, *, expected: int
) -> None:
    while block := _read(response):
        stream.write(block)
        counter.reach(counter.at + len(block))
    if expected and counter.at != expected:
        raise _CutError(f"the connection was cut after {counter.at:,} of {expected:,} bytes")


def _read(response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read(BLOCK_BYTES)
    except (http.client.HTTPException, OSError) as error:
        raise _CutError(f"the connection was cut ({type(error).__name__})") from error


class _Counter:
    """Turns positions in the file into progress that never goes back."""

    def __init__(self, progress: Progress, *, told: int, at: int) -> None:
        self._progress = progress
        self._told = told
        self.at = at

    def reach(self, position: int) -> None:
        self.at = position
        if position > self._told:
            self._progress.advance(position - self._told)
            self._told = position


def _open(url: str, have: _Have) -> http.client.HTTPResponse:
    request = urllib.request.Request(url, headers={"User-Agent": f"nukki/{__version__}"})  # noqa: S310 - check_scheme has looked at it
    if have.length:
        request.add_header("Range", f"bytes={have.length}-")
        request.add_header("If-Range", have.validator)
    try:
        response: http.client.HTTPResponse = _opener().open(request, timeout=CONNECT_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and have.length:
                return _open(url, _Have(0, ""))
            raise WeightsError(f"HTTP {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        reason = getattr(error.reason, "strerror", None) or error.reason
        raise WeightsError(f"cannot connect: {reason}") from error
    except (http.client.HTTPException, OSError) as error:
        raise WeightsError(f"cannot connect: {type(error).__name__} {error}") from error
    return response


def _expected(headers: Message, start: int) -> int:
    """Bytes of the whole file, 0 when the server does not say."""
    length = headers.get("Content-Length", "")
    return start + int(length) if length.isdigit() else 0


def _have(target: Path, url: str) -> _Have:
    try:
        known = json.loads(_validator_path(target).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return _Have(0, "")
    same = isinstance(known, dict) and known.get("url") == url
    return _Have(_length(target), str(known["version"])) if same else _Have(0, "")


def _keep_validator(target: Path, url: str, headers: Message) -> None:
    """Remember what this version of the file is known by; a weak ETag cannot vouch for bytes."""
    etag = headers.get("ETag", "")
    validator = "" if etag.startswith("W/") else etag
    validator = validator or headers.get("Last-Modified", "")
    if validator:
        _validator_path(target).write_text(json.dumps({"url": url, "version": validator}))
    else:
        _validator_path(target).unlink(missing_ok=True)


def _validator_path(target: Path) -> Path:
    return target.with_name(f"{target.name}.version")


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


class _PatientConnection(http.client.HTTPSConnection):
    """Gives up soon on a host that does not answer, but waits for one that does."""

    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(READ_TIMEOUT_S)


class _PatientHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PatientConnection, req)


class _CheckedRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects only to addresses that would have been fetched themselves."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        check_scheme(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_PatientHandler, _CheckedRedirects)
