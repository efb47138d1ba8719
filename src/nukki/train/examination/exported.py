"""How long a network takes where it will be used: as a graph, in nukki's own pipeline."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from nukki.core.arrays import Pixels
from nukki.core.errors import EngineError
from nukki.core.options import Options
from nukki.core.spec import Licence, ModelSpec, Preprocess
from nukki.core.values import Image
from nukki.engines import SessionOptions, open_session
from nukki.pipeline.plan import Plan
from nukki.pipeline.remover import Remover
from nukki.stages.segment import NetworkSegmenter
from nukki.train.checkpoint import trained_network
from nukki.train.networks import find_network
from nukki.train.run_folder import RunFolder

PLAIN = Options(preset="fast", edges="plain")
"""Network against network: nothing is refined, nothing looked at twice."""


def time_exported(
    run: RunFolder, photos: Sequence[Pixels], *, device: str, threads: int
) -> tuple[float, str] | None:
    """The median seconds of a photo, with engine and device; None where no graph can be made.

    Models of the shelf run as graphs, too: these times can be compared with theirs, PyTorch's
    cannot.
    """
    if find_spec("onnx") is None:
        return None
    from nukki.train.export.graph import Matting, write_graph

    spec, size_hw = find_network(run.record.network), run.record.size_hw
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "network.onnx"
        try:
            write_graph(Matting(trained_network(run)), spec, size_hw, path)
            session = open_session(
                path, SessionOptions(device=graph_device(device), threads=threads)
            )
        except EngineError:
            return None
        model = ModelSpec(
            name=spec.name, summary="", licence=Licence("unstated", commercial=False),
            preprocess=Preprocess(
                size_hw=size_hw, mean=spec.mean, std=spec.std, multiple=spec.multiple
            ),
        )  # fmt: skip
        segmenter = NetworkSegmenter(model, session)
        remover = Remover(PLAIN, model, lambda: segmenter, Plan())
        return time_remover(remover, photos), " on ".join(remover.runtime)


def graph_device(device: str) -> str:
    """Where graphs run when PyTorch runs on ``device``: their engines know other ones."""
    return "cpu" if device == "cpu" else "auto"


def time_remover(remover: Remover, photos: Sequence[Pixels]) -> float:
    """The median seconds of a photo; the first is asked about twice, and counts once."""
    remover(Image(photos[0]))
    return statistics.median(_seconds(remover, Image(photo)) for photo in photos)


def _seconds(remover: Remover, image: Image) -> float:
    begun = time.perf_counter()
    remover(image)
    return time.perf_counter() - begun
