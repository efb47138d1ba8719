"""Pixel by pixel against real rembg 2.0.86, which runs in an environment of its own.

Only with NUKKI_PEER_TESTS=1: installing rembg takes minutes and 650 MB. NUKKI_PEER_VENV names an
environment to keep it in, or one that has it already.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from nukki import weights
from nukki.pipeline import find_model

SCRIPT = Path(__file__).with_name("run_cases.py")
MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")
SIZES = ((1, 1), (1, 9), (9, 1), (3, 2), (161, 119))
OPTIONS: dict[str, dict[str, Any]] = {
    "only_mask": {"only_mask": True},
    "post_process_mask": {"post_process_mask": True},
    "hard_mask": {"only_mask": True, "post_process_mask": True},
    "putalpha": {"putalpha": True},
    "bgcolor": {"bgcolor": [255, 200, 0, 255]},
    "sheer_bgcolor": {"bgcolor": [255, 200, 0, 100]},
    "putalpha_bgcolor": {"putalpha": True, "bgcolor": [0, 200, 0, 255]},
    "mask_ignores_bgcolor": {"only_mask": True, "bgcolor": [0, 200, 0, 255]},
    "mask_before_vitmatte": {"only_mask": True, "vitmatte": True},
}
CASES: list[dict[str, Any]] = [
    *({"name": f"mode-{mode.replace(';', '')}", "mode": mode} for mode in MODES),
    *({"name": f"putalpha-{mode}", "mode": mode, "options": OPTIONS["putalpha"]}
      for mode in ("L", "LA", "RGB", "RGBA")),
    {"name": "cmyk", "mode": "CMYK", "ending": "jpg"},
    *({"name": f"orientation-{n}", "exif": n, "ending": "jpg"} for n in range(1, 9)),
    *({"name": f"size-{w}x{h}", "size": (w, h)} for w, h in SIZES),
    *({"name": f"size-{w}x{h}-hard", "size": (w, h), "options": OPTIONS["hard_mask"]}
      for w, h in SIZES),
    *({"name": name, "options": options} for name, options in OPTIONS.items()),
    {"name": "dark", "gain": 0.1},
    {"name": "black", "gain": 0.0},
    {"name": "pillow", "form": "pillow"},
    {"name": "pillow-cmyk", "form": "pillow", "mode": "CMYK", "ending": "jpg"},
    {"name": "pillow-turned", "form": "pillow", "exif": 6, "ending": "jpg"},
    {"name": "array", "form": "array"},
    {"name": "array-grey", "form": "array", "mode": "L"},
    {"name": "array-rgba", "form": "array", "mode": "RGBA"},
]  # fmt: skip


def drawn(size: tuple[int, int], gain: float) -> PIL.Image.Image:
    """A bright ellipse with hair lines on a gradient, half transparent to the right."""
    y, x = np.mgrid[: size[1], : size[0]] / max(size)
    inside = np.hypot((x - 0.45) / 0.25, (y - 0.4) / 0.3) < 1
    hair = (np.abs(np.sin(40 * x)) < 0.1) & (y < 0.3)
    rgb = np.dstack((x, y, 1 - x)) * 140
    rgb[inside | hair] = (230, 120, 60)
    alpha = np.where(x > 0.6, 100, 255)
    return PIL.Image.fromarray(np.dstack((rgb * gain, alpha)).astype(np.uint8))


def write(folder: Path, case: dict[str, Any]) -> dict[str, Any]:
    """The case's picture as a file, and what the script is told of it."""
    picture = drawn(case.get("size", (160, 120)), case.get("gain", 1.0))
    mode = case.get("mode", "RGB")
    if mode == "I;16":
        deep = np.asarray(picture.convert("L")).astype(np.uint16) * 257
        picture = PIL.Image.fromarray(deep)
    elif mode == "P":
        picture = picture.convert("RGB").quantize(32)
        picture.info["transparency"] = 3
    else:
        picture = picture.convert("RGB").convert(mode) if mode == "CMYK" else picture.convert(mode)
    exif = PIL.Image.Exif()
    exif[0x0112] = case.get("exif", 1)
    file = f"{case['name']}.{case.get('ending', 'png')}"
    picture.save(folder / file, exif=exif)
    return {
        "name": case["name"],
        "file": file,
        "form": case.get("form", "bytes"),
        "options": case.get("options", {}),
    }


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, rembg_python: Path) -> Path:
    """A folder with both tools' results of all cases."""
    folder = tmp_path_factory.mktemp("rembg")
    cases = [write(folder, case) for case in CASES]
    (folder / "cases.json").write_text(json.dumps(cases))
    model = weights.locate(find_model("u2netp").weights[0])
    shutil.copyfile(model, folder / "u2netp.onnx")
    home = {**os.environ, "U2NET_HOME": str(folder)}
    for python, module in ((rembg_python, "rembg"), (Path(sys.executable), "nukki.rembg")):
        subprocess.run([python, SCRIPT, module, folder], env=home, check=True)
    return folder


@pytest.mark.peer
@pytest.mark.weights
@pytest.mark.parametrize("name", [case["name"] for case in CASES])
def test_legacy_edges_equal_rembg(results: Path, name: str) -> None:
    ours = np.load(results / f"{name}.nukki.rembg.npy").astype(np.int16)
    theirs = np.load(results / f"{name}.rembg.npy").astype(np.int16)
    assert ours.shape == theirs.shape
    # truncation turns the runtimes' last float bits into a level of the mask; LANCZOS adds one
    assert np.abs(ours - theirs).max() <= 2
