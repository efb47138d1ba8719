"""Which engine and device a result says it was made by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from nukki.core.options import Options
from nukki.core.spec import Licence, ModelSpec, Preprocess
from nukki.core.values import Image
from nukki.pipeline import build
from nukki.pipeline.runtimes import runtime_of
from nukki.pipeline.segmenters import Later
from nukki.stages.ensemble import Ensemble
from nukki.stages.levels import Levelled
from nukki.stages.looks import with_looks
from nukki.stages.segment import NetworkSegmenter, Segmenter

PHOTO = Image(np.full((8, 8, 3), 90, np.uint8))


@dataclass(frozen=True)
class Loaded:
    """A network's session of which only its engine and device are asked."""

    engine: str
    device: str
    inputs = {"x": (1, 3, 8, 8)}  # noqa: RUF012 - a session's inputs are no default to share


def network(engine: str, device: str) -> Segmenter:
    spec = ModelSpec("n", "", Licence("CC0-1.0", commercial=True), preprocess=Preprocess((8, 8)))
    return NetworkSegmenter(spec, Loaded(engine, device))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda inner: inner,
        lambda inner: with_looks(inner, 2, mirror=True),
        lambda inner: Later(lambda: inner),
        lambda inner: Ensemble((inner, inner)),
        Levelled,
    ],
    ids=["bare", "looks", "later", "ensemble", "levels"],
)
def test_a_network_is_found_however_it_is_wrapped(
    wrapped: Callable[[Segmenter], Segmenter],
) -> None:
    assert runtime_of(wrapped(network("onnxruntime", "cuda"))) == ("onnxruntime", "cuda")


def test_several_networks_are_joined() -> None:
    both = Ensemble((network("onnxruntime", "cuda"), network("litert", "cpu")))
    assert runtime_of(both) == ("onnxruntime+litert", "cuda+cpu")


def test_a_cut_out_says_what_made_it(tiny_model: str) -> None:
    cutout = build(Options(model=tiny_model, trim=True, background="white"))(PHOTO)
    assert (cutout.engine, cutout.device) == ("onnxruntime", "cpu")


def test_a_technique_runs_no_network() -> None:
    cutout = build(Options(model="otsu"))(PHOTO)
    assert (cutout.engine, cutout.device) == ("", "")


def test_a_technique_s_prior_counts(tiny_model: str) -> None:
    cutout = build(Options(model="grabcut", parameters=(f"prior={tiny_model}",)))(PHOTO)
    assert (cutout.engine, cutout.device) == ("onnxruntime", "cpu")
