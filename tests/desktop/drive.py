"""Run under Xvfb: opens the window, drops a photo on it, saves the result, takes a picture of it.

drive.py PHOTO RESULT SCREENSHOT MODEL
"""

from __future__ import annotations

import json
import secrets
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from nukki.desktop.lock import Locked
from nukki.desktop.window import StudioWindow, show
from nukki.server.app import create_app
from nukki.server.running import in_background
from nukki.server.settings import ServerSettings

DROP = """(([name, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type: "image/png" }));
  const told = { dataTransfer: carried, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("drop", told));
})(%s)"""


class Driver:
    """Does one step when the one before has come about."""

    def __init__(self, window: StudioWindow, photo: Path, result: Path, shot: Path) -> None:
        self.window, self.result, self.shot = window, result, shot
        carried = json.dumps([photo.name, b64encode(photo.read_bytes()).decode()])
        self.steps = [
            ("'ready' in document.body.dataset", DROP % carried),
            ("!document.getElementById('download').disabled", "1"),
            (
                "!document.getElementById('proof').hidden",
                "document.getElementById('download').click()",
            ),
        ]
        self.timer = QTimer(window)
        self.timer.timeout.connect(self.look)
        self.timer.start(150)

    def look(self) -> None:
        if not self.steps:
            self.end()
        else:
            self.window.page().runJavaScript(self.steps[0][0], 0, self.go_on)

    def go_on(self, come_about: Any) -> None:
        if come_about and self.steps:
            self.window.page().runJavaScript(self.steps.pop(0)[1])

    def end(self) -> None:
        if self.result.is_file() and self.result.stat().st_size:
            self.timer.stop()
            self.window.grab().save(str(self.shot))
            QTimer.singleShot(200, QApplication.quit)


def main(photo: str, result: str, shot: str, database: str) -> int:
    QFileDialog.getSaveFileName = staticmethod(lambda *_: (result, ""))
    token = secrets.token_urlsafe(32)
    settings = ServerSettings(no_auth=True, database=f"sqlite:///{database}")
    kept: list[Driver] = []
    with in_background(Locked(create_app(settings), token), port=0) as port:
        return show(
            f"http://127.0.0.1:{port}/",
            token,
            opened=lambda window: kept.append(
                Driver(window, Path(photo), Path(result), Path(shot))
            ),
        )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
