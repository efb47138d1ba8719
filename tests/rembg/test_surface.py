"""The tables in docs/rembg.md: every name is here, and rembg itself has no other."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki.rembg.base import BaseSession
from nukki.rembg.concrete import MODULES, RefusedSession

PAGE = Path(__file__).parents[2] / "docs" / "rembg.md"
SCRIPT = Path(__file__).with_name("surface.py")
Surface = dict[str, dict[str, list[str] | None]]


def told() -> dict[tuple[str, str], str]:
    """The section of the tables that each (module, name) stands in."""
    tables = PAGE.read_text().partition("<!-- rembg:")[2].partition("<!-- /rembg -->")[0]
    found, section = {}, ""
    for line in tables.splitlines():
        if heading := re.match(r"\*\*(.+?)\*\*", line):
            section = heading[1]
        cells = [re.findall(r"`([^`]+)`", cell) for cell in line.split("|")[1:3]]
        if line.startswith("| `"):
            found.update({(cells[0][0], name): section for name in cells[1]})
    return found


@pytest.mark.parametrize(("module", "name"), sorted(told()))
def test_a_name_of_the_tables_is_here(module: str, name: str) -> None:
    assert hasattr(importlib.import_module(f"nukki.{module}"), name)


def test_the_tables_refuse_what_is_refused() -> None:
    refused = {name for (_, name), section in told().items() if section == "Refused"}
    assert refused == {name for name, kind in MODULES.values() if issubclass(kind, RefusedSession)}


@pytest.fixture(scope="module")
def surface(rembg_python: Path) -> Surface:
    """The public names of the real rembg."""
    done = subprocess.run([rembg_python, SCRIPT], capture_output=True, text=True, check=True)
    names: Surface = json.loads(done.stdout.splitlines()[-1])
    return names


@pytest.mark.peer
def test_the_tables_leave_no_name_of_rembg_out(surface: Surface) -> None:
    theirs = {(module, name) for module, names in surface.items() for name in names}
    listed = set(told())
    once = {name for _, name in listed}
    # what one module of rembg imports from another stands in the tables once
    assert {pair for pair in theirs if pair[0] != "BaseSession" and pair[1] not in once} == set()
    assert listed <= theirs


@pytest.mark.peer
def test_every_name_is_in_the_modules_that_rembg_has_it_in(surface: Surface) -> None:
    modules = {name: importlib.import_module(f"nukki.{name}") for name in surface if "." in name}
    missing = [
        f"{module}.{name}"
        for module, found in modules.items()
        for name in surface[module]
        if not hasattr(found, name)
    ]
    assert missing == []


@pytest.mark.peer
def test_functions_take_rembg_s_parameters_in_its_order(surface: Surface) -> None:
    for module, name in told():
        theirs = surface[module][name]
        if theirs is not None:
            ours = _positional(getattr(importlib.import_module(f"nukki.{module}"), name))
            assert ours == [item for item in theirs if item not in ("args", "kwargs", "sess_opts")]


@pytest.mark.peer
def test_base_session_has_the_methods_of_rembg_s(surface: Surface) -> None:
    assert {name for name in surface["BaseSession"] if not hasattr(BaseSession, name)} == set()


SAME = (
    "naive_cutout",
    "get_concat_v",
    "post_process",
    "apply_background_color",
    "fix_image_orientation",
    "trimap_from_mask-0",
    "trimap_from_mask-1",
    "trimap_from_mask-7",
    "trimap_from_mask-10",
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, rembg_python: Path) -> Path:
    """A folder with what both tools make of one photo and its mask: a soft disc over a gradient."""
    folder = tmp_path_factory.mktemp("functions")
    y, x = np.mgrid[:90, :120]
    share = np.clip((32 - np.hypot(y - 40, x - 25)) / 6, 0, 1)[..., None]  # it touches the rim
    scene = np.dstack((x * 2, y * 2, 255 - x))
    photo = share * (230, 90, 40) + (1 - share) * scene
    PIL.Image.fromarray(np.rint(photo).astype(np.uint8)).save(folder / "photo.png")
    PIL.Image.fromarray(np.rint(share[..., 0] * 255).astype(np.uint8)).save(folder / "mask.png")
    for python, module in ((rembg_python, "rembg"), (Path(sys.executable), "nukki.rembg")):
        script = SCRIPT.with_name("run_functions.py")
        subprocess.run([python, script, module, folder], check=True)
    return folder


def both(folder: Path, case: str) -> tuple[NDArray[Any], NDArray[Any]]:
    ours, theirs = (np.load(folder / f"{case}.{name}.npy") for name in ("nukki.rembg", "rembg"))
    return ours.astype(np.int16), theirs.astype(np.int16)


@pytest.mark.peer
@pytest.mark.parametrize("case", SAME)
def test_what_the_tables_call_the_same_is_equal_to_the_bit(results: Path, case: str) -> None:
    ours, theirs = both(results, case)
    assert np.array_equal(ours, theirs)


@pytest.mark.peer
@pytest.mark.parametrize("case", ["alpha_matting_cutout", "decontaminate_cutout"])
def test_cut_outs_by_other_solvers_agree_but_for_a_few_levels(results: Path, case: str) -> None:
    ours, theirs = both(results, case)
    # pymatting truncates where we round, and both stop iterating at a tolerance of their own
    assert np.abs(ours[..., 3] - theirs[..., 3]).max() <= 6
    seen = theirs[..., 3:] / 255
    assert np.abs((ours - theirs)[..., :3] * seen).mean() < 2


def _positional(function: Any) -> list[str]:
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)
    items = inspect.signature(function).parameters.values()
    return [item.name for item in items if item.kind in kinds]
