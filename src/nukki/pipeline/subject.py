"""What a cut-out shows: a person, an animal, a car, goods, or nothing that can be told."""

from __future__ import annotations

from pathlib import Path

from nukki import weights
from nukki.core.values import Cutout
from nukki.engines import SessionOptions
from nukki.pipeline.sessions import POOL
from nukki.stages.classify import WEIGHTS, classify
from nukki.stages.imagenet import type_of


def classifier(*, offline: bool) -> Path:
    """The classifier's file.

    Raises:
        WeightsError: It cannot be had.
    """
    return weights.locate(WEIGHTS, offline=offline)


def subject_type(cutout: Cutout, *, device: str = "auto") -> str:
    """One of remove.bg's types; ``other`` where the classifier is not sure, or nothing is there.

    Raises:
        WeightsError: The classifier is not on this machine; nothing is fetched.
    """
    session = POOL.get(classifier(offline=True), SessionOptions(device=device))
    if cutout.box is None:
        return "other"
    return type_of(classify(session, cutout.source.pixels, cutout.box))
