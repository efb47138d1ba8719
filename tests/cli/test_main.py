"""The command as a whole: names, help, version, errors."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable

import click
import pytest
from click.testing import Result

from nukki._version import __version__
from nukki.cli.main import COMMANDS, app
from nukki.cli.models import COMMANDS as MODEL_COMMANDS
from nukki.core.fields import describe
from nukki.core.options import Options

Nukki = Callable[..., Result]
Program = Callable[..., "subprocess.CompletedProcess[bytes]"]

EVERY_COMMAND = [(name,) for name in COMMANDS] + [("models", name) for name in MODEL_COMMANDS]


def test_the_version_is_told(nukki: Nukki) -> None:
    assert nukki("--version").output == f"nukki {__version__}\n"


def test_the_version_needs_nothing_heavy() -> None:
    script = "import sys; from nukki.cli.main import app; app(['--version'], standalone_mode=False)"
    heavy = "print([n for n in ('numpy', 'rich', 'PIL', 'cv2', 'onnxruntime') if n in sys.modules])"
    code = f"try:\n {script}\nfinally:\n {heavy}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"nukki {__version__}", "[]"]


@pytest.mark.parametrize("command", EVERY_COMMAND, ids=" ".join)
def test_every_command_has_help_with_examples(nukki: Nukki, command: tuple[str, ...]) -> None:
    result = nukki(*command, "--help")
    assert result.exit_code == 0
    assert f"nukki {' '.join(command)} " in result.output.partition("Examples:")[2]


@pytest.mark.parametrize("group", [(), ("models",)], ids=" ".join)
def test_a_group_alone_answers_with_its_help(nukki: Nukki, group: tuple[str, ...]) -> None:
    result = nukki(*group)
    assert "Commands:" in result.output
    assert "nukki: error" not in result.output


def test_help_lists_every_command(nukki: Nukki) -> None:
    text = nukki("--help").output
    assert [name for name in COMMANDS if f"  {name} " not in text] == []


@pytest.mark.parametrize("field", dataclasses.fields(Options), ids=lambda field: field.name)
def test_every_option_is_a_flag_with_its_default(field: dataclasses.Field[object]) -> None:
    command = app.get_command(click.Context(app), "remove")
    assert command is not None
    (flag,) = (parameter for parameter in command.params if parameter.name == field.name)
    assert isinstance(flag, click.Option)
    assert f"--{field.name.replace('_', '-')}" in flag.opts
    assert set(describe(Options)[field.name].flags) < set(flag.opts)
    assert flag.get_default(click.Context(command)) == field.default
    assert flag.help == describe(Options)[field.name].help


def test_defaults_are_shown(nukki: Nukki) -> None:
    text = " ".join(nukki("remove", "--help").output.split())
    assert "[default: u2netp]" in text
    assert "[default: balanced]" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("remve",), "No such command 'remve'"),
        (("remove", "--modle", "x"), "No such option"),
        (("remove",), "Missing argument 'IN...'"),
        (("remove", "a.png", "--jobs", "0"), "Invalid value for '--jobs'"),
        (("remove", "a.png", "--edges", "blunt"), "Invalid value for '--edges'"),
        (("remove", "a.png", "--quality", "101"), "quality: expected 1 to 100"),
        (("remove", "a.png", "--format", "pgn"), "did you mean png"),
    ],
)
def test_wrong_usage_is_one_line_and_exits_with_two(
    nukki: Nukki, arguments: tuple[str, ...], said: str
) -> None:
    result = nukki(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("nukki: error: ")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_unexpected_error_is_one_line_with_a_way_to_report_it(
    nukki: Nukki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nukki.pipeline.shelf", lambda: 1 // 0)
    result = nukki("models", "list")
    assert result.exit_code == 70
    assert "unexpected ZeroDivisionError" in result.stderr
    assert "please report it" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments", [("--debug", "models", "list"), ("models", "list", "--debug")]
)
def test_debug_shows_where_it_happened(
    nukki: Nukki, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr("nukki.pipeline.shelf", lambda: 1 // 0)
    assert "Traceback" in nukki(*arguments).stderr


def test_it_runs_as_a_module(program: Program) -> None:
    assert program("--version").stdout.decode().split() == ["nukki", __version__]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_printed(nukki: Nukki, shell: str) -> None:
    assert "_NUKKI_COMPLETE" in nukki("completion", shell).output


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("nukki rem", "remove"),
        ("nukki remove --mod", "--model"),
        ("nukki remove -m u2netp", "u2netp"),
        ("nukki remove -m tin", "tiny"),
        ("nukki remove --edges fi", "fine"),
        ("nukki remove --format web", "webp"),
        ("nukki models pull u2netp", "u2netp"),
    ],
)
def test_a_shell_is_offered_what_fits(
    nukki: Nukki, monkeypatch: pytest.MonkeyPatch, words: str, offered: str
) -> None:
    monkeypatch.setenv("_NUKKI_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    assert f"plain,{offered}" in nukki().output.splitlines()
