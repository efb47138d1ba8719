"""The network as an HTTP client sees it, with every address checked as it is dialled.

A name is looked up once, each of its addresses is judged, and the connection goes to the very
address that was judged: a name server that answers differently the next time (DNS rebinding)
changes nothing. Redirects dial anew and are judged anew.
"""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeAlias

import anyio
import httpcore

from nukki.core.errors import InputError
from nukki.server.fetch.addresses import is_allowed

Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
"""The IP addresses of a name, as the system would dial them; tests bring their own."""


class AddressDeniedError(InputError):
    """A name that leads to an address strangers may not send us to."""


async def system_addresses(host: str, port: int) -> list[str]:
    """The addresses the system's resolver gives, in its order; numbers in odd forms included."""
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only.

    Args:
        loopback: Allow this machine itself, for tests.
        resolve: Looks names up.
    """

    def __init__(self, *, loopback: bool = False, resolve: Resolve = system_addresses) -> None:
        self._loopback = loopback
        self._resolve = resolve
        self._dialler = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address of ``host`` that answers.

        Raises:
            AddressDeniedError: One of its addresses is not public: a name that mixes both is lying.
        """
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name is not known") from error
        if not all(is_allowed(address, loopback=self._loopback) for address in addresses):
            raise AddressDeniedError("it leads to an address that is not on the public internet")
        return await self._first(addresses, port, timeout, socket_options)

    async def _first(
        self,
        addresses: list[str],
        port: int,
        timeout: float | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        failure: Exception = httpcore.ConnectError("the name has no address")
        for address in addresses:
            try:
                return await self._dialler.connect_tcp(
                    address, port, timeout=timeout, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: no address leads to a socket on this machine."""
        raise AddressDeniedError("it leads to a socket on this machine")

    async def sleep(self, seconds: float) -> None:
        """Wait between attempts."""
        await self._dialler.sleep(seconds)
