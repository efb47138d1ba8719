"""How sure a matte is."""

from __future__ import annotations

from nukki.core.arrays import FloatMap

FOUND = 0.05


def decidedness(alpha: FloatMap) -> float:
    """How decided a matte is, in [0, 1]: 1 when every pixel of the subject is 0 or 1.

    The mean of |2a - 1| over the pixels that are at all subject; 0 when there are none. A network
    that is unsure of its subject answers with wide stretches of grey.

    Args:
        alpha: (H, W) float32 [0, 1], before refinement.
    """
    subject = alpha[alpha > FOUND]
    if not subject.size:
        return 0.0
    return float(abs(2.0 * subject - 1.0).mean())
