"""Frame times in the whole units that file formats count in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from nukki.core.errors import EncodeError
from nukki.core.values import CutoutFrame


def whole_units(durations: Iterable[Fraction], per_second: int) -> Iterator[int]:
    """Durations in seconds as whole units; the ends are rounded, so that nothing drifts.

    >>> list(whole_units([Fraction(1, 30)] * 6, per_second=100))
    [3, 4, 3, 3, 4, 3]
    """
    end, counted = Fraction(0), 0
    for duration in durations:
        end += duration
        units = round(end * per_second) - counted
        counted += units
        yield units


def same_size(frames: Iterable[CutoutFrame]) -> Iterator[CutoutFrame]:
    """The frames themselves, once each is known to have the first one's size.

    Raises:
        EncodeError: There are no frames, or one has another size.
    """
    size_hw: tuple[int, int] | None = None
    for frame in frames:
        size_hw = size_hw or frame.cutout.size_hw
        if frame.cutout.size_hw != size_hw:
            raise EncodeError(
                f"expected frames of one size, height and width {size_hw}, "
                f"got {frame.cutout.size_hw}; bring them to one size first"
            )
        yield frame
    if size_hw is None:
        raise EncodeError("expected at least one frame to write, got none")
