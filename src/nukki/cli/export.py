"""``nukki export``: a trained network as a model that every command knows by name."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from nukki.cli.errors import debug_option
from nukki.cli.text import file_size, printable
from nukki.core.errors import OptionError
from nukki.core.spec import Licence, ModelSpec, Subject

if TYPE_CHECKING:
    from nukki.train.export import Exported, ExportSettings

EPILOG = """\b
Writes NAME.onnx, its description, reference tensors and a model card, checks
the graph against PyTorch, and adds the model. fp16 and int8 are kept only if
IoU on the validation pictures falls by no more than half a point.

\b
Examples:
  nukki export run/ --name my-model
  nukki remove photo.jpg -m my-model
  nukki export run/ --name my-small-model --to fp16 -o exported/
"""


@click.command("export", epilog=EPILOG)
@click.argument("run", metavar="RUN")
@click.option("--name", required=True, metavar="NAME", help="What to call the model.")
@click.option("--to", "precision", type=click.Choice(["fp32", "fp16", "int8"]), default="fp32",
              show_default=True, help="Numbers of the weights.")  # fmt: skip
@click.option("-o", "--output", metavar="FOLDER", help="Where to.  [default: RUN/export/NAME]")
@click.option("--data", metavar="DATASET", help="Where the data set lies now, if it was moved.")
@click.option("--licence", default="unstated", show_default=True, metavar="NAME",
              help="Terms of the weights, as an SPDX identifier.")  # fmt: skip
@click.option("--non-commercial", is_flag=True, help="The licence forbids commercial use.")
@click.option("--segments", type=click.Choice(get_args(Subject)), default=ModelSpec.segments,
              show_default=True, help="What it finds.")  # fmt: skip
@click.option("--summary", default="", metavar="TEXT", help="One line for the list of models.")
@click.option("--replace", is_flag=True, help="Take the place of an added model of this name.")
@click.option("--files-only", is_flag=True, help="Write the files, add no model.")
@debug_option
def command(
    run: str,
    name: str,
    output: str | None,
    replace: bool,
    files_only: bool,
    **given: Any,
) -> None:
    """Make a trained network a model of your own."""
    from nukki.train.requirements import need_training

    need_training("onnx")
    from nukki.train.export import export_run
    from nukki.train.run_folder import RunFolder

    folder = RunFolder.open(run)
    if not files_only:
        _check_free(name, replace)
    settings = _settings(run, name, given)
    target = Path(output) if output else folder.path / "export" / name
    done = export_run(folder, settings, target, say=_say)
    _tell(done, target)
    if not files_only:
        _add(done, replace)


def _settings(run: str, name: str, given: dict[str, Any]) -> ExportSettings:
    from nukki.train.export import ExportSettings

    asked = ["nukki", "export", run, "--name", name, "--to", given["precision"]]
    return ExportSettings(
        name=name,
        precision=given["precision"],
        dataset=Path(given["data"]) if given["data"] else None,
        licence=Licence(given["licence"], commercial=not given["non_commercial"]),
        segments=given["segments"],
        summary=given["summary"],
        command=shlex.join(asked),
    )


def _check_free(name: str, replace: bool) -> None:
    """Refuse a name that is taken before minutes are spent on the graph."""
    from nukki import weights

    if not replace and any(spec.name == name for spec in weights.user_specs()):
        raise OptionError(f"model {name!r} was added before; add --replace, or choose another name")


def _add(done: Exported, replace: bool) -> None:
    from nukki import weights
    from nukki.cli.models.graph import check_graph

    check_graph(done.graph, done.spec)
    if replace and any(spec.name == done.spec.name for spec in weights.user_specs()):
        weights.remove_user_model(done.spec.name)
    added = weights.add_user_model(done.spec, done.graph)
    click.echo(f"{added.name}: added; use it with: nukki remove IN -m {added.name}")


def _say(step: str) -> None:
    click.echo(f"{step} ...", err=True)


def _tell(done: Exported, target: Path) -> None:
    made = done.made
    click.echo(
        f"{done.graph.name}: {made.precision}, {file_size(made.size)}, at most {made.parity:.1e} "
        "in alpha from PyTorch"
    )
    if made.verdict is not None:
        click.echo(str(made.verdict))
    click.echo(printable(f"-> {target}: graph, spec.json, reference tensors, README.md"), err=True)
