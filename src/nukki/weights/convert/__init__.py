"""Published weights that no engine reads, made into files that one does, when they are fetched.

Each conversion gives the same bytes everywhere, so that the digest of a `WeightFile` holds for what
comes out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from nukki.weights.convert import efficientnet_lite

CONVERSIONS: Mapping[str, Callable[[Path], bytes]] = {
    efficientnet_lite.NAME: efficientnet_lite.convert,
}
"""By the name that a source gives: from the published file to the bytes of ours."""
