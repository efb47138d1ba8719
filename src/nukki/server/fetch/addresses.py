"""Which addresses a server may be sent to by strangers: public ones, and no other.

An IPv4 address can hide in an IPv6 one in several ways; each is judged by what it holds.
Follows the IANA special-purpose registries (RFC 6890 and its updates), and the table that imgproxy
4.0.12 tests its own guard with.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

_DENIED_4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' own networks
        "127.0.0.0/8",
        "169.254.0.0/16",  # a cloud's metadata lives here
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)

_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
"""All that is given out; whatever lies elsewhere is local, reserved, or an embedding."""

_DENIED_6 = tuple(
    ipaddress.IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "3fff::/20")  # protocols', documentation
)

_EMBEDDINGS = tuple(
    ipaddress.IPv6Network(text)
    for text in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")
)
"""Compatible, mapped, translated, NAT64: the last four bytes are the host."""

_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_ISATAP = {0x00005EFE, 0x02005EFE}
_LOW_32 = 0xFFFFFFFF


def is_allowed(text: str, *, loopback: bool = False) -> bool:
    """Whether a server may connect to an IP address that it was sent to.

    Args:
        text: The address as numbers; a zone ("%eth0") makes it local.
        loopback: Allow this machine itself, for tests.

    >>> is_allowed("93.184.215.14"), is_allowed("10.0.0.1"), is_allowed("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if loopback and address.is_loopback:
        return True
    if isinstance(address, ipaddress.IPv4Address):
        return _public_4(address)
    if address.scope_id is not None:
        return False
    return _public_6(address)


def _public_4(address: ipaddress.IPv4Address) -> bool:
    return not any(address in network for network in _DENIED_4)


def _public_6(address: ipaddress.IPv6Address) -> bool:
    """Teredo and local NAT64 (64:ff9b:1::/48) are denied whole, whatever they hold."""
    number = int(address)
    if any(address in network for network in _EMBEDDINGS):
        return _public_4(ipaddress.IPv4Address(number & _LOW_32))
    if address not in _GLOBAL_6 or any(address in network for network in _DENIED_6):
        return False
    return all(_public_4(host) for host in _hidden_in(address, number))


def _hidden_in(address: ipaddress.IPv6Address, number: int) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 hosts at which a tunnel would end."""
    if address in _SIX_TO_FOUR:
        yield ipaddress.IPv4Address((number >> 80) & _LOW_32)
    if (number >> 32) & _LOW_32 in _ISATAP:
        yield ipaddress.IPv4Address(number & _LOW_32)
