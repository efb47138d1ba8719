"""A studio on a port of this machine, and a real browser that uses it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.class_network import add_colours, save_colours
from tests.server.clients.rig import listening
from tests.server.conftest import encoded, opened
from tests.server.stand_ins import FixedKinds

from nukki.server.app import create_app
from nukki.server.settings import ServerSettings

WANTED = "NUKKI_BROWSER_TESTS"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
NODE_TOOLS = ("typescript@5.9.3", "axe-core@4.11.0")
DARK, BRIGHT = 20, 230

DROP = """([name, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type: "image/png" }));
  const told = { dataTransfer: carried, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("dragenter", told));
  document.body.dispatchEvent(new DragEvent("drop", told));
}"""

WATCH_POLICY = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get(WANTED) == "1":
        return
    skip = pytest.mark.skip(reason=f"drives a browser; {WANTED}=1 runs it")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, without a window."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip("chromium is not here")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def node_tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ``node_modules`` with the type checker and the judge of accessibility."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here")
    folder = tmp_path_factory.mktemp("node")
    done = subprocess.run(
        [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", *NODE_TOOLS],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"npm could not install {', '.join(NODE_TOOLS)}")
    return folder / "node_modules"


def drawn(size_hw: tuple[int, int] = (600, 800)) -> NDArray[np.uint8]:
    """A bright square of half the height in the middle of a dark ground; no two columns alike."""
    height, width = size_hw
    shades = DARK + np.arange(width)[None, :, None] % (7, 11, 13)
    pixels = np.broadcast_to(shades, (height, width, 3)).astype(np.uint8)
    top, left, side = height // 4, (width - height // 2) // 2, height // 2
    pixels[top : top + side, left : left + side] += np.uint8(BRIGHT - DARK - 10)
    return pixels


def picture(pixels: NDArray[Any] | None = None) -> bytes:
    return encoded(drawn() if pixels is None else pixels)


@dataclass
class Studio:
    """The page, as a person uses it."""

    page: Any
    folder: Path
    said: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def drop(self, data: bytes, name: str = "square.png") -> None:
        self.page.evaluate(DROP, [name, b64encode(data).decode()])

    def until(self, condition: str, *, within_s: float = 30) -> None:
        """Wait for a JavaScript expression; the page's policy forbids Playwright's own way."""
        end = time.monotonic() + within_s
        while not self.page.evaluate(condition):
            assert time.monotonic() < end, f"never: {condition}"
            self.page.wait_for_timeout(20)

    def wait_until_cut(self) -> None:
        self.page.wait_for_selector("#download:enabled", timeout=30_000)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a pixel of the photo lies on the screen."""
        place = self.page.evaluate(
            """([x, y]) => {
              const board = document.getElementById("board");
              const { left, top } = board.getBoundingClientRect();
              const { view, ratio } = board;
              return [left + (x * view.scale + view.x) / ratio,
                      top + (y * view.scale + view.y) / ratio];
            }""",
            [x, y],
        )
        return place[0], place[1]

    def brush(self, key: str, *places: tuple[float, float]) -> None:
        """Draw a stroke through pixels of the photo."""
        self.page.keyboard.press(key)
        self.page.mouse.move(*self.at(*places[0]))
        self.page.mouse.down()
        for place in places:
            self.page.mouse.move(*self.at(*place), steps=8)
        self.page.mouse.up()

    def download(self, button: str = "#download") -> Path:
        with self.page.expect_download() as waiting:
            self.page.click(button)
        path = self.folder / str(waiting.value.suggested_filename)
        waiting.value.save_as(path)
        return path

    def result(self) -> NDArray[Any]:
        return np.asarray(opened(self.download().read_bytes()))

    def choose(self, group: str, value: str) -> None:
        self.page.check(f'input[name="{group}"][value="{value}"]', force=True)


@contextmanager
def opened_studio(browser: Any, url: str, folder: Path, **context: Any) -> Iterator[Studio]:
    """The studio in a fresh profile; at the end nothing may have gone wrong in it."""
    settings = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"} | context
    profile = browser.new_context(**settings)
    page = profile.new_page()
    page.add_init_script(WATCH_POLICY)
    studio = Studio(page, folder)

    def hear(line: Any) -> None:
        if line.type == "error":
            studio.said.append(line.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: studio.said.append(str(error)))
    page.on("request", lambda request: studio.requests.append(request.url))
    page.goto(url)
    page.wait_for_selector("body[data-ready]", timeout=20_000)
    yield studio
    outside = [one for one in studio.requests if not one.startswith((url, "blob:", "data:"))]
    profile.close()
    assert studio.said == []
    assert outside == []


@contextmanager
def asked_what_to_keep(browser: Any, folder: Path, *, panel: str) -> Iterator[Studio]:
    """The studio of a server whose one network knows tomatoes and leaves, its choices open."""
    save_colours(folder / "colours.onnx")
    settings = ServerSettings(
        model=add_colours(folder / "colours.onnx"),
        preset="fast",
        no_auth=True,
        database=f"sqlite:///{folder}/s.sqlite",
    )
    with (
        listening(create_app(settings, kinds=FixedKinds()), port=0) as port,
        opened_studio(browser, f"http://127.0.0.1:{port}/", folder) as studio,
    ):
        studio.page.wait_for_selector(f"{panel}:not([hidden])", state="attached")
        studio.page.evaluate("document.getElementById('class-panel').open = true")
        yield studio


def opened_again(studio: Studio) -> Studio:
    """The same person's studio in another tab, after the first has gone."""
    page = studio.page.context.new_page()
    page.goto(next(one for one in studio.requests if one.endswith("/")))
    page.wait_for_selector("body[data-ready]", timeout=20_000)
    return Studio(page, studio.folder, studio.said, studio.requests)


@pytest.fixture
def address(tiny_model: str, tmp_path: Path) -> Iterator[str]:
    """A running server without accounts, whose network takes what is bright for the subject."""
    settings = ServerSettings(
        model=tiny_model, preset="fast", no_auth=True, database=f"sqlite:///{tmp_path}/s.sqlite"
    )
    with listening(create_app(settings, kinds=FixedKinds()), port=0) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def studio(browser: Any, address: str, tmp_path: Path) -> Iterator[Studio]:
    """The studio on a screen of 1280 x 800."""
    with opened_studio(browser, address + "/", tmp_path) as found:
        yield found


@pytest.fixture
def phone(browser: Any, address: str, tmp_path: Path) -> Iterator[Studio]:
    """The studio on a telephone."""
    screen: dict[str, Any] = {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    }
    with opened_studio(browser, address + "/", tmp_path, **screen) as found:
        yield found


@pytest.fixture
def screenshot(tmp_path: Path) -> Callable[[Studio, str], Path]:
    """Takes a picture of the page; ``NUKKI_SCREENSHOTS`` names a folder to keep them in."""
    folder = Path(os.environ.get("NUKKI_SCREENSHOTS") or tmp_path)

    def take(studio: Studio, name: str) -> Path:
        path = folder / f"{name}.png"
        studio.page.screenshot(path=path)
        return path

    return take
