"""The pages, the examples in them, and a folder to run those in."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

from nukki import weights
from nukki.core.errors import WeightsError
from nukki.core.options import DEFAULT_MODEL
from nukki.models import FACE
from nukki.pipeline import find_model

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(?P<info>[^\n]+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page.

    Attributes:
        page: The page's path below the repository.
        line: Where its code begins, from 1.
        language: The first word after the fence.
        settings: The words after it; ``no-run``, ``needs=MODULE`` and ``exit=N`` mean something.
        code: What is in it.
    """

    page: str
    line: int
    language: str
    settings: Mapping[str, str] = field(default_factory=dict)
    code: str = ""

    @property
    def runs(self) -> bool:
        """Whether it can be run here."""
        module = self.settings.get("needs")
        return "no-run" not in self.settings and (module is None or find_spec(module) is not None)

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_of(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [_block(match, page) for match in FENCE.finditer(text)]


def _block(match: re.Match[str], page: Path) -> Block:
    language, *words = match["info"].split()
    return Block(
        page=page.relative_to(ROOT).as_posix(),
        line=match.string.count("\n", 0, match.start("code")) + 1,
        language=language,
        settings={key: value for key, _, value in (word.partition("=") for word in words)},
        code=match["code"],
    )


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give ``page`` to tests of pages, ``unrun`` and ``page_with_examples`` likewise."""
    if "page" in metafunc.fixturenames:
        metafunc.parametrize("page", PAGES, ids=_name)
    if "page_with_examples" in metafunc.fixturenames:
        having = [page for page in PAGES if any(block.runs for block in blocks_of(page))]
        metafunc.parametrize("page_with_examples", having, ids=_name)
    if "unrun" in metafunc.fixturenames:
        unrun = [b for page in PAGES for b in blocks_of(page) if "no-run" in b.settings]
        metafunc.parametrize("unrun", unrun, ids=str)


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(autouse=True)
def rembg_door_as_it_was() -> Iterator[None]:
    """Take back what an example did to rembg's door: classes in its list, and its name."""
    import nukki.rembg
    from nukki.rembg.directory import sessions_class

    classes, names, modules = list(sessions_class), dict(vars(nukki.rembg)), set(sys.modules)
    yield
    sessions_class[:] = classes
    vars(nukki.rembg).update(names)
    for name in set(sys.modules) - modules:
        if name.partition(".")[0] == "rembg":
            del sys.modules[name]


@pytest.fixture
def examples(page_with_examples: Path) -> list[Block]:
    """The blocks of a page that can be run, in order."""
    return [block for block in blocks_of(page_with_examples) if block.runs]


@pytest.fixture(scope="session")
def default_weights() -> Path:
    """The default model's weights; the test is skipped where they cannot be had."""
    try:
        return weights.locate(find_model(DEFAULT_MODEL).weights[0])
    except WeightsError as error:
        pytest.skip(f"{DEFAULT_MODEL} cannot be had: {error}")


@pytest.fixture(scope="session")
def face_weights() -> list[Path]:
    """The network that finds faces, where it can be had: examples say what they do without it."""
    with suppress(WeightsError):
        return [weights.locate(FACE.graph)]
    return []


@pytest.fixture
def workplace(
    tmp_path: Path,
    default_weights: Path,
    face_weights: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The present folder: a copy of ``examples/``, the program ``nukki``, weights that are here."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for made in (tmp_path / "examples").glob("*.c*.png"):  # results of someone's own trials
        made.unlink()
    home = tmp_path / "nukki-home"
    (home / "weights").mkdir(parents=True)
    for file in (default_weights, *face_weights):
        shutil.copyfile(file, home / "weights" / file.name)
    monkeypatch.setenv("NUKKI_HOME", str(home))
    programs = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", programs + os.pathsep + os.environ["PATH"])
    monkeypatch.chdir(tmp_path)
    return tmp_path
