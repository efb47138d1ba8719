"""From `Options` to a `Remover`: the only room that knows all the stages."""

from nukki.pipeline.build import build
from nukki.pipeline.remover import Encoded, Opened, Remover
from nukki.pipeline.segmenters import parameters_of
from nukki.pipeline.shelf import find_model, find_parts, shelf

__all__ = [
    "Encoded",
    "Opened",
    "Remover",
    "build",
    "find_model",
    "find_parts",
    "parameters_of",
    "shelf",
]
