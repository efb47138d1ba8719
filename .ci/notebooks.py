"""Runs notebooks as Jupyter does, in a folder beside the examples: notebooks.py FILE..."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
LONGEST_CELL_S = 600


def run(path: Path) -> None:
    """Run one; a cell that fails ends it with what the cell said."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        # A command that fails must fail its cell; by itself IPython only notes its exit code.
        if cell.cell_type == "code" and cell.source.startswith("!"):
            cell.source += "\nassert _exit_code == 0"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "examples", Path(folder) / "examples")
        own = Path(folder) / path.parent.name
        own.mkdir()
        resources = {"metadata": {"path": str(own)}}
        NotebookClient(notebook, timeout=LONGEST_CELL_S, resources=resources).execute()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        run(Path(name))
        print(f"{name} passed")  # noqa: T201 - what a lane's last line says
