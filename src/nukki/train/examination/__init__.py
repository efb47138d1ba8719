"""The test split, read once: a trained network asked about pictures that it has never seen."""

from nukki.train.examination.examine import examine, open_test_split
from nukki.train.examination.shelf import known_models, measure_models

__all__ = ["examine", "known_models", "measure_models", "open_test_split"]
