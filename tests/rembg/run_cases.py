"""Runs every case of a folder through a module's ``remove``; started by test_against_rembg.py.

    python run_cases.py rembg | nukki.rembg FOLDER

FOLDER holds cases.json, a list of {name, form, options}, and <name>.png, .jpg or .npy beside it.
Results are written as <name>.<module>.npy.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image


def load(folder: Path, file: str, form: str) -> Any:
    if form == "bytes":
        return (folder / file).read_bytes()
    picture = PIL.Image.open(folder / file)
    return picture if form == "pillow" else np.asarray(picture)


def main(module: str, folder: Path) -> None:
    door = importlib.import_module(module)
    legacy = {} if module == "rembg" else {"legacy_edges": True}
    session = door.new_session("u2netp")
    for case in json.loads((folder / "cases.json").read_text()):
        data = load(folder, case["file"], case["form"])
        result = door.remove(data, session=session, **case["options"], **legacy)
        if isinstance(result, bytes):
            result = PIL.Image.open(io.BytesIO(result))
        np.save(folder / f"{case['name']}.{module}.npy", np.asarray(result))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
