"""A data set made ready, for every test of this room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.train.drawing import save_pairs

from nukki.train.data.prepare import Prepared, prepare
from nukki.train.data.settings import Settings

Make = Callable[..., Prepared]


class Quiet:
    """Listens to nothing, and remembers what was left out."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}

    def planned(self, total: int) -> None:
        """So many."""

    def started(self, name: str) -> None:
        """One begins."""

    def finished(self, name: str, problem: str = "") -> None:
        """One is done."""
        if problem:
            self.problems[name] = problem


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Twenty silhouettes with masks."""
    return save_pairs(tmp_path / "source", 20)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Prepare a source; settings as `Settings` takes them."""

    def made(source: Path, **given: Any) -> Prepared:
        apart = {key: given.pop(key) for key in ("masks", "backgrounds") if key in given}
        given.setdefault("near_bits", -1)  # the figures are alike on purpose
        output = tmp_path / given.pop("output", "dataset")
        return prepare(source, output, Settings(**given), listener=Quiet(), **apart)

    return made
