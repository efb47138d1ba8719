"""Alpha and the subject's colour in pixels that mix a subject with a screen whose colour is known.

In I = aF + (1-a)B the screen B is known and a guess of F comes from the subject nearby. The guess
gives alpha by projection, in a metric that makes light of directions in which the subject's own
colours vary (Chuang et al. 2001, "A Bayesian approach to digital matting"); two things that
do not depend on it bound alpha:

    from below   F = B + (I - B) / a must be a colour that exists: every channel within [0, 1]
    from above   F must not be of the screen's own colour: k(F) <= 0, so that a <= 1 - k(I) / k(B)

k is a colour difference as chroma keys are built on (Smith and Blinn 1996, "Blue screen matting"):
for a green screen green less red, or green less blue.
"""

from __future__ import annotations

import numpy as np

from nukki.core.arrays import FloatMap
from nukki.ops.techniques.colour import oklab, srgb

WIDEST = np.pi / 3
"""Angle from the screen's hue within which colours can be taken for its spill."""

COLOURFUL = 0.1
"""Colour difference of a screen from which it bounds alpha."""

SLACK = 0.06
"""How far noise and a guess of the screen may be off, sRGB [0, 1]: where a channel of the screen is
nearly 0 or 1, less would take noise for subject."""

APART = 0.02
"""Squared distance of two colours from which their mixture can be told, sRGB [0, 1]."""

EVEN = 0.02**2
"""Variance of a subject's colours in directions in which they seem not to vary."""

FAINT = 0.1
"""How slowly the colour of faint pixels follows the picture instead of the guess."""


def metric_of(colours: FloatMap) -> FloatMap:
    """(3, 3) the inverse covariance of a subject's colours (n, 3) sRGB [0, 1], as a metric."""
    varies = np.cov(colours, rowvar=False) if len(colours) > 3 else np.zeros((3, 3))
    return np.asarray(np.linalg.inv(varies + EVEN * np.eye(3)), np.float32)


def unmixed_alpha(rgb: FloatMap, subject: FloatMap, screen: FloatMap, metric: FloatMap) -> FloatMap:
    """(n,) float32 [0, 1]: how much subject is in each pixel.

    Args:
        rgb, subject, screen: (n, 3) sRGB [0, 1]: the pixels, and the guesses of F and B there.
        metric: (3, 3), of `metric_of`.
    """
    away, whole = rgb - screen, subject - screen
    length = (whole**2).sum(axis=1)
    weighed = whole @ metric
    guessed = (away * weighed).sum(axis=1) / np.maximum((whole * weighed).sum(axis=1), 1e-6)
    least = _lower_bound(away, screen)
    most = np.maximum(_upper_bound(rgb, screen), least)
    trusted = np.where(length > APART, guessed, most)
    return np.asarray(np.clip(np.clip(trusted, least, most), 0.0, 1.0), np.float32)


def unmixed_colour(rgb: FloatMap, alpha: FloatMap, subject: FloatMap, screen: FloatMap) -> FloatMap:
    """(n, 3) F in sRGB [0, 1]: exact where alpha is 1, the guess where alpha goes to 0.

    Args:
        rgb, subject, screen: (n, 3) sRGB [0, 1], as for `unmixed_alpha`.
        alpha: (n,) [0, 1].
    """
    share = alpha[:, None]
    rest = rgb - share * subject - (1.0 - share) * screen
    follow = share / (share**2 + FAINT * (1.0 - share) + 1e-6)
    return np.asarray(np.clip(subject + follow * rest, 0.0, 1.0), np.float32)


def without_spill(rgb: FloatMap, key: FloatMap, spill: float) -> FloatMap:
    """(n, 3) colours without the light that a screen throws on its subject.

    In OKLab's colour plane, what reaches into a sector round the screen's hue is brought back to
    the sector's rim; lightness stays, and so do other hues.

    Args:
        rgb: (n, 3) sRGB [0, 1].
        key: (3,) sRGB [0, 1], the screen's colour.
        spill: [0, 1], the sector's width: 0.5 is 30 degrees to each side, which leaves yellow and
            cyan as they are before a green screen; 1 is 60.
    """
    lab, screen = oklab(rgb), oklab(key)
    chroma = float(np.hypot(screen[1], screen[2]))
    if chroma < 1e-3 or spill <= 0.0:
        return rgb
    along = np.array([screen[1], screen[2]], np.float32) / np.float32(chroma)
    across = np.array([-along[1], along[0]], np.float32)
    toward, aside = lab[:, 1:] @ along, lab[:, 1:] @ across
    excess = np.maximum(toward - np.abs(aside) / np.tan(WIDEST * spill), 0.0)
    spilt = excess > 1e-3
    cleaned = lab[spilt]
    cleaned[:, 1:] -= excess[spilt, None] * along
    result = rgb.copy()
    result[spilt] = srgb(cleaned)
    return result


def _lower_bound(away: FloatMap, screen: FloatMap) -> FloatMap:
    room = np.maximum(np.where(away > 0.0, 1.0 - screen, screen), SLACK)
    beyond = np.maximum(np.abs(away) - SLACK, 0.0)
    return np.asarray((beyond / room).max(axis=1), np.float32)


def _upper_bound(rgb: FloatMap, screen: FloatMap) -> FloatMap:
    """(n,): the larger of both differences' bounds, since only one of them must hold for F."""
    seen, there = _differences(rgb, screen), _differences(screen, screen)
    bounds = (1.0 - seen / np.maximum(there, 1e-6)).max(axis=0)
    return np.asarray(np.where(there.min(axis=0) > COLOURFUL, bounds, np.inf), np.float32)


def _differences(rgb: FloatMap, screen: FloatMap) -> FloatMap:
    """(2, n): strong less weak channels; the screen's middle channel goes with the nearer one."""
    order = np.argsort(screen, axis=1)
    low, middle, high = np.take_along_axis(rgb, order, axis=1).T
    least, between, most = np.take_along_axis(screen, order, axis=1).T
    second = np.where(between - least < most - between, high - middle, middle - low)
    return np.asarray(np.stack([high - low, second]), np.float32)
