"""Files from addresses that strangers give."""

from __future__ import annotations

import gzip
import socket
import time

import anyio
import pytest
from tests.server.origin import Origin, reply

from nukki.server.fetch import Fetched, Fetcher, FetchError, Limits, NotAnAddressError

LIMITS = Limits(max_bytes=10_000, total_s=1.0)


def fetch(url: str, *, loopback: bool = True, addresses: list[str] | None = None) -> Fetched:
    async def resolve(_: str, __: int) -> list[str]:
        assert addresses is not None
        return addresses

    fetcher = Fetcher(LIMITS, loopback=loopback)
    if addresses is not None:
        fetcher = Fetcher(LIMITS, loopback=loopback, resolve=resolve)
    return anyio.run(fetcher, url)


def redirect(target: str) -> bytes:
    return reply(b"", f"Location: {target}", status="302 Found")


def test_a_file_comes_as_it_is(origin: Origin) -> None:
    origin.pages["/cat.png"] = reply(b"a picture")
    assert fetch(origin.url("/cat.png")).data == b"a picture"


def test_this_machine_is_out_of_bounds_unless_the_switch_is_set(origin: Origin) -> None:
    origin.pages["/cat.png"] = reply(b"a picture")
    with pytest.raises(NotAnAddressError, match="port"):
        fetch(origin.url("/cat.png"), loopback=False)
    with pytest.raises(FetchError, match="not on the public internet"):
        fetch("http://127.0.0.1/cat.png", loopback=False)
    assert not origin.asked


@pytest.mark.parametrize(
    "host", ["localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "0"]
)
def test_other_ways_to_write_this_machine_change_nothing(host: str) -> None:
    with pytest.raises((FetchError, NotAnAddressError)):
        fetch(f"http://{host}/", loopback=False)


def test_a_name_is_judged_by_what_it_leads_to_when_it_is_dialled() -> None:
    with pytest.raises(FetchError, match="not on the public internet"):
        fetch("http://innocent.example/", loopback=False, addresses=["10.0.0.7"])


def test_a_name_that_mixes_public_and_private_addresses_is_refused() -> None:
    with pytest.raises(FetchError, match="not on the public internet"):
        fetch("http://innocent.example/", loopback=False, addresses=["1.1.1.1", "127.0.0.1"])


def test_the_connection_goes_to_the_address_that_was_judged(origin: Origin) -> None:
    """Nothing looks the name up a second time, so a name server cannot change its mind."""
    origin.pages["/x"] = reply(b"seen")
    url = f"http://rebinding.example:{origin.port}/x"
    assert fetch(url, addresses=["127.0.0.1"]).data == b"seen"


def test_a_name_that_changes_its_mind_between_two_hops_is_judged_anew(origin: Origin) -> None:
    leads_to = iter([["127.0.0.1"], ["10.0.0.1"]])

    async def resolve(_: str, __: int) -> list[str]:
        return next(leads_to)

    origin.pages |= {"/go": redirect("/secret"), "/secret": reply(b"a secret")}
    with pytest.raises(FetchError, match="not on the public internet"):
        anyio.run(
            Fetcher(LIMITS, loopback=True, resolve=resolve),
            f"http://rebinding.example:{origin.port}/go",
        )
    assert origin.asked == ["/go"]


def test_every_hop_is_judged(origin: Origin) -> None:
    origin.pages["/go"] = redirect("http://10.0.0.1/secret")
    with pytest.raises(FetchError, match="not on the public internet"):
        fetch(origin.url("/go"))


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://x/", "ftp://x/", "http://a:b@x/"]
)
def test_a_redirect_leads_to_no_other_scheme(target: str, origin: Origin) -> None:
    origin.pages["/go"] = redirect(target)
    with pytest.raises(FetchError, match="redirects to what is not fetched"):
        fetch(origin.url("/go"))


def test_redirects_are_followed_relatively_and_end(origin: Origin) -> None:
    origin.pages |= {
        "/go": redirect("/there"),
        "/there": reply(b"file"),
        "/loop": redirect("/loop"),
    }
    assert fetch(origin.url("/go")).data == b"file"
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetch(origin.url("/loop"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cat.png",
        "ftp://x/y",
        "file:///etc/passwd",
        "http://",
        "//x/y",
        "http://a@x/",
        "http://:/",
    ],
)
def test_only_plain_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(NotAnAddressError):
        fetch(url)


@pytest.mark.parametrize(
    "status", ["404 Not Found", "206 Partial Content", "500 Oops", "204 Empty"]
)
def test_a_file_must_come_whole(status: str, origin: Origin) -> None:
    origin.pages["/x"] = reply(b"part", "Content-Range: bytes 0-3/100", status=status)
    with pytest.raises(FetchError, match=f"HTTP Status {status[:3]}"):
        fetch(origin.url("/x"))


@pytest.mark.parametrize("length", [10_001, 2**62])
def test_a_file_that_says_it_is_too_long_is_not_read(length: int, origin: Origin) -> None:
    origin.pages["/x"] = reply(b"x", length=length)
    with pytest.raises(FetchError, match=r"exceeds 0\.01 MB"):
        fetch(origin.url("/x"))


def test_a_file_that_stays_silent_about_its_length_is_cut_at_the_limit(origin: Origin) -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 4096)

    origin.pages["/x"] = endless
    with pytest.raises(FetchError, match="exceeds"):
        fetch(origin.url("/x"))


def test_a_file_shorter_than_it_says_is_no_file(origin: Origin) -> None:
    origin.pages["/x"] = reply(b"short", length=500)
    with pytest.raises(FetchError, match="the connection failed"):
        fetch(origin.url("/x"))


def test_what_comes_beyond_the_stated_length_is_no_part_of_the_file(origin: Origin) -> None:
    origin.pages["/x"] = reply(b"all of it, and a smuggled answer", length=9)
    assert fetch(origin.url("/x")).data == b"all of it"


def test_a_head_that_drips_ends_with_the_time_there_is(origin: Origin) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _ in range(30):
            connection.sendall(b"x")
            time.sleep(0.1)

    origin.pages["/x"] = drip
    with pytest.raises(FetchError, match="within 1 seconds"):
        fetch(origin.url("/x"))


def test_a_slow_drip_ends_with_the_time_there_is(origin: Origin) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for _ in range(30):
            connection.sendall(b"x")
            time.sleep(0.1)

    origin.pages["/x"] = drip
    with pytest.raises(FetchError, match="within 1 seconds"):
        fetch(origin.url("/x"))


def test_a_compressed_bomb_is_not_unpacked(origin: Origin) -> None:
    origin.pages["/x"] = reply(gzip.compress(bytes(1_000_000)), "Content-Encoding: gzip")
    with pytest.raises(FetchError, match="compressed"):
        fetch(origin.url("/x"))


def test_a_proxy_of_the_environment_is_not_used(
    origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    origin.pages["/x"] = reply(b"direct")
    assert fetch(origin.url("/x")).data == b"direct"
