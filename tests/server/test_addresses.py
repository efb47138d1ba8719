"""Which addresses are dialled: imgproxy 4.0.12's table, and the edges of each range."""

from __future__ import annotations

import pytest

from nukki.server.fetch import is_allowed

DENIED_TEXT = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.254
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.168.0.1 198.18.0.1 198.51.100.7
203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::10.0.0.1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254
::ffff:0:127.0.0.1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
2002:7f00:1:: 2002:a00:1::1 2002:a9fe:a9fe::
64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::8.8.8.8 64:ff9b:1::1
2001:0:4136:e378:8000:63bf:80ff:fffe 2001:0:7f00:1::1 2001:0:808:808:0:0:f7f7:f7f7
2001:4860::5efe:10.0.0.1 2001:4860::200:5efe:192.168.1.1 fe80::5efe:8.8.8.8
2001:db8::1 3fff::1 100::1 4000::1
127.1 0x7f000001 2130706433 localhost
"""

ALLOWED_TEXT = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 223.255.255.255
2001:4860:4860::8888 2606:4700::1111 2a00:1450::1 2002:808:808:: ::ffff:8.8.8.8 64:ff9b::8.8.8.8
2001:4860::5efe:8.8.8.8
"""


@pytest.mark.parametrize("address", DENIED_TEXT.split())
def test_an_address_that_is_not_public_is_never_dialled(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ALLOWED_TEXT.split())
def test_a_public_address_is_dialled(address: str) -> None:
    assert is_allowed(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_the_switch_for_tests_lets_this_machine_in(address: str) -> None:
    assert is_allowed(address, loopback=True)


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "0.0.0.0"])
def test_the_switch_for_tests_lets_nothing_else_in(address: str) -> None:
    assert not is_allowed(address, loopback=True)
