"""A run as files that any nukki can take: graph, description, reference tensors, model card."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nukki import models, weights
from nukki.codecs.atomic import write_whole
from nukki.core.errors import InputError, OptionError
from nukki.core.spec import Clicks, Licence, ModelSpec, Preprocess, Subject
from nukki.train.checkpoint import trained_network
from nukki.train.data.dataset import Dataset
from nukki.train.export.card import UNSTATED, Made, write_card
from nukki.train.export.gate import Jury, Verdict, pass_gate
from nukki.train.export.graph import HINTS, Matting, write_graph
from nukki.train.export.precision import Precision, halve_weights, quantise
from nukki.train.export.reference import (
    Reference,
    check_parity,
    furthest,
    references,
    write_references,
)
from nukki.train.networks import NetworkSpec, find_network
from nukki.train.prompts.clicker import RADIUS_PX
from nukki.train.run_folder import RunFolder
from nukki.weights.spec_json import check


@dataclass(frozen=True, kw_only=True)
class ExportSettings:
    """What was asked for.

    Attributes:
        name: What users will type after ``-m``.
        precision: fp32, fp16 or int8.
        dataset: The data set, when it does not lie any more where the run says.
        licence: Terms of the weights.
        segments: What the network finds.
        summary: One line for listings; "" is made from the run.
        command: The line that asked, for the card.
    """

    name: str
    precision: Precision = "fp32"
    dataset: Path | None = None
    licence: Licence = Licence(UNSTATED, commercial=True)
    segments: Subject = "anything"
    summary: str = ""
    command: str = ""


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        spec: The model, as it can be added.
        graph: The ONNX file.
        made: Its size and how near it is to PyTorch.
    """

    spec: ModelSpec
    graph: Path
    made: Made


def export_run(
    run: RunFolder,
    settings: ExportSettings,
    folder: Path,
    *,
    say: Callable[[str], None] = lambda step: None,
) -> Exported:
    """Write ``NAME.onnx``, ``spec.json``, ``*.npz`` and ``README.md`` into a folder.

    Args:
        run: A run with at least one measured epoch.
        settings: What was asked for.
        folder: Made if need be; files of an earlier export there are replaced.
        say: Told what is being done, a few words each time.

    Raises:
        OptionError: The name is none, or a smaller graph is not good enough.
        InputError: There are too few pictures to judge a smaller graph by.
        EngineError: The network cannot be expressed, or the graph does not answer as PyTorch.
        OutputError: The folder cannot be written.
    """
    network = find_network(run.record.network)
    spec = describe(run, network, settings)
    if spec.clicks is not None and settings.precision == "int8":
        raise OptionError(
            "--to int8: a network that takes clicks is not made so small; export fp16 or fp32"
        )
    jury = None if settings.precision == "fp32" else Jury.of(_dataset(run, settings))
    matting = Matting(trained_network(run))
    asked = references(matting, network, run.record.size_hw)
    target = folder / f"{spec.name}.onnx"
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        say("writing the graph")
        write_graph(matting, network, run.record.size_hw, whole)
        parity = check_parity(whole, asked)
        graph, verdict = whole, None
        if jury is not None:
            say(f"making it {settings.precision}, and measuring what that costs")
            graph = Path(scratch) / "smaller.onnx"
            verdict = _shrink(whole, graph, spec, jury, settings.precision)
            parity = furthest(graph, asked)
        write_whole(target, graph.read_bytes())
    made = Made(
        precision=settings.precision, size=target.stat().st_size, parity=parity, verdict=verdict
    )
    _write_beside(folder, spec, network, run, made, asked, settings)
    return Exported(spec, target, made)


def describe(run: RunFolder, network: NetworkSpec, settings: ExportSettings) -> ModelSpec:
    """The model as listings and the runtime will know it.

    Raises:
        OptionError: The name is none, or comes with nukki.
    """
    iou = run.record.best.get("iou")
    measured = f", IoU {iou:.3f} in validation" if iou is not None else ""
    spec = ModelSpec(
        name=settings.name,
        summary=settings.summary or f"{network.name} trained on this machine{measured}",
        licence=inherit(settings.licence, run, network),
        preprocess=Preprocess(
            size_hw=run.record.size_hw,
            fit="stretch",  # as in training
            mean=network.mean,
            std=network.std,
            interpolation="bilinear",
            multiple=network.multiple,
            free_size=network.free_size,
        ),
        segments=settings.segments,
        paper=network.paper,
        clicks=Clicks(HINTS, RADIUS_PX) if run.settings.prompts == "clicks" else None,
    )
    check(spec)
    if spec.name in models.builtin():
        raise OptionError(f"model {spec.name!r} comes with nukki; choose another name with --name")
    return spec


def inherit(licence: Licence, run: RunFolder, network: NetworkSpec) -> Licence:
    """The terms that were stated, or stricter ones of a model that it was made from.

    A network that began with another's weights, or learnt from its mattes, may not be freer.
    """
    known = (*models.builtin().values(), *weights.user_specs())
    shelf = {spec.name: spec for spec in known}
    named = [*(run.settings.teacher or "").split("+"), run.settings.init or ""]
    terms = {name: shelf[name].licence for name in named if name in shelf}
    if network.licence is not None and run.record.first_weights:
        terms[network.name] = network.licence
    strict = [name for name, other in terms.items() if not other.commercial]
    if not strict:
        return licence
    note = f"Made from {' and '.join(strict)}, whose licence forbids commercial use."
    return Licence(licence.name, commercial=False, note=note)


def _shrink(whole: Path, to: Path, spec: ModelSpec, jury: Jury, precision: Precision) -> Verdict:
    if precision == "fp16":
        halve_weights(whole, to)
    else:
        quantise(whole, to, jury.photos(spec))
    verdict = jury.compare(spec, whole, to)
    pass_gate(verdict, precision)
    return verdict


def _dataset(run: RunFolder, settings: ExportSettings) -> Dataset:
    place = settings.dataset or Path(run.record.dataset)
    try:
        dataset = Dataset.open(place)
    except InputError as error:
        raise type(error)(
            f"--to {settings.precision} is judged on the validation pictures: {error}; "
            "say with --data where the data set lies now"
        ) from error
    if dataset.digest != run.record.dataset_digest:
        raise InputError(f"{place}: not the data set of this run; expected that of {run.path}")
    return dataset


def _facts(run: RunFolder, settings: ExportSettings) -> Mapping[str, Any] | None:
    try:
        return _dataset(run, settings).facts
    except InputError:
        return None  # the card says so


def _write_beside(
    folder: Path,
    spec: ModelSpec,
    network: NetworkSpec,
    run: RunFolder,
    made: Made,
    asked: Mapping[str, Reference],
    settings: ExportSettings,
) -> None:
    described = json.dumps(weights.to_json(spec), indent=2)
    write_whole(folder / "spec.json", f"{described}\n".encode())
    write_references(folder, asked)
    facts = _facts(run, settings)
    card = write_card(spec, network, run, made, facts, settings.command)
    write_whole(folder / "README.md", card.encode())
