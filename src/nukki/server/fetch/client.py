"""An HTTP client that reaches public addresses only, for pictures to fetch and webhooks to call."""

from __future__ import annotations

import httpcore
import httpx

from nukki.server.fetch.backend import GuardedBackend, Resolve, system_addresses

_AGENT = "nukki (does what a user asked for)"


def guarded_client(
    timeout: httpx.Timeout, *, loopback: bool = False, resolve: Resolve = system_addresses
) -> httpx.AsyncClient:
    """A client without proxies, cookies or redirects of its own.

    Args:
        timeout: For each of its requests.
        loopback: Allow this machine itself, for tests.
        resolve: Looks names up.
    """
    transport = httpx.AsyncHTTPTransport(trust_env=False, retries=0)
    # The transport offers no other way to say how connections are made.
    transport._pool = httpcore.AsyncConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False),
        network_backend=GuardedBackend(loopback=loopback, resolve=resolve),
        max_connections=2,
    )
    return httpx.AsyncClient(
        transport=transport, timeout=timeout, headers={"User-Agent": _AGENT}, trust_env=False
    )
