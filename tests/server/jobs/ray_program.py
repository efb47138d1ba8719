"""Two replicas on a Ray cluster of their own, one killed under load; run where only loopback is.

python -m tests.server.jobs.ray_program DATABASE FOLDER KEY: writes FOLDER/told.json.
"""

from __future__ import annotations

import io
import json
import os
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

from nukki.server.cluster import NAME, Scale, deployment
from nukki.server.settings import ServerSettings

PORT = 8000
N_PICTURES, N_BEFORE, WITHIN_S = 60, 8, 120.0


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
        storage=str(folder / "pictures"),
        model="tiny",  # that of the tests: there is no network to fetch another
        workers=2,
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
    """Asks for the account's jobs all the time; what it was answered."""

    def __init__(self, key: str) -> None:
        self.answers: Counter[str] = Counter()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, args=(key,), daemon=True)
        self._thread.start()

    def _ask(self, key: str) -> None:
        with httpx.Client(headers={"X-Api-Key": key}, timeout=30) as client:
            while not self._over.wait(0.05):
                try:
                    status = client.get(f"http://127.0.0.1:{PORT}/v2/batches").status_code
                    self.answers[str(status)] += 1
                except httpx.TransportError as error:
                    self.answers[type(error).__name__] += 1

    def stop(self) -> dict[str, int]:
        """No more; how often it got which answer."""
        self._over.set()
        self._thread.join(30)
        return dict(self.answers)


def run(key: str) -> dict[str, Any]:
    """A batch, in the middle of which a replica is killed; what came of it."""
    wait_for(lambda: len(replicas()) == 2)
    load = Load(key)
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
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        contents = [archive.read(name).decode() for name in archive.namelist()]
    return {
        "batch": {name: told[name] for name in ("state", "done", "failed")},
        "contents": contents,
        "answers": load.stop(),
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
    (folder / "told.json").write_text(json.dumps(run(key)))
    import ray

    ray.shutdown()


if __name__ == "__main__":
    main()
