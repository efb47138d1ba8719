"""Downloads from an address, against a server on this machine."""

from __future__ import annotations

import hashlib
import io
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from nukki import weights
from nukki.core.errors import WeightsError
from nukki.core.spec import UrlSource, WeightFile
from nukki.weights import url as url_module

PAYLOAD = bytes(range(256)) * 4096  # 1 MiB
HALF = len(PAYLOAD) // 2


@dataclass
class Shop:
    """What the server has, how it misbehaves, and what it was asked."""

    content: bytes = PAYLOAD
    etag: str = '"one"'
    cuts: int = 0
    status: int = 0
    location: str = ""
    gate: threading.Event | None = None
    delay_s: float = 0.0
    ranges: list[str | None] = field(default_factory=list)
    address: str = ""


def handler_of(shop: Shop) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

        def do_GET(self) -> None:
            shop.ranges.append(self.headers.get("Range"))
            time.sleep(shop.delay_s)
            if shop.status:
                self.send_response(shop.status)
                self.send_header("Location", shop.location)
                self.end_headers()
                return
            start = self.resume_at()
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(shop.content) - start))
            self.send_header("ETag", shop.etag)
            self.end_headers()
            self.send_body(start)

        def resume_at(self) -> int:
            asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
            same = self.headers.get("If-Range") == shop.etag
            return int(asked[1]) if asked and same else 0

        def send_body(self, start: int) -> None:
            if not shop.cuts and shop.gate is None:
                self.wfile.write(shop.content[start:])
                return
            shop.cuts -= 1
            self.wfile.write(shop.content[start : start + HALF])
            self.wfile.flush()
            if shop.gate is not None:
                shop.gate.wait(timeout=30)
            self.close_connection = True

    return Handler


@contextmanager
def serving(shop: Shop) -> Iterator[Shop]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler_of(shop)) as server:
        shop.address = f"http://127.0.0.1:{server.server_port}/net.onnx"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield shop
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def shop() -> Iterator[Shop]:
    with serving(Shop()) as running:
        yield running


class Bar:
    """Remembers what a progress bar was told."""

    def __init__(self) -> None:
        self.said: list[object] = []
        self.n_bytes = 0

    def start(self, name: str, total_bytes: int | None) -> None:
        self.said.append((name, total_bytes))

    def advance(self, n_bytes: int) -> None:
        self.n_bytes += n_bytes

    def finish(self) -> None:
        self.said.append("finished")


def file_at(*addresses: str, content: bytes = PAYLOAD) -> WeightFile:
    digest = hashlib.sha256(content).hexdigest()
    sources = tuple(UrlSource(address) for address in addresses)
    return WeightFile("net.onnx", sha256=digest, size=len(content), sources=sources)


def leftovers() -> list[str]:
    return sorted(path.name for path in (weights.cache_dir() / "weights").iterdir())


def test_a_file_is_fetched_verified_and_kept(shop: Shop) -> None:
    file = file_at(shop.address)
    path = weights.locate(file)
    assert path.read_bytes() == PAYLOAD
    assert weights.locate(file) == path
    assert len(shop.ranges) == 1
    assert leftovers() == ["net.onnx"]


def test_a_file_inside_a_publisher_s_archive_is_unpacked(shop: Shop) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("nets/one.onnx", PAYLOAD)
    shop.content = packed.getvalue()
    inside = replace(file_at(), sources=(UrlSource(shop.address, member="nets/one.onnx"),))
    assert weights.locate(inside).read_bytes() == PAYLOAD
    assert leftovers() == ["net.onnx"]


def test_an_archive_without_the_file_is_refused(shop: Shop) -> None:
    inside = replace(file_at(), sources=(UrlSource(shop.address, member="one.onnx"),))
    with pytest.raises(WeightsError, match=r"holds no readable one\.onnx"):
        weights.locate(inside)


def test_progress_is_told_from_start_to_finish(shop: Shop) -> None:
    bar = Bar()
    weights.locate(file_at(shop.address), progress=bar)
    assert bar.said == [("net.onnx", len(PAYLOAD)), "finished"]
    assert bar.n_bytes == len(PAYLOAD)


def test_a_cut_is_resumed_where_it_happened(shop: Shop) -> None:
    shop.cuts = 1
    bar = Bar()
    path = weights.locate(file_at(shop.address), progress=bar)
    assert path.read_bytes() == PAYLOAD
    assert shop.ranges == [None, f"bytes={HALF}-"]
    assert bar.n_bytes == len(PAYLOAD)


def test_cuts_without_end_are_given_up_and_what_came_is_kept(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(url_module, "ATTEMPTS", 1)
    shop.cuts = 1
    file = file_at(shop.address)
    with pytest.raises(WeightsError, match="cut after 524,288 of 1,048,576 bytes"):
        weights.locate(file)
    assert weights.locate(file).read_bytes() == PAYLOAD
    assert shop.ranges[1] == f"bytes={HALF}-"


def test_a_file_that_changed_meanwhile_starts_over(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(url_module, "ATTEMPTS", 1)
    shop.cuts = 1
    with pytest.raises(WeightsError):
        weights.locate(file_at(shop.address))
    shop.content, shop.etag = PAYLOAD[::-1], '"two"'
    path = weights.locate(file_at(shop.address, content=shop.content))
    assert path.read_bytes() == PAYLOAD[::-1]


def test_wrong_bytes_are_refused_and_not_kept(shop: Shop) -> None:
    shop.content = PAYLOAD[::-1]
    with pytest.raises(WeightsError, match="expected sha256"):
        weights.locate(file_at(shop.address))
    assert leftovers() == []


def test_a_file_without_a_digest_is_not_fetched(shop: Shop) -> None:
    unknown = WeightFile("net.onnx", sources=(UrlSource(shop.address),))
    with pytest.raises(WeightsError, match="no digest to verify it by"):
        weights.locate(unknown)
    assert shop.ranges == []


def test_offline_asks_nobody(shop: Shop) -> None:
    with pytest.raises(WeightsError, match="not tried, offline"):
        weights.locate(file_at(shop.address), offline=True)
    assert shop.ranges == []


def test_a_corrupt_cached_file_is_fetched_again(shop: Shop) -> None:
    file = file_at(shop.address)
    weights.locate(file).write_bytes(PAYLOAD[::-1])
    assert weights.locate(file).read_bytes() == PAYLOAD


def test_the_next_source_is_tried_and_an_error_lists_them_all(shop: Shop) -> None:
    shop.status = 404
    nobody = "https://127.0.0.1:1/net.onnx"
    with pytest.raises(WeightsError) as caught:
        weights.locate(file_at(nobody, shop.address))
    assert f"{nobody}: cannot connect" in str(caught.value)
    assert f"{shop.address}: HTTP 404" in str(caught.value)


def test_a_host_that_does_not_exist_is_passed_over(shop: Shop) -> None:
    path = weights.locate(file_at("https://no-such-host.invalid/net.onnx", shop.address))
    assert path.read_bytes() == PAYLOAD


@pytest.mark.parametrize("address", ["http://example.invalid/x", "ftp://127.0.0.1/x", "file:///x"])
def test_only_https_is_fetched(address: str) -> None:
    with pytest.raises(WeightsError, match="only https addresses are fetched"):
        weights.locate(file_at(address))


def test_a_redirect_away_from_https_is_not_followed(shop: Shop) -> None:
    shop.status, shop.location = 302, "http://example.invalid/net.onnx"
    with pytest.raises(WeightsError, match="only https addresses are fetched"):
        weights.locate(file_at(shop.address))


FETCH = """
import sys
from nukki import weights
from nukki.core.spec import UrlSource, WeightFile
address, digest = sys.argv[1:]
print(weights.locate(WeightFile("net.onnx", sha256=digest, sources=(UrlSource(address),))))
"""


def start_fetching(address: str) -> subprocess.Popen[str]:
    digest = hashlib.sha256(PAYLOAD).hexdigest()
    command = [sys.executable, "-c", FETCH, address, digest]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_at_once_fetch_once(shop: Shop) -> None:
    shop.delay_s = 0.5
    with start_fetching(shop.address) as one, start_fetching(shop.address) as two:
        answers = {process.communicate(timeout=60)[0].strip() for process in (one, two)}
    assert answers == {str(weights.cache_dir() / "weights" / "net.onnx")}
    assert len(shop.ranges) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX signal")
def test_after_a_kill_midway_the_next_run_goes_on_and_the_lock_is_free() -> None:
    part = weights.cache_dir() / "weights" / "net.onnx.part"
    with serving(Shop(gate=threading.Event())) as shop, start_fetching(shop.address) as process:
        wait_for_bytes(part, HALF)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        assert shop.gate
        shop.gate.set()
        shop.gate = None
        path = weights.locate(file_at(shop.address))
    assert path.read_bytes() == PAYLOAD
    assert shop.ranges == [None, f"bytes={HALF}-"]


def wait_for_bytes(path: Path, n_bytes: int) -> None:
    end = time.monotonic() + 30
    while not (path.exists() and path.stat().st_size >= n_bytes):
        assert time.monotonic() < end
        time.sleep(0.02)
