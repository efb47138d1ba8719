"""The README's figures are those that the benchmarks recorded, in each of its languages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from nukki.cli.text import file_size
from nukki.core.options import DEFAULT_MODEL
from nukki.pipeline import find_model

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "README.id.md", "README.ko.md")
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- /figures -->)", re.DOTALL)

MADE_NOW = """
import sys
sys.path.insert(0, "benchmarks")
import readme
print(readme.figures(readme.LANGUAGES[sys.argv[1]]), end="")
"""


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("front", PAGES)
def test_the_figures_of_a_page_are_those_that_were_recorded(front: str) -> None:
    made = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", MADE_NOW, front],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    found = FIGURES.search(text_of(front))
    assert found
    assert found[0] == made, "run: python benchmarks/readme.py"


@pytest.mark.parametrize("front", PAGES)
def test_the_size_of_the_first_download_is_that_of_the_default_models_weights(front: str) -> None:
    weights = sum(file.size for file in find_model(DEFAULT_MODEL).weights)
    assert file_size(weights) in text_of(front).replace("4,6 MB", "4.6 MB")


@pytest.mark.parametrize("front", PAGES)
def test_no_other_figure_of_speed_or_memory_stands_in_a_page(front: str) -> None:
    elsewhere = FIGURES.sub("", text_of(front))
    assert not re.findall(r"\d[\d.,]* (?:MiB|GiB|s\b|ms\b)", elsewhere)
