"""A cluster of two nodes with an S3 in memory, and deaths in it; run where only loopback is.

python -m tests.bulk.ray_program FOLDER SHORT: cuts the photos in FOLDER/in out of one prefix into
another, while an actor, a node and the driver are killed, and writes FOLDER/told.json. Ray's own
files lie in SHORT: paths of its sockets may have 107 characters.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bulk.moto_server import s3

from nukki.bulk.addresses import open_system

WITHIN_S = 240.0
AT = {"actor": 30, "node": 70, "driver": 110}
"""How many results are there when something dies."""

DRIVER = [sys.executable, "-W", "ignore", "-m", "nukki", "bulk", "-m", "tiny", "--edges", "plain"]


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + WITHIN_S
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.05)


class Bucket:
    """What lies in the bucket."""

    def __init__(self, address: str) -> None:
        self.system, self.root = open_system(address)

    def fill(self, folder: Path) -> None:
        for path in sorted(folder.iterdir()):
            self.system.pipe_file(f"{self.root}/raw/{path.name}", path.read_bytes())

    def results(self) -> list[str]:
        self.system.invalidate_cache()
        found = self.system.find(f"{self.root}/cut")
        return [path for path in found if "/.nukki/" not in path]

    def digests(self) -> dict[str, str]:
        return {
            path.rpartition("/")[2]: hashlib.sha256(self.system.cat_file(path)).hexdigest()
            for path in self.results()
        }

    def lines(self) -> list[dict[str, Any]]:
        """All of the ledger, but for what opens and ends a run."""
        self.system.invalidate_cache()
        parts = self.system.find(f"{self.root}/cut/.nukki/ledger")
        text = "".join(self.system.cat_file(part).decode() for part in parts)
        return [line for line in map(json.loads, text.splitlines()) if "key" in line]


def actors() -> list[int]:
    """Process ids; Ray names its processes after what they do."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            named = line.read_bytes().startswith(b"ray::") and b"OnBatches" in line.read_bytes()
        except OSError:
            continue
        if named:
            found.append(int(line.parent.name))
    return found


def run(folder: Path, address: str, short: str) -> dict[str, Any]:
    from ray.cluster_utils import Cluster

    bucket = Bucket(address)
    bucket.fill(folder / "in")
    size = {"num_cpus": 1, "object_store_memory": 100_000_000}
    head = {**size, "include_dashboard": False, "temp_dir": short}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    second = cluster.add_node(**size)
    command = [*DRIVER, f"{address}/raw", f"{address}/cut", "--cluster", cluster.address]
    died = {}
    with (folder / "driver.txt").open("wb") as log:
        driver = subprocess.Popen(command, stdout=log, stderr=log)
        wait_for(lambda: len(bucket.results()) >= AT["actor"])
        died["actor"] = [len(bucket.results()), *actors()[:1]]
        os.kill(actors()[0], signal.SIGKILL)
        wait_for(lambda: len(bucket.results()) >= AT["node"])
        died["node"] = [len(bucket.results())]
        cluster.remove_node(second, allow_graceful=False)
        wait_for(lambda: len(bucket.results()) >= AT["driver"])
        driver.kill()
        died["driver"] = [len(bucket.results()), driver.wait(30)]
        again = subprocess.run(command, stdout=log, stderr=log, timeout=WITHIN_S, check=False)
    before = bucket.digests()
    third = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN_S, check=False)
    cluster.shutdown()
    return {
        "died": died,
        "exit": again.returncode,
        "digests": before,
        "third": third.stderr,
        "lines": bucket.lines(),
    }


def main() -> None:
    folder, short = Path(sys.argv[1]), sys.argv[2]
    with s3() as address:
        (folder / "told.json").write_text(json.dumps(run(folder, address, short)))


if __name__ == "__main__":
    main()
