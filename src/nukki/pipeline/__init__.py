"""From `Options` to a `Remover`: the only room that knows all the stages."""

from nukki.pipeline.build import build
from nukki.pipeline.remover import Encoded, Remover
from nukki.pipeline.shelf import find_model, shelf

__all__ = ["Encoded", "Remover", "build", "find_model", "shelf"]
