"""Things of which a network knows no more than the box that they lie in, told from what is in it.

The box is a prompt, as if a person had drawn it: a promptable network, or the subject's matte and
the photo's colours, say what of it the thing is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.values import box_of
from nukki.ops.resize import resize_alpha
from nukki.ops.techniques.working import small
from nukki.stages.guide import Find
from nukki.stages.objects import Finder, in_box
from nukki.stages.prepare import scaled
from nukki.stages.things import Thing

SEEN = 2
"""How many times what the finder wants to see the photo's longer side may have: boxes are parts."""


def outlined(
    things: Sequence[Thing],
    named: Collection[str],
    *,
    pixels: Pixels,
    subject: FloatMap,
    find: Find,
) -> list[Thing]:
    """The things, each a mask; those that are boxed and matter to none that is named are left out.

    Where nothing that is named is there, they stay as they are.

    Args:
        things: As a network gave them.
        named: What is asked for.
        pixels: The picture (H, W, 3).
        subject: (h, w) float32 [0, 1], the subject's matte, of the whole picture.
        find: Gives what finds objects; called only where a thing is boxed.
    """
    asked = [thing.alpha > 0 for thing in things if thing.name in named]
    if not asked or not any(thing.boxed for thing in things):
        return list(things)
    finder = find()
    photo = small(pixels, SEEN * finder.side_px)
    alpha = resize_alpha(subject, photo.shape[:2])
    about = np.logical_or.reduce(asked)
    found = (
        _outlined(thing, photo, alpha, finder) if thing.boxed else thing
        for thing in things
        if not thing.boxed or thing.name in named or about[thing.alpha > 0].any()
    )
    return [thing for thing in found if (thing.alpha >= 0.5).any()]


def _outlined(thing: Thing, photo: Pixels, alpha: FloatMap, finder: Finder) -> Thing:
    box = box_of(thing.alpha >= 0.5)
    if box is None:
        return thing
    height, width = thing.alpha.shape
    place = scaled(box, (height, width), (photo.shape[0], photo.shape[1]))
    return replace(thing, alpha=in_box(photo, alpha, place, finder), boxed=False)
