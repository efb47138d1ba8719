"""Published weights that no engine reads, made into files that one does.

Each conversion gives the same bytes everywhere, so that the digest of a `WeightFile` whose source
is converted holds for what comes out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from nukki.weights.convert import deeplab, efficientnet_lite

CONVERSIONS: Mapping[str, Callable[[Path], bytes]] = {
    deeplab.NAME: deeplab.convert,
    efficientnet_lite.NAME: efficientnet_lite.convert,
}
"""By the name that a source or a file gives: from the published file to the bytes of ours."""
