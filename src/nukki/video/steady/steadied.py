"""Pictures that follow each other, cut out with steady mattes; nothing is read or written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from nukki.core.values import Cutout, Frame, Image
from nukki.pipeline import Remover
from nukki.video.steady.smoothing import SMOOTHERS, Seen


def steadied(images: Iterable[Image], remover: Remover, *, smooth: str) -> Iterator[Cutout]:
    """The cut-outs of a clip's frames, in order, before anything is composed.

    Args:
        images: The frames; one or two are read ahead.
        remover: Cuts them out; a network with a memory begins anew with the first.
        smooth: A name of `SMOOTHERS`.
    """
    own = remover.for_clip()
    for now in SMOOTHERS[smooth].steady(_seen(images, own)):
        yield own.cut_by(now.frame.image, now.matte)


def _seen(images: Iterable[Image], remover: Remover) -> Iterator[Seen]:
    for number, image in enumerate(map(remover.prepare, images)):
        yield Seen(Frame(image, Fraction(number), Fraction(1)), remover.look(image))
