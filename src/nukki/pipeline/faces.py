"""What finds a person's head: the network, loaded when the first photo comes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nukki import weights
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import WeightsError
from nukki.core.heads import Head
from nukki.models import FACE
from nukki.ops.face_net import FaceNet
from nukki.stages.heads import BlazeFace

NO_FACE = "no face that looks into the camera"


@dataclass(frozen=True)
class HeadLooker:
    """Looks for heads in photos; safe to call from many threads.

    Attributes:
        offline: Never fetch the network.
        progress: Told how a download goes.
    """

    offline: bool = False
    progress: weights.Progress | None = None

    def __call__(self, photo: Pixels, alpha: FloatMap) -> Head | str:
        """The head, or in a few words why none is known.

        Args:
            photo: (H, W, 3) uint8 or uint16.
            alpha: (H, W) float32 [0, 1] the person's matte.
        """
        try:
            path = weights.locate(FACE.graph, offline=self.offline, progress=self.progress)
        except WeightsError:
            return f"no face looked for, its network is not here (nukki models pull {FACE.name})"
        return BlazeFace(_opened(path))(photo, alpha) or NO_FACE


@cache
def _opened(path: Path) -> FaceNet:
    """Kept, as all networks are."""
    return FaceNet(path.read_bytes())
