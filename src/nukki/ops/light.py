"""Light and the sRGB values that stand for it (IEC 61966-2-1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def light_of(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The light that sRGB values mean; both in [0, 1].

    >>> light_of(np.array([0.0, 0.5, 1.0])).round(3).tolist()
    [0.0, 0.214, 1.0]
    """
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def values_of(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sRGB values that mean so much light; both in [0, 1]."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
