"""Two replicas on a Ray cluster of their own, one killed under load; run where only loopback is.

python -m tests.server.jobs.ray_program DATABASE FOLDER KEY: cuts FOLDER/photo.png out again and
again beside a batch, and writes FOLDER/told.json.
"""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sys
import threading
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any, cast

import httpx
from tests.server.jobs.live import Caller, wait_for
from tests.server.jobs.program import SlowCut
from tests.server.networks import SLOW_MODEL

from nukki.server.cluster import NAME, Scale, deployment
from nukki.server.settings import ServerSettings

PORT = 8000
N_PICTURES, N_BEFORE, WITHIN_S = 60, 8, 240.0
N_PHOTOS, N_CALLERS, PAUSE_S = 60, 12, 0.2


def start(database: str, folder: Path) -> None:
    """A cluster of one node with two replicas."""
    import ray
    from ray import serve

    ray.init(
        num_cpus=4,
        include_dashboard=False,
        object_store_memory=100_000_000,
        _temp_dir=str(folder / "ray"),
        logging_level="ERROR",
    )
    serve.start(http_options={"host": "127.0.0.1", "port": PORT})
    settings = ServerSettings(
        database=database,
        storage=f"file://{folder}/pictures",
        model=SLOW_MODEL,  # that of the tests: there is no network to fetch another
        workers=8,
        network_batch=4,
        deadline_s=20.0,
        drain_s=5.0,
        allow_loopback_sources=True,
    )
    scale = Scale(min_replicas=2, max_replicas=2)
    serve.run(deployment(settings, scale, cut=SlowCut(folder / "done.txt", 0.1)))


def replicas() -> list[int]:
    """Process ids of the replicas; Ray names its processes after what they do."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            named = line.read_bytes().startswith(f"ray::ServeReplica:default:{NAME}".encode())
        except OSError:
            continue
        if named:
            found.append(int(line.parent.name))
    return found


class Load:
    """Callers who each have pictures to cut out, one by one, while a replica dies.

    What fails is sent again with the same key, as the page on accounts tells.

    Attributes:
        answers: How often which status came.
        results: Width and height of each picture's result, by number.
    """

    def __init__(self, key: str, photo: bytes) -> None:
        self.answers: Counter[str] = Counter()
        self.results: dict[int, str] = {}
        self._key, self._photo = key, photo
        self._threads = [
            threading.Thread(target=self._ask_for, args=(range(first, N_PHOTOS, N_CALLERS),))
            for first in range(N_CALLERS)
        ]
        for thread in self._threads:
            thread.start()

    def _ask_for(self, numbers: range) -> None:
        with httpx.Client(headers={"X-Api-Key": self._key}, timeout=30) as client:
            for number in numbers:
                self._insist(client, number)
                time.sleep(PAUSE_S)

    def _insist(self, client: httpx.Client, number: int) -> None:
        until = time.monotonic() + WITHIN_S
        while time.monotonic() < until and number not in self.results:
            try:
                answer = client.post(
                    f"http://127.0.0.1:{PORT}/v1.0/removebg",
                    headers={"Idempotency-Key": f"photo {number}"},
                    files={"image_file": ("a.png", self._photo), "size": (None, "full")},
                )
            except httpx.TransportError as error:
                self.answers[type(error).__name__] += 1
                continue
            self.answers[str(answer.status_code)] += 1
            if answer.status_code == 200:
                self.results[number] = f"{answer.headers['x-width']}x{answer.headers['x-height']}"
            else:
                time.sleep(0.5)

    def ended(self) -> dict[str, Any]:
        """What came, once all have what they asked for or gave up."""
        for thread in self._threads:
            thread.join(2 * WITHIN_S)
        return {"answers": dict(self.answers), "results": self.results}


def network_counts(client: httpx.Client) -> list[tuple[int, int]]:
    """Runs and pictures of the networks of those replicas that were asked by chance."""
    found = set()
    for _ in range(20):
        text = client.get("/metrics").text
        counts = re.findall(r"^nukki_network_(?:runs|pictures)_total (\S+)", text, re.M)
        found.add((int(float(counts[0])), int(float(counts[1]))))
    return sorted(found)


def run(key: str, photo: str) -> dict[str, Any]:
    """A batch, in the middle of which a replica is killed; what came of it."""
    wait_for(lambda: len(replicas()) == 2)
    load = Load(key, Path(photo).read_bytes())
    address, headers = f"http://127.0.0.1:{PORT}", {"X-Api-Key": key}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        caller = Caller(cast(Any, PatientClient(client)))  # has what it needs
        submitted = caller.batch(*(b"picture %d" % number for number in range(N_PICTURES)))
        here = submitted.json()["links"]["self"]
        caller.until(here, lambda told: told["done"] >= N_BEFORE)
        before = replicas()
        os.kill(before[0], signal.SIGKILL)
        told = caller.until(here, lambda told: told["finished_at"], within_s=WITHIN_S)
        data = caller.client.get(told["links"]["result"]).content
        wait_for(lambda: len(replicas()) == 2, within_s=60)
        under_load = load.ended()
        counts = network_counts(client)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        contents = [archive.read(name).decode() for name in archive.namelist()]
    return {
        "batch": {name: told[name] for name in ("state", "done", "failed")},
        "contents": contents,
        "load": under_load,
        "networks": counts,
        "replaced": before[0] not in replicas(),
    }


class PatientClient:
    """Asks again where a request died with its replica, as Ray's answers advise."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def get(self, *arguments: Any, **named: Any) -> httpx.Response:
        """An answer that is no error of the server's."""
        for _ in range(100):
            answer = self._client.get(*arguments, **named)
            if answer.status_code < 500:
                return answer
            time.sleep(0.2)
        return answer

    def post(self, *arguments: Any, **named: Any) -> httpx.Response:
        """The client's own: nothing is sent twice."""
        return self._client.post(*arguments, **named)


def main() -> None:
    database, folder, key = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    start(database, folder)
    (folder / "told.json").write_text(json.dumps(run(key, str(folder / "photo.png"))))
    import ray

    ray.shutdown()


if __name__ == "__main__":
    main()
