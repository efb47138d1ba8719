"""A server of jobs as a program of its own, to be killed: python program.py DATABASE FOLDER PORT.

With "none" for the port it has no door, and works on the jobs of those that have one. Its work
takes a tenth of a second and writes down, in a file, each picture that it was done on.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from nukki.core.errors import CorruptImageError
from nukki.core.options import Options
from nukki.server.app import create_app
from nukki.server.jobs.cutting import Product
from nukki.server.jobs.worker import work
from nukki.server.running import log_as_json
from nukki.server.settings import ServerSettings


@dataclass(frozen=True)
class SlowCut:
    """Gives the picture back, slowly; one that begins with "bad" cannot be read."""

    log: Path
    seconds: float

    def __call__(self, data: bytes, options: Options, *, sandbox: bool) -> Product:
        if data.startswith(b"bad"):
            raise CorruptImageError("it is bad")
        time.sleep(self.seconds)
        with self.log.open("a") as stream:
            stream.write(hashlib.sha256(data).hexdigest() + "\n")
        return Product(b"cut " + data, ".png", "image/png", 80, 60, 1.0)


def main() -> None:
    database, folder, port = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    # Where there may be several servers, the pictures are reached as on a machine elsewhere.
    prefix = "file://" if database.startswith("postgresql") else ""
    settings = ServerSettings(
        database=database,
        storage=f"{prefix}{folder}/pictures",
        port=0 if port == "none" else int(port),
        workers=2,
        drain_s=5.0,
        allow_loopback_sources=True,
    )
    if port == "none":
        log_as_json()
        work(settings, cut=SlowCut(folder / f"done-{os.getpid()}.txt", 0.1))
        return
    app = create_app(settings, cut=SlowCut(folder / "done.txt", 0.1))
    uvicorn.run(app, host="127.0.0.1", port=settings.port, log_level="warning")


if __name__ == "__main__":
    main()
