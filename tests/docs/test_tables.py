"""The tables of the pages say what the code says.

Each stands between ``<!-- NAME: ... -->`` and ``<!-- /NAME -->``. With NUKKI_WRITE_DOCS=1 they are
written anew instead of compared.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
import runpy
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import pytest

from nukki import codecs, models
from nukki.cli.main import app
from nukki.cli.models.listing import shown_default
from nukki.cli.text import file_size
from nukki.core.errors import NukkiError
from nukki.core.fields import describe
from nukki.core.options import Options
from nukki.core.presets import PRESETS
from nukki.core.spec import NpmSource, PypiSource, Source, UrlSource
from nukki.evaluate import MEASURES
from nukki.outlets import OUTLETS
from nukki.pipeline import parameters_of
from nukki.server.settings import ServerSettings
from nukki.train.settings import TrainingSettings
from nukki.video import SMOOTHERS, VIDEO_FORMATS

DOCS = Path(__file__).parents[2] / "docs"
MANUAL = DOCS.parent / "man"

Row = Sequence[str]


def yes(value: bool) -> str:
    return "yes" if value else ""


def model_rows() -> Iterator[Row]:
    quality = measured_models()
    for spec in models.builtin().values():
        size = file_size(sum(file.size for file in spec.weights)) if spec.weights else ""
        commercial = "yes" if spec.licence.commercial else "**no**"
        name, licence = f"`{spec.name}`", spec.licence.name
        iou, seconds = quality.get(spec.name, ("", ""))
        yield name, spec.segments, licence, commercial, size, iou, seconds, spec.summary


def measured_models() -> dict[str, tuple[str, str]]:
    """IoU and seconds of each model that the page of quality has, with the default preset."""
    page = (DOCS / "quality.md").read_text(encoding="utf-8")
    whole = page.partition("<!-- table -->")[2].partition("<!-- /table -->")[0]
    rows = re.findall(rf"^\| (\S+), {Options.preset} \|(.+)\|$", whole, re.MULTILINE)
    cells = {model: [cell.strip() for cell in line.split("|")] for model, line in rows}
    return {model: (found[1].partition(" ")[0], found[-1]) for model, found in cells.items()}


def format_rows() -> Iterator[Row]:
    for entry in codecs.FORMATS.values():
        facts = (entry.can_read, entry.can_write, entry.can_animate)
        kept = (entry.alpha, entry.sixteen_bit, entry.lossy)
        yield f"`{entry.name}`", " ".join(entry.suffixes), *map(yes, facts + kept)


def option_rows(kind: type[Any] = Options) -> Iterator[Row]:
    for item in dataclasses.fields(kind):
        shown = describe(kind)[item.name]
        long = f"--{item.name.replace('_', '-')}"
        either = shown.kind is bool and item.default is None
        flags = (*shown.flags, long, f"--no-{long[2:]}") if either else (*shown.flags, long)
        value = " ".join(f"`{choice}`" for choice in shown.choices) or shown.metavar
        unset = item.default in (None, ()) or shown.kind is bool
        default = "" if unset else f"`{item.default}`"
        names = ", ".join(f"`{flag}`" for flag in flags)
        yield names, value.replace("|", " or "), default, shown.help


def weight_rows() -> Iterator[Row]:
    for spec in models.builtin().values():
        for file in spec.weights:
            commercial = "yes" if spec.licence.commercial else "**no**"
            places = ", ".join(dict.fromkeys(map(origin, file.sources)))
            names = f"`{spec.name}`", f"`{file.name}`", places, f"`{file.sha256[:12]}`"
            yield *names, commercial, spec.licence.name


def origin(source: Source) -> str:
    """Where a weight file is fetched from."""
    match source:
        case UrlSource():
            return source.url.split("/")[2]
        case PypiSource():
            return f"PyPI {source.package} {source.version}"
        case NpmSource():
            return f"npm {source.package} {source.version}"
    return "this package"


def parameter_rows() -> Iterator[Row]:
    for spec in models.builtin().values():
        for key, (default, told) in parameters_of(spec).items():
            written = f"`{shown_default(default)}`" if shown_default(default) else ""
            yield f"`{spec.name}`", f"`{key}`", written, told.reader.form, told.help


def preset_rows() -> Iterator[Row]:
    for preset in PRESETS.values():
        crumbs = f"below {preset.crumbs:g} %" if preset.crumbs else ""
        looks = f"{preset.looks}{', mirrored too' if preset.mirror else ''}"
        levels = yes(preset.levels)
        yield f"`{preset.name}`", f"`{preset.edges}`", looks, levels, crumbs, preset.summary


def error_rows(kind: type[NukkiError] = NukkiError) -> Iterator[Row]:
    base = "" if kind is NukkiError else f"`{kind.__bases__[0].__name__}`"
    meaning = (kind.__doc__ or "").strip().splitlines()[0].replace("``", "`")
    yield f"`{kind.__name__}`", base, str(kind.exit_code), str(kind.http_status), meaning
    for below in kind.__subclasses__():
        if below.__module__ == NukkiError.__module__:
            yield from error_rows(below)


def video_format_rows() -> Iterator[Row]:
    for entry in VIDEO_FORMATS.values():
        facts = (entry.alpha, entry.lossless, entry.sound)
        files = " ".join(entry.suffixes) or "a folder"
        yield f"`{entry.name}`", files, *map(yes, facts), entry.summary


def smoothing_rows() -> Iterator[Row]:
    for smoother in SMOOTHERS.values():
        yield f"`{smoother.name}`", smoother.summary


def measure_rows() -> Iterator[Row]:
    for measure in MEASURES.values():
        better = "more" if measure.more_is_better else "less"
        yield f"`{measure.name}`", measure.title, better, yes(measure.alpha_only), measure.says


def office_rows() -> Iterator[Row]:
    for outlet in OUTLETS.values():
        if "head" in outlet.options:
            told, rules = outlet.options, outlet.rules
            shares = (f"{one[0]:g}–{one[1]:g}" if one else "" for one in
                      (rules.head, rules.eyes, rules.above))  # fmt: skip
            size = told["canvas"].replace("x", " × ")
            source = f"{outlet.source} ({outlet.certainty})"
            yield f"`{outlet.name}`", outlet.title, size, str(told["dpi"]), *shares, source


def refiner_rows() -> Iterator[Row]:
    for spec in models.REFINERS.values():
        yield f"`{spec.name}`", spec.licence.name, f"`{spec.graph.sha256[:12]}`", spec.summary


def table(rows: Iterable[Row]) -> str:
    return "".join(
        "|" + "".join(f" {cell} |" if cell else " |" for cell in row) + "\n" for row in rows
    )


def benchmark(name: str) -> str:
    """The rows of a table of the benchmarks that compare with rembg."""
    page = (DOCS.parent / "benchmarks" / "README.md").read_text(encoding="utf-8")
    part = page.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]
    _, rows = part.split("|---|\n", maxsplit=1)
    return "".join(line + "\n" for line in rows.partition("\n\n")[0].splitlines() if line)


def notes() -> str:
    noted = [spec for spec in models.builtin().values() if spec.licence.note]
    texts = dict.fromkeys(spec.licence.note for spec in noted)
    return "".join(
        f"- {', '.join(f'`{spec.name}`' for spec in noted if spec.licence.note == text)}: {text}\n"
        for text in texts
    )


def section(file: str, name: str) -> re.Match[str]:
    """The part between a page's marks: a table's "head", if it is one, and the "body" below."""
    head, body = r"(?P<head>\| [^\n]*\n\|[-|]*\n)?", r"(?P<body>.*?)"
    pattern = rf"<!-- {name}: [^\n]* -->\n\n{head}{body}\n<!-- /{name} -->"
    found = re.search(pattern, (DOCS / file).read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"{file} has no section {name}"
    return found


SECTIONS: dict[tuple[str, str], Callable[[], str]] = {
    ("models.md", "models"): lambda: table(model_rows()),
    ("models.md", "notes"): notes,
    ("models.md", "refiners"): lambda: table(refiner_rows()),
    ("trade.md", "offices"): lambda: table(office_rows()),
    ("formats.md", "formats"): lambda: table(format_rows()),
    ("command-line.md", "options"): lambda: table(option_rows()),
    ("command-line.md", "presets"): lambda: table(preset_rows()),
    ("training.md", "settings"): lambda: table(option_rows(TrainingSettings)),
    ("server.md", "settings"): lambda: table(option_rows(ServerSettings)),
    ("classical.md", "parameters"): lambda: table(parameter_rows()),
    ("evaluate.md", "measures"): lambda: table(measure_rows()),
    ("video.md", "video-formats"): lambda: table(video_format_rows()),
    ("video.md", "smoothing"): lambda: table(smoothing_rows()),
    ("errors.md", "errors"): lambda: table(error_rows()),
    ("licences.md", "weights"): lambda: table(weight_rows()),
    ("rembg.md", "measured"): lambda: benchmark("table"),
    ("rembg.md", "measured-server"): lambda: benchmark("server table"),
}


@pytest.mark.parametrize(("file", "name"), SECTIONS)
def test_a_table_says_what_the_code_says(file: str, name: str) -> None:
    found, expected = section(file, name), SECTIONS[file, name]()
    if os.environ.get("NUKKI_WRITE_DOCS") == "1":
        text = found.string
        (DOCS / file).write_text(
            text[: found.start("body")] + expected + text[found.end("body") :], encoding="utf-8"
        )
        found = section(file, name)
    assert found["body"] == expected


def test_the_manual_page_is_of_these_commands() -> None:
    """NUKKI_WRITE_DOCS=1 writes it anew."""
    written, made = MANUAL / "nukki.1", runpy.run_path(str(MANUAL / "make.py"))["page"]()
    if os.environ.get("NUKKI_WRITE_DOCS") == "1":
        written.write_text(made, encoding="utf-8")
    assert written.read_text(encoding="utf-8") == made


def required() -> set[str]:
    """Every package that the project names, by extra or without one."""
    text = (DOCS.parent / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    named = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    return {re.split(r"[^\w.-]", one)[0] for one in named} - {"nukki"}


@pytest.mark.parametrize("package", sorted(required()))
def test_the_licence_of_a_required_package_is_told(package: str) -> None:
    rows = section("licences.md", "packages")["body"]
    assert re.search(rf"^\| `{package}` \| [^|]+ \| [^| ][^|]* \|$", rows, re.MULTILINE)


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


COMMANDS = dict(commands(app, "nukki"))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_is_told_of(path: str) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in sorted(DOCS.glob("*.md")))
    assert f"`{path}" in pages.replace("## ", "`")


@pytest.mark.parametrize(
    "flag",
    [flag for option in COMMANDS["nukki remove"].params for flag in option.opts if "-" in flag],
)
def test_every_flag_of_remove_is_told_of(flag: str) -> None:
    assert f"`{flag}" in (DOCS / "command-line.md").read_text(encoding="utf-8")
