"""Which network finds edges anew, and how it is opened."""

from __future__ import annotations

from collections.abc import Callable

from nukki import weights
from nukki.core.errors import LicenceError
from nukki.core.options import Options
from nukki.engines import SessionOptions
from nukki.models import REFINERS
from nukki.pipeline.sessions import POOL
from nukki.stages.edges import AlphaRefiner
from nukki.stages.matting_network import MattingNetwork


def refiner_loader(
    options: Options, session: SessionOptions, progress: weights.Progress | None
) -> Callable[[], AlphaRefiner] | None:
    """What loads the refining network that the options name; None where they name none.

    Raises:
        LicenceError: It may not be used as asked.
    """
    edges = options.effective().edges
    if edges not in REFINERS:
        return None
    spec = REFINERS[edges]
    if options.commercial_only and not spec.licence.commercial:
        raise LicenceError(
            f"refining network {spec.name!r} is licensed {spec.licence.name}, which does not allow "
            "commercial use; choose --edges fine or drop --commercial-only"
        )

    def load() -> AlphaRefiner:
        path = weights.locate(spec.graph, offline=options.offline, progress=progress)
        return MattingNetwork(POOL.get(path, session), spec.tile_hw)

    return load
