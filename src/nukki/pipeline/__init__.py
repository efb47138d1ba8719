"""From `Options` to a `Remover`: the only room that knows all the stages."""

from nukki.pipeline.build import build
from nukki.pipeline.classes import class_models
from nukki.pipeline.files import Encoded, Opened
from nukki.pipeline.remover import Remover
from nukki.pipeline.segmenters import parameters_of
from nukki.pipeline.separate import finish_each, separate
from nukki.pipeline.shelf import find_model, find_parts, shelf

__all__ = [
    "Encoded",
    "Opened",
    "Remover",
    "build",
    "class_models",
    "find_model",
    "find_parts",
    "finish_each",
    "parameters_of",
    "separate",
    "shelf",
]
