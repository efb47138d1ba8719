"""OpenEXR pictures read again, by FFmpeg: nukki's own codec only writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nukki.video.files.reader import decoded, opened, video_of


def mean_alpha(path: Path) -> float:
    """The mean alpha of such a picture, [0, 1]."""
    with opened(path) as container:
        frame = next(decoded(container, video_of(container, path), path))
        alpha = frame.reformat(format="gbrapf32le").to_ndarray()[..., 3]
    return float(alpha.mean(dtype=np.float64))
