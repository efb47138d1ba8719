"""Notebooks hold no results, and the page that lists them leaves none out.

That they run is tried by ``.ci/notebooks.py``, in the environments that they need.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "tutorials").glob("*.ipynb"))


def code_of(notebook: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_results(notebook: Path) -> None:
    cells = code_of(notebook)
    assert cells
    assert not [cell for cell in cells if cell["outputs"] or cell["execution_count"]]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_listed_and_run(notebook: Path) -> None:
    assert f"(../tutorials/{notebook.name})" in (ROOT / "docs" / "tutorials.md").read_text("utf-8")
    assert f"tutorials/{notebook.name[0]}-" in (ROOT / ".ci" / "run").read_text("utf-8")
