"""Cut-out to cut-out: marked as what it is, a sample."""

from __future__ import annotations

from dataclasses import replace

from nukki.core.values import Cutout
from nukki.ops.watermark import watermarked


def marked(cutout: Cutout) -> Cutout:
    """The cut-out under a watermark, which is there where the subject is and where it is not."""
    foreground, alpha = watermarked(cutout.foreground, cutout.alpha)
    return replace(cutout, foreground=foreground, alpha=alpha)
