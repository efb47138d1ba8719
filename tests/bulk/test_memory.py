"""Memory of a run over a large set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.bulk.conftest import drawn

N_PHOTOS, FROM = 5000, 1000

PROGRAM = """
import sys
from nukki.bulk import Conduct, Order, Silent, run
from nukki.core.options import Options
from nukki.outlets import Product, Recipe
from nukki.pipeline.memory import resident_bytes
class Watching(Silent):
    count = 0
    def finished(self, entry):
        self.count += 1
        if self.count in (int(sys.argv[3]), int(sys.argv[4])):
            print(resident_bytes())
recipe = Recipe((Product("cutout", Options(model="tiny", edges="plain")),))
run(Order(source=sys.argv[1], target=sys.argv[2], recipe=recipe), Conduct(jobs=2),
    listener=Watching())
"""


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux's /proc")
@pytest.mark.skipif(
    os.environ.get("NUKKI_LONG_TESTS") != "1", reason="takes a minute: set NUKKI_LONG_TESTS=1"
)
def test_memory_stays_flat_over_five_thousand_photos(tmp_path: Path, tiny_model: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(N_PHOTOS):
        (folder / f"{number}.png").write_bytes(drawn(number))
    given = (str(folder), str(tmp_path / "out"), str(FROM), str(N_PHOTOS))
    told = subprocess.check_output([sys.executable, "-c", PROGRAM, *given], text=True)
    early, late = map(int, told.split())
    # What became of a photo is kept: some 2 kB, and the allocator's own ups and downs.
    assert late - early < (N_PHOTOS - FROM) * 2000 + 10_000_000
