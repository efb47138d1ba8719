"""A file from an address that a stranger gave: capped in bytes, time and hops."""

from __future__ import annotations

from dataclasses import dataclass

import anyio
import httpcore
import httpx

from nukki.core.errors import InputError
from nukki.server.fetch.backend import AddressDeniedError, Resolve, system_addresses
from nukki.server.fetch.client import guarded_client

_REDIRECTS = {301, 302, 303, 307, 308}
_HEADERS = {"Accept": "image/*", "Accept-Encoding": "identity"}


class NotAnAddressError(InputError):
    """No address of a kind that is fetched: http or https, without a password in it."""


class FetchError(InputError):
    """The address was right, but no file came from it.

    Args:
        reason: Why, in a few words, as the answer tells it ("HTTP Status 404").
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Limits:
    """What one fetch may take.

    Attributes:
        max_bytes: A longer file is given up.
        connect_s: For each connection.
        total_s: For everything together, redirects included: a slow drip ends here.
        hops: Redirects that are followed.
        ports: Ports that may be named.
    """

    max_bytes: int
    connect_s: float = 5.0
    total_s: float = 20.0
    hops: int = 5
    ports: tuple[int, ...] = (80, 443, 8080, 8443)


@dataclass(frozen=True)
class Fetched:
    """A file and the address it came from at last."""

    data: bytes
    url: str


class Fetcher:
    """Fetches files by http and https from public addresses.

    Args:
        limits: What one fetch may take.
        loopback: Allow this machine itself and every port, for tests.
        resolve: Looks names up.
    """

    def __init__(
        self, limits: Limits, *, loopback: bool = False, resolve: Resolve = system_addresses
    ) -> None:
        self.limits = limits
        self._loopback = loopback
        self._resolve = resolve

    async def __call__(self, url: str, *, max_bytes: int | None = None) -> Fetched:
        """The file at ``url``.

        Raises:
            NotAnAddressError: Not http or https, or an address that is written to deceive.
            FetchError: It cannot be had, or is over a limit; the reason says which.
        """
        cap = max_bytes or self.limits.max_bytes
        try:
            with anyio.fail_after(self.limits.total_s):
                async with self._client() as client:
                    return await self._follow(client, self._checked(url), cap)
        except TimeoutError as error:
            raise FetchError(f"no file within {self.limits.total_s:g} seconds") from error
        except AddressDeniedError as error:
            raise FetchError(str(error)) from error
        except httpx.TimeoutException as error:
            raise FetchError("the server does not answer") from error
        except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise FetchError(f"the connection failed ({type(error).__name__})") from error

    def _client(self) -> httpx.AsyncClient:
        timeout = httpx.Timeout(self.limits.total_s, connect=self.limits.connect_s)
        return guarded_client(timeout, loopback=self._loopback, resolve=self._resolve)

    async def _follow(self, client: httpx.AsyncClient, url: httpx.URL, cap: int) -> Fetched:
        for _ in range(self.limits.hops + 1):
            async with client.stream("GET", url, headers=_HEADERS) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    url = self._next(url, response.headers["location"])
                    continue
                return Fetched(await _body(response, cap), str(url))
        raise FetchError(f"more than {self.limits.hops} redirects")

    def _next(self, url: httpx.URL, location: str) -> httpx.URL:
        try:
            return self._checked(str(url.join(location)))
        except (NotAnAddressError, httpx.InvalidURL) as error:
            raise FetchError("it redirects to what is not fetched") from error

    def _checked(self, text: str) -> httpx.URL:
        try:
            url = httpx.URL(text.strip())
        except httpx.InvalidURL as error:
            raise NotAnAddressError("expected an http or https address") from error
        if url.scheme not in {"http", "https"} or not url.host:
            raise NotAnAddressError("expected an http or https address")
        if url.userinfo:
            raise NotAnAddressError("expected an address without a user name in it")
        port = url.port or (443 if url.scheme == "https" else 80)
        if port not in self.limits.ports and not self._loopback:
            raise NotAnAddressError(f"port {port} is not fetched from")
        return url


async def _body(response: httpx.Response, cap: int) -> bytes:
    """The whole file, never more than ``cap`` bytes of it in memory."""
    if response.status_code != 200:
        raise FetchError(f"HTTP Status {response.status_code}")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise FetchError("it comes compressed, which was not asked for")
    stated = response.headers.get("content-length", "0")
    if stated.isdecimal() and int(stated) > cap:
        raise FetchError(_too_large(cap))
    received = bytearray()
    async for piece in response.aiter_raw():
        received += piece
        if len(received) > cap:
            raise FetchError(_too_large(cap))
    if not received:
        raise FetchError("an empty file")
    return bytes(received)


def _too_large(cap: int) -> str:
    return f"the file exceeds {cap / 1e6:g} MB"
