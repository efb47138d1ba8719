"""``nukki models add``: a network of the user's own, with what must be known to feed it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import click

from nukki.cli.errors import debug_option
from nukki.cli.models.class_list import read_classes, things_of
from nukki.core.errors import OptionError
from nukki.core.grammar import parse_size
from nukki.core.spec import (
    Decode,
    Fit,
    Interpolation,
    Layout,
    Licence,
    ModelSpec,
    Output,
    Preprocess,
    Subject,
)
from nukki.models import BROUGHT

EPILOG = """\b
Examples:
  nukki models add my.onnx --size 512 --mean 0.5 --std 0.5
  nukki models add my.onnx --name mine --size 320x320 --mean 0.485,0.456,0.406 \\
      --std 0.229,0.224,0.225 --decode sigmoid --licence MIT
  nukki models add my.tflite --size 256 --mean 0 --std 1
  nukki models add rvm_mobilenetv3_fp32.onnx --as rvm
  nukki models add yolo11s-seg.onnx --as yolo-seg
  nukki models add deeplab.tflite --size 257 --mean 0.5 --std 0.5 --classes voc
  nukki remove cat.jpg -m mine
"""

FEED = Preprocess(size_hw=(1, 1))
ANSWER = Output()
LITE_RT = ".tflite"
NEEDED = ("size", "mean", "std")


@click.command("add", epilog=EPILOG)
@click.argument("file", metavar="FILE")
@click.option("--name", metavar="NAME", help="What to call it.  [default: the file's stem]")
@click.option("--as", "kind", type=click.Choice(tuple(BROUGHT)),
              help="A network that nukki knows but does not ship; needs nothing else said.",
              )  # fmt: skip
@click.option("--size", metavar="SIZE", help="Input in pixels: 512 or WIDTHxHEIGHT.")
@click.option("--mean", metavar="M|R,G,B", help="Subtracted from colours in [0, 1].")
@click.option("--std", metavar="S|R,G,B", help="What colours are then divided by.")
@click.option(
    "--fit",
    type=click.Choice(get_args(Fit)),
    default=FEED.fit,
    show_default=True,
    help="How a picture is laid on the input.",
)
@click.option(
    "--interpolation",
    type=click.Choice(get_args(Interpolation)),
    show_default=True,
    default=FEED.interpolation,
    help="How a picture is resized to the input.",
)
@click.option(
    "--channels",
    type=click.Choice(("rgb", "bgr")),
    default=FEED.channels,
    show_default=True,
    help="Order of the colours.",
)
@click.option(
    "--layout",
    type=click.Choice(get_args(Layout)),
    default=None,
    help="Order of the axes.  [default: nhwc for a .tflite file, else nchw]",
)
@click.option(
    "--multiple",
    type=click.IntRange(min=1),
    default=FEED.multiple,
    show_default=True,
    metavar="N",
    help="With short-side, area and own: what both sides must be divisible by.",
)
@click.option(
    "--decode",
    type=click.Choice(get_args(Decode)),
    default=ANSWER.decode,
    show_default=True,
    help="How the answer becomes alpha.",
)
@click.option(
    "--output-index",
    type=click.IntRange(min=0),
    default=ANSWER.index,
    show_default=True,
    metavar="N",
    help="Which of the graph's outputs.",
)
@click.option(
    "--channel",
    type=click.IntRange(min=0),
    default=ANSWER.channel,
    show_default=True,
    metavar="N",
    help="Which channel of it.",
)
@click.option(
    "--classes",
    metavar="NAME,...|FILE.txt",
    help="Its classes by number, with the background first: names, a file with one a line, voc or "
    "coco. Each pixel is of the class that answers most (argmax), unless --decode says else.",
)
@click.option(
    "--segments",
    type=click.Choice(get_args(Subject)),
    default=ModelSpec.segments,
    show_default=True,
    help="What it finds.",
)
@click.option(
    "--licence",
    default="unstated",
    show_default=True,
    metavar="NAME",
    help="Terms of the weights, as an SPDX identifier.",
)
@click.option("--non-commercial", is_flag=True, help="The licence forbids commercial use.")
@click.option("--summary", default="", metavar="TEXT", help="One line for the list.")
@debug_option
def command(file: str, name: str | None, kind: str | None, **given: Any) -> None:
    """Add an ONNX or TensorFlow Lite file as a model of your own; a copy is kept."""
    from nukki import weights
    from nukki.cli.models.graph import check_graph

    path = Path(file)
    usual = "nhwc" if path.suffix.lower() == LITE_RT else FEED.layout
    spec = (
        describe(name or path.stem.lower(), {**given, "layout": given["layout"] or usual})
        if kind is None
        else known(kind, name or kind, given)
    )
    check_graph(path, spec)
    added = weights.add_user_model(spec, path)
    if spec.licence.note:
        click.echo(f"nukki: note: {added.name}: {spec.licence.note}", err=True)
    click.echo(f"{added.name}: added; use it with: {use_of(added)}")


def use_of(spec: ModelSpec) -> str:
    """The command that a network is for."""
    if spec.segments == "classes":
        return f"nukki remove IN --keep {spec.output.names[0]} --classes {spec.name}"
    return f"nukki {'remove' if spec.memory is None else 'video'} IN -m {spec.name}"


def known(kind: str, name: str, given: dict[str, Any]) -> ModelSpec:
    """The spec of a network that nukki knows but does not ship.

    Raises:
        OptionError: Something else was said of its input, or classes of one that knows none.
    """
    if said := [flag for flag in NEEDED if given[flag] is not None]:
        raise OptionError(f"--as {kind} says how it is fed; drop --{' and --'.join(said)}")
    found = BROUGHT[kind]
    if (classes := given["classes"]) is None:
        return replace(found, name=name)
    if not found.output.classes:
        raise OptionError(f"--as {kind} knows no classes; drop --classes")
    own = replace(found.output, classes=things_of(read_classes(classes)))
    return replace(found, name=name, output=own)


def describe(name: str, given: dict[str, Any]) -> ModelSpec:
    """The spec that the flags describe.

    Raises:
        OptionError: A flag's value is outside its grammar, or one is not there that must be.
    """
    if lacking := [flag for flag in NEEDED if given[flag] is None]:
        raise OptionError(
            f"--{' and --'.join(lacking)}: expected how the input is made, which is with the "
            f"network's training; or a kind that is known: --as {', '.join(BROUGHT)}"
        )
    return ModelSpec(
        name=name,
        summary=given["summary"] or "added on this machine",
        licence=Licence(given["licence"], commercial=not given["non_commercial"]),
        preprocess=Preprocess(
            size_hw=parse_size(given["size"]),
            fit=given["fit"],
            multiple=given["multiple"],
            mean=_channels("mean", given["mean"]),
            std=_channels("std", given["std"]),
            interpolation=given["interpolation"],
            channels=given["channels"],
            layout=given["layout"],
        ),
        output=_answer(given),
        segments=given["segments"] if given["classes"] is None else "classes",
    )


def _answer(given: dict[str, Any]) -> Output:
    answer = Output(given["output_index"], given["channel"], given["decode"])
    if given["classes"] is None:
        return answer
    classes = read_classes(given["classes"])
    if answer.decode in (ANSWER.decode, "argmax"):
        return replace(answer, decode="argmax", classes=classes)
    return replace(answer, classes=things_of(classes))


def _channels(what: str, text: str) -> tuple[float, float, float]:
    """One number for all channels, or three.

    Raises:
        OptionError: Anything else, or numbers that belong to the scale 0 to 255.
    """
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) not in (1, 3):
        raise OptionError(f"--{what}: expected one number or three with commas, got {text!r}")
    if max(values) > 2:
        raise OptionError(
            f"--{what}: expected numbers for colours in [0, 1]; divide by 255: {text}"
        )
    red, green, blue = values * (3 // len(values))
    return red, green, blue
