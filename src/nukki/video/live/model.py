"""Which network looks at live pictures when nobody says."""

from __future__ import annotations

from nukki import weights
from nukki.engines import ENGINES
from nukki.models.nukki_lite import PACKAGED
from nukki.pipeline import find_model

QUICKEST = "selfie"
"""It needs an engine and a file of its own."""


def usual_model() -> str:
    """`QUICKEST` where its engine is installed and its file is here already, else `PACKAGED`."""
    spec = find_model(QUICKEST)
    (file,) = spec.weights
    engine = next(e for e in ENGINES.values() if file.name.endswith(e.suffix))
    here = not engine.missing() and weights.find(file) is not None
    return QUICKEST if here else PACKAGED
