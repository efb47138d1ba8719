"""Pictures that follow each other, cut out with steady mattes; nothing is read or written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from nukki.core.values import Cutout, Frame, Image
from nukki.pipeline import Remover
from nukki.video.steady.between import check_looks, looked_at
from nukki.video.steady.seen import Watched
from nukki.video.steady.smoothing import SMOOTHERS


def steadied(
    images: Iterable[Image], remover: Remover, *, smooth: str, look_every: int = 1
) -> Iterator[Cutout]:
    """The cut-outs of a clip's frames, in order, before anything is composed.

    Args:
        images: The frames; few are read ahead.
        remover: Cuts them out; a network with a memory begins anew with the first.
        smooth: A name of `SMOOTHERS`.
        look_every: How many frames on the network looks again at the latest.
    """
    check_looks(look_every, remover)
    own = remover.for_clip()
    frames = (
        Watched(Frame(image, Fraction(number), Fraction(1)))
        for number, image in enumerate(map(remover.prepare, images))
    )
    for now in SMOOTHERS[smooth].steady(looked_at(frames, own.look, every=look_every)):
        yield own.cut_by(now.frame.image, now.matte)
