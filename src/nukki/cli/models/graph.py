"""Whether a graph can be what its user says it is, found out before it is added."""

from __future__ import annotations

from pathlib import Path

from nukki import models
from nukki.core.errors import InputNotFoundError, OptionError
from nukki.core.spec import ModelSpec, Preprocess
from nukki.engines import SessionOptions, open_session
from nukki.stages.recurrent import RecurrentSegmenter
from nukki.stages.segment import NetworkSegmenter


def check_graph(path: Path, spec: ModelSpec) -> None:
    """Load the graph once and compare its input with the description.

    Raises:
        InputNotFoundError: There is no such file.
        EngineError: The runtime refused it, or it lacks an input that the description names.
        OptionError: Its input has another shape, or the name is taken.
    """
    if spec.name in models.builtin():
        raise OptionError(f"model {spec.name!r} comes with nukki; choose another name with --name")
    if not path.is_file():
        raise InputNotFoundError(f"{path}: no such file; check the path")
    session = open_session(path, SessionOptions(device="cpu", warm=False))
    if spec.preprocess is not None:
        made = NetworkSegmenter if spec.memory is None else RecurrentSegmenter
        name = made(spec, session).input
        _check_shape(name, session.inputs[name], spec.preprocess)


def _check_shape(name: str, shape: tuple[int | str | None, ...], feed: Preprocess) -> None:
    last = feed.layout == "nhwc"
    if len(shape) != 4 or not _may_be(shape[3 if last else 1], 3):
        expected = "(1, H, W, 3)" if last else "(1, 3, H, W)"
        raise OptionError(
            f"the graph's input {name!r} has shape {shape}; with --layout {feed.layout} it is to "
            f"be {expected}"
        )
    fixed = feed.fit not in ("short-side", "area", "own")
    for side, wanted, word in zip(
        shape[1:3] if last else shape[2:], feed.size_hw, ("height", "width"), strict=True
    ):
        if fixed and not _may_be(side, wanted):
            raise OptionError(f"--size: the graph's input {name!r} has {word} {side}, got {wanted}")


def _may_be(side: int | str | None, wanted: int) -> bool:
    """Whether an axis can have that length: it has it, or is free."""
    return not isinstance(side, int) or side <= 0 or side == wanted
