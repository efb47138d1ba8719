"""A chroma key: alpha and colours of a subject before a screen, at the photo's own size.

A picture of working size tells where screen and subject are sure, what the screen looks like behind
the subject, and what colours the subject has near its edge. Pixels near an edge are then solved one
by one at full size; the others are 0 or 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask, Pixels, full_scale
from nukki.ops.bands import bands
from nukki.ops.resize import fit_within, resize
from nukki.ops.sampling import Indices, sample
from nukki.ops.techniques.colour import unit
from nukki.ops.techniques.neighbours import shrunk, smoothed
from nukki.ops.techniques.screen import border_colour, screen_distance, spread
from nukki.ops.techniques.unmix import metric_of, unmixed_alpha, unmixed_colour, without_spill

WORK_SIDE_PX = 1024

NOISE = 1.5
"""How often its usual distance from its own smooth picture a screen may be off by noise."""

REACH = 200
"""What part of the longer side sure areas keep away from each other, at least."""

DEEP = 4
"""How many such parts away from the screen's colour nothing is taken for a mixture with it."""

LEAST_NOISE = 0.003
"""That distance at least, sRGB [0, 1]: what rounding to 8 bits makes of it."""


@dataclass(frozen=True)
class Screen:
    """What the small picture tells.

    Attributes:
        key: (3,) sRGB [0, 1].
        behind: (h, w, 4) the screen's colours, also behind the subject, and how surely something
            else than its noise shows there.
        subject: (h, w, 3) the subject's colours, also outside of it.
        inside: (h, w) True where there is surely nothing but subject.
        mixed: (h, w) True where a pixel may hold both.
        metric: (3, 3) of `metric_of`.
    """

    key: FloatMap
    behind: FloatMap
    subject: FloatMap
    inside: Mask
    mixed: Mask
    metric: FloatMap


def key_out(
    photo: Pixels, *, key: FloatMap | None, tolerance: float, softness: float, spill: float
) -> tuple[FloatMap, Pixels]:
    """Alpha (H, W) float32 [0, 1], and the subject's colours (H, W, 3) of the photo's dtype.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        key: (3,) sRGB [0, 1], the screen's colour; None takes the commonest at the border.
        tolerance: OKLab distance from the key up to which a colour is surely screen.
        softness: Distance beyond that from which one is surely subject.
        spill: [0, 1], from how much of the hues round the screen's its light is taken.
    """
    size_hw = photo.shape[:2]
    small = unit(resize(photo, fit_within(size_hw, (WORK_SIDE_PX, WORK_SIDE_PX)), "area"))
    screen = study(small, key=key, tolerance=tolerance, softness=softness)
    alpha = np.empty(size_hw, np.float32)
    colours = photo.copy()
    for rows in bands(*size_hw):
        _solve_rows(photo, screen, spill, rows, alpha, colours)
    return alpha, colours


def study(small: FloatMap, *, key: FloatMap | None, tolerance: float, softness: float) -> Screen:
    """What a small picture (h, w, 3) sRGB [0, 1] tells; see `key_out` for the rest."""
    chosen = border_colour(small) if key is None else key
    distance = screen_distance(small, chosen)
    reach = max(1, round(max(small.shape) / REACH))
    seen = shrunk(distance < tolerance, reach)
    behind = _behind(small, seen if seen.any() else distance < tolerance, chosen)
    off = smoothed(np.sqrt(((small - behind) ** 2).sum(axis=2)))
    noise = max(LEAST_NOISE, float(np.median(off[seen])) if seen.any() else 0.0)
    shows = np.clip(off / noise - NOISE, 0.0, 1.0)
    far = smoothed(distance)
    # Deep inside, what is not the screen's colour is subject, however near it comes to it.
    inside = shrunk(far > tolerance + softness, 2 * reach) | shrunk(far > tolerance, DEEP * reach)
    metric = metric_of(small[inside])
    shown = ~shrunk((shows == 0.0) & (distance < tolerance), 1)
    return Screen(
        key=chosen,
        behind=np.dstack([behind, shows]),
        subject=_subject_colours(small, behind, inside, shown, metric),
        inside=inside,
        mixed=shown & ~inside,
        metric=metric,
    )


def _behind(small: FloatMap, seen: Mask, key: FloatMap) -> FloatMap:
    if seen.any():
        return spread(small, seen.astype(np.float32))
    return np.broadcast_to(key, small.shape).astype(np.float32)


def _subject_colours(
    small: FloatMap, behind: FloatMap, inside: Mask, shown: Mask, metric: FloatMap
) -> FloatMap:
    """(h, w, 3) the subject's colours everywhere: those inside, then those of hair as well.

    Nothing is solved where there is no subject at all, which is most of a screen.
    """
    colours, alpha = spread(small, inside.astype(np.float32)), np.zeros(shown.shape, np.float32)
    flat, first, screen = small[shown], colours[shown], behind[shown]
    alpha[shown] = unmixed_alpha(flat, first, screen, metric)
    colours[shown] = unmixed_colour(flat, alpha[shown], first, screen)
    return spread(colours, np.maximum(alpha**4, 1e-6))


def _solve_rows(
    photo: Pixels, screen: Screen, spill: float, rows: slice, alpha: FloatMap, colours: Pixels
) -> None:
    """Write some rows of alpha and colours."""
    size_hw, scale = photo.shape[:2], full_scale(photo.dtype)
    states = screen.inside * np.uint8(2) + screen.mixed
    state = _enlarged(states, size_hw, rows)
    alpha[rows] = state == 2
    ys, xs = np.nonzero(state == 1)
    if ys.size:
        found, unmixed = _solve(unit(photo[rows][ys, xs]), screen, ys + rows.start, xs, size_hw)
        alpha[rows][ys, xs] = found
        colours[rows][ys, xs] = np.rint(unmixed * scale)
    shown = alpha[rows] > 0.0
    if spill > 0.0 and shown.any():
        cleaned = without_spill(unit(colours[rows][shown]), screen.key, spill)
        colours[rows][shown] = np.rint(cleaned * scale)


def _solve(
    rgb: FloatMap, screen: Screen, ys: Indices, xs: Indices, size_hw: tuple[int, ...]
) -> tuple[FloatMap, FloatMap]:
    """Alpha (n,) and colours (n, 3) of some pixels."""
    around = sample(screen.behind, ys, xs, size_hw)
    behind, shows = np.ascontiguousarray(around[:, :3]), around[:, 3]
    subject = sample(screen.subject, ys, xs, size_hw)
    alpha = unmixed_alpha(rgb, subject, behind, screen.metric) * shows
    return alpha, unmixed_colour(rgb, alpha, subject, behind)


def _enlarged(
    states: NDArray[np.uint8], size_hw: tuple[int, ...], rows: slice
) -> NDArray[np.uint8]:
    """Some rows of a small map (h, w) at the photo's size, each pixel as the small one over it."""
    ys = ((np.arange(rows.start, rows.stop) + 0.5) * states.shape[0] / size_hw[0]).astype(np.intp)
    xs = ((np.arange(size_hw[1]) + 0.5) * states.shape[1] / size_hw[1]).astype(np.intp)
    return np.asarray(states[ys][:, xs])
