"""Whether the networks that a caller asks for are on this server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nukki import weights
from nukki.core.errors import MissingExtraError, WeightsError
from nukki.core.options import Options
from nukki.core.spec import WeightFile
from nukki.models import REFINERS
from nukki.pipeline import find_parts
from nukki.pipeline.classes import class_model
from nukki.pipeline.words import words_model
from nukki.server.faults import ApiError


def check_networks(options: Options, *, any_model: bool) -> None:
    """Networks that a caller asks for must be on this machine, unless they may be fetched.

    Raises:
        UnknownNameError: There is no such model, or none knows a class that is asked for.
        ApiError: Its weights are not here.
    """
    for name, files in _networks(options):
        try:
            for file in () if any_model else files:
                weights.locate(file, offline=True)
        except WeightsError as error:
            raise _not_here(
                f"model {name!r} is not on this server; "
                f"whoever runs it can fetch it: nukki models pull {name}"
            ) from error
    if options.selection.text:
        try:
            words_model()
        except (WeightsError, MissingExtraError) as error:
            raise _not_here(str(error)) from error


def _networks(options: Options) -> Iterator[tuple[str, Sequence[WeightFile]]]:
    """Names and files of the networks that run, but for one that reads words."""
    for spec in find_parts(options.model, commercial_only=options.commercial_only):
        yield spec.name, spec.weights
    if labeller := class_model(options):
        yield labeller.name, labeller.weights
    edges = options.effective().edges
    if edges in REFINERS:
        yield edges, (REFINERS[edges].graph,)


def _not_here(detail: str) -> ApiError:
    return ApiError(400, "model_not_available", "Model not available", detail)
