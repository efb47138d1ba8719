"""How long a person waits in the studio: a 24 MP photo in Chromium, drawn without a GPU.

    python benchmarks/studio_speed.py [--photo FILE] [--rounds 3] [--only]

Starts `nukki studio`, chooses a photo as a person would, paints with a mouse on a board of
1920 x 1080 pixels, and undoes. Beside the wall's clock stands the processor's time in browser and
server together, which holds on a machine that others use, too. Writes
``benchmarks/studio_speed.json`` and its table in ``benchmarks/README.md``; ``--only`` prints them
instead. Without ``--photo``, one of 6000 x 4000 is made from an example. Needs chromium, and
playwright in the environment that runs it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from http_load import tree_cpu_s
from tables import put_table

HERE = Path(__file__).parent
TABLE = "studio table"
PORT = 7583
BOARD = {"width": 1920 + 400, "height": 1080 + 120}
"""The window; what lies beside the board takes the rest of it."""

MAKE_PHOTO = """
import sys, numpy as np, PIL.Image
photo = PIL.Image.open(sys.argv[1]).convert("RGB").resize((6000, 4000), PIL.Image.LANCZOS)
grain = np.random.default_rng(0).integers(-5, 6, (4000, 6000, 3))
PIL.Image.fromarray((np.asarray(photo) + grain).clip(0, 255).astype(np.uint8)).save(
    sys.argv[2], quality=90)
"""

MOVES = 180
"""Of the mouse, in three strokes."""

WATCH = """() => {
  const board = document.getElementById("board");
  const seen = window.seen = {};
  document.getElementById("file").addEventListener("change",
    () => { seen.chosen = performance.now(); }, { capture: true, once: true });
  const look = () => {
    const now = performance.now();
    if (seen.chosen && board.scene) seen.photo ??= now;
    if (seen.chosen && board.scene?.matte) seen.preview ??= now;
    if (seen.preview && !document.getElementById("download").disabled) seen.done ??= now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""

PAINTING = """() => {
  const board = document.getElementById("board");
  const context = board.canvas.getContext("2d");
  const seen = window.strokes = { work: [], shown: [] };
  addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    requestAnimationFrame(() => {
      context.getImageData(0, 0, 1, 1);  // what was drawn is drawn now, not at leisure
      seen.work.push(performance.now() - event.timeStamp);
      requestAnimationFrame(() => seen.shown.push(performance.now() - event.timeStamp));
    });
  });
}"""

UNDOING = """(id) => new Promise((resolve) => {
  const context = document.getElementById("board").canvas.getContext("2d");
  const start = performance.now();
  document.getElementById(id).click();
  requestAnimationFrame(() => {
    context.getImageData(0, 0, 1, 1);
    resolve(performance.now() - start);
  });
})"""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The studio's address."""
    command = [shutil.which("nukki") or "nukki", "studio", "--no-browser", "--port", str(PORT)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, stderr=log, stdout=log)
    address = f"http://127.0.0.1:{PORT}/"
    try:
        for _ in range(300):
            time.sleep(0.1)
            try:
                urllib.request.urlopen(f"{address}readyz", timeout=5).read()
                break
            except OSError:
                continue
        yield address
    finally:
        server.terminate()
        server.wait(20)


def round_of(browser: Any, address: str, photo: Path) -> dict[str, float]:
    """One person's visit, in milliseconds and MiB."""
    profile = browser.new_context(viewport=BOARD)
    page = profile.new_page()
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    page.evaluate(WATCH)
    before = cpu_ms()
    page.set_input_files("#file", photo)
    found = {}
    for name in ("preview", "done"):
        while not page.evaluate(f"window.seen.{name}"):
            time.sleep(0.02)
        found[f"{name} cpu"] = cpu_ms() - before
    seen = page.evaluate("window.seen")
    found |= {name: seen[name] - seen["chosen"] for name in ("photo", "preview", "done")}
    before = cpu_ms()
    found |= paint(page)
    found["stroke cpu"] = (cpu_ms() - before) / MOVES
    found["memory"] = tab_memory(page)
    profile.close()
    return found


def cpu_ms() -> float:
    """Processor time of this process's children and theirs, so far, in milliseconds."""
    return 1000 * (tree_cpu_s(os.getpid()) - time.process_time())


def paint(page: Any) -> dict[str, float]:
    """Strokes across the board, and back."""
    page.evaluate(PAINTING)
    page.keyboard.press("e")
    box = page.locator("#board").bounding_box()
    for height in (0.3, 0.5, 0.7):
        y = box["y"] + box["height"] * height
        page.mouse.move(box["x"] + box["width"] * 0.3, y)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.7, y + 40, steps=MOVES // 3)
        page.mouse.up()
    page.wait_for_timeout(500)
    strokes = page.evaluate("window.strokes")
    undone = [page.evaluate(UNDOING, name) for name in ("undo", "redo", "undo", "redo", "undo")]
    return {
        "stroke": statistics.median(strokes["work"]),
        "stroke p95": statistics.quantiles(strokes["work"], n=20)[-1],
        "stroke shown": statistics.median(strokes["shown"]),
        "undo": statistics.median(undone),
    }


def tab_memory(page: Any) -> float:
    """MiB that the page's own process holds, as the operating system counts it."""
    session = page.context.browser.new_browser_cdp_session()
    told = session.send("SystemInfo.getProcessInfo")["processInfo"]
    sizes = [resident(one["id"]) for one in told if one["type"] == "renderer"]
    return max(sizes, default=0.0)


def resident(process: int) -> float:
    """MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


ROWS = (
    ("photo", "ms", "the photo is on the board"),
    ("preview", "ms", "first preview of the cut-out"),
    ("preview cpu", "ms", "the same, processor time"),
    ("done", "ms", "cut out at full resolution"),
    ("done cpu", "ms", "the same, processor time"),
    ("stroke", "ms", "brush: from the mouse's move to the drawn canvas"),
    ("stroke cpu", "ms", "a move of the brush with all that belongs to it, processor time"),
    ("stroke p95", "ms", "the same, 95 of 100"),
    ("stroke shown", "ms", "brush: to the frame after"),
    ("undo", "ms", "undo and redo"),
    ("memory", "MiB", "the tab's process, at most"),
)


def table(found: dict[str, float], rounds: int) -> str:
    """Markdown."""
    cores = os.cpu_count()
    lines = [
        f"Medians of {rounds} visits on {platform.machine()}, {cores} cores, without a GPU.",
        "",
    ]
    lines += ["| what | |", "|---|---|"]
    return "\n".join(
        [*lines, *(f"| {text} | {found[key]:.0f} {unit} |" for key, unit, text in ROWS)]
    )


def main() -> None:
    """Run it."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--photo", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="store_true", help="print, write nothing")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as driver:
        folder = Path(temporary)
        photo = asked.photo or folder / "photo.jpg"
        if not asked.photo:
            example = HERE.parent / "examples" / "astronaut.jpg"
            subprocess.run([sys.executable, "-c", MAKE_PHOTO, example, photo], check=True)
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        with serving(folder) as address:
            visits = [round_of(browser, address, photo) for _ in range(asked.rounds + 1)][1:]
        browser.close()
    found = {key: statistics.median(visit[key] for visit in visits) for key, _, _ in ROWS}
    text = table(found, asked.rounds)
    print(text)
    if asked.only:
        return
    (HERE / "studio_speed.json").write_text(json.dumps(visits, indent=1) + "\n")
    put_table(f"{text}\n", TABLE)


if __name__ == "__main__":
    main()
