"""What really runs a segmenter: which engines, on which devices."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from nukki.engines import Session
from nukki.pipeline.segmenters import Later
from nukki.stages.segment import NetworkSegmenter
from nukki.stages.things import NetworkLabeller
from nukki.stages.words import WordLabeller

JOIN = "+"
"""Between several engines or devices, as between the models of an ensemble."""


def runtime_of(segmenter: object) -> tuple[str, str]:
    """Engine and device of its networks; "" and "" when none runs. Several are joined by "+".

    What is loaded on demand is loaded by this.
    """
    sessions = list(_sessions(segmenter))
    return (
        JOIN.join(dict.fromkeys(session.engine for session in sessions)),
        JOIN.join(dict.fromkeys(session.device for session in sessions)),
    )


def _sessions(segmenter: object) -> Iterator[Session]:
    """The networks inside: segmenters wrap others as fields, or tuples of them."""
    if isinstance(segmenter, (NetworkSegmenter, NetworkLabeller, WordLabeller)):
        yield segmenter.session
    elif isinstance(segmenter, Later):
        yield from _sessions(segmenter.load())
    elif isinstance(segmenter, tuple):
        for part in segmenter:
            yield from _sessions(part)
    elif dataclasses.is_dataclass(segmenter):
        for item in dataclasses.fields(segmenter):
            yield from _sessions(getattr(segmenter, item.name))
