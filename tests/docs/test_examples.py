"""What the pages show is run as it stands there.

A page's blocks run in order in one folder, its Python blocks in one namespace. ``sh`` blocks must
succeed; in ``console`` blocks each command must print what stands below it, where ``...`` is
anything, and the last one must exit with the fence's ``exit=N``. Blocks marked ``no-run`` are left
out: what they do is done by the continuous integration itself. Blocks marked ``needs=MODULE`` are
left out where that module, which an extra brings, is not installed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Protocol

import pytest

LEFT_OUT = (
    *("pip", "pytest", "ruff", "mypy", "python benchmarks", "mkdocs build"),
    *("coverage", "python .ci/rooms.py"),
)
"""What a block that is not run may call: it installs, builds, or runs all of the tests again."""


class Example(Protocol):
    """A fenced block; see conftest."""

    page: str
    line: int
    language: str
    settings: dict[str, str]
    code: str


def run_python(example: Example, namespace: dict[str, Any]) -> None:
    lines_before = "\n" * (example.line - 1)  # so that a traceback names the page's own line
    exec(compile(lines_before + example.code, example.page, "exec"), namespace)


def run_shell(code: str) -> tuple[int, str]:
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("the pages' commands are written for bash, which is not here")
    done = subprocess.run(
        [shell, "-e", "-o", "pipefail", "-c", code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def run_console(example: Example) -> None:
    *_, last = steps = re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", example.code, re.MULTILINE)
    for step in steps:
        command, expected = step
        code, printed = run_shell(command)
        assert code == (int(example.settings.get("exit", "0")) if step is last else 0), printed
        assert re.fullmatch(re.escape(expected).replace(r"\.\.\.", ".*"), printed, re.DOTALL), (
            printed
        )


def run(example: Example, namespace: dict[str, Any]) -> None:
    if example.language == "python":
        run_python(example, namespace)
    elif example.language == "console":
        run_console(example)
    elif example.language == "sh":
        code, printed = run_shell(example.code)
        assert code == 0, f"{example}: {printed}"


@pytest.mark.weights
def test_the_examples_of_a_page_do_what_it_says(workplace: Path, examples: list[Example]) -> None:
    namespace: dict[str, Any] = {"__name__": "example"}
    for example in examples:
        run(example, namespace)


def test_an_example_that_is_not_run_only_installs_or_tests(unrun: Example) -> None:
    commands = [line for line in unrun.code.splitlines() if line and not line.startswith("#")]
    assert all(command.startswith(LEFT_OUT) for command in commands)


def test_every_fence_says_what_is_in_it(page: Path) -> None:
    fences = re.findall(r"^```(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    languages = {opening.partition(" ")[0] for opening in fences[::2]}
    assert languages <= {"python", "sh", "console", "toml", "text"}
    assert set(fences[1::2]) <= {""}
