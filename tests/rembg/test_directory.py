"""Which names there are, which are refused, and that modules lie where rembg has them."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from nukki.rembg import new_session
from nukki.rembg.bg import download_models
from nukki.rembg.concrete import MODULES
from nukki.rembg.directory import REFUSED
from nukki.rembg.errors import RefusedModelError
from nukki.rembg.sessions import (
    sessions,
    sessions_class,
    sessions_names,
    sessions_names_downloadable,
    sessions_names_no_credentials,
)


@pytest.mark.parametrize("name", ["sam", "withoutbg", "atlascloud", "birefnet-general-fp16"])
def test_what_is_not_run_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(RefusedModelError, match=f"model '{name}': "):
        new_session(name, api_key="none")
    with pytest.raises(ValueError, match=r"use |choose "):
        download_models((name,))


@pytest.mark.parametrize("name", ["withoutbg", "atlascloud"])
def test_no_picture_is_ever_uploaded(name: str) -> None:
    kind = REFUSED[name]
    assert (kind.is_local(), kind.requires_credentials(), kind.has_usage_cost()) == (0, 1, 1)
    with pytest.raises(ValueError, match="nukki never uploads a picture"):
        new_session(name)


def test_the_lists_hold_what_can_be_made() -> None:
    assert sessions_names == sessions_names_no_credentials == list(sessions)
    assert sessions_class == list(sessions.values())
    assert not set(REFUSED) & set(sessions_names)


@pytest.mark.parametrize("name", sorted(sessions))
def test_a_class_has_the_name_it_is_listed_by(name: str) -> None:
    assert sessions[name].name() == name
    assert sessions[name].is_local()


def test_a_file_of_ones_own_is_not_downloaded() -> None:
    assert "u2net_custom" in sessions_names
    assert "u2net_custom" not in sessions_names_downloadable


def test_a_technique_without_a_network_is_no_session() -> None:
    with pytest.raises(ValueError, match="No session class found for model 'otsu'"):
        new_session("otsu")


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_class_lies_in_rembg_s_module(module: str) -> None:
    name, kind = MODULES[module]
    assert getattr(importlib.import_module(f"nukki.rembg.sessions.{module}"), name) is kind


PROGRAM = """
import sys
import nukki.rembg
sys.modules["rembg"] = nukki.rembg
from rembg import bg, matting, session_factory, sessions
from rembg.bg import remove
from rembg.sessions.base import BaseSession
from rembg.session_factory import new_session
import rembg
assert BaseSession is nukki.rembg.base.BaseSession
assert sessions.sessions_class is nukki.rembg.directory.sessions_class
"""


def test_code_that_imports_rembg_can_be_given_nukki() -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM], check=True)


def test_submodules_are_there_after_one_import() -> None:
    program = "import nukki.rembg as r; r.bg.remove, r.sessions.base, r.session_factory, r.matting"
    subprocess.run([sys.executable, "-c", program], check=True)
