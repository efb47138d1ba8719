"""The things of a picture, each cut out by itself."""

from __future__ import annotations

from nukki.core.errors import InputError
from nukki.core.values import Cutout, Image
from nukki.pipeline.files import Encoded, Opened
from nukki.pipeline.remover import Remover, seen_by_networks
from nukki.stages.select import Selecting


def separate(
    remover: Remover, image: Image, *, input_hw: tuple[int, int] | None = None
) -> list[Cutout]:
    """The finished cut-out of each thing that the options ask for, the largest first.

    Args:
        remover: One whose options say ``instance="all-separate"``; of others, all things are one.
        image: The picture.
        input_hw: Height and width of the file, when the picture was already shrunk.

    Raises:
        InputError: There is nothing that was asked for.
    """
    full_hw = input_hw or image.size_hw
    image = remover.prepare(image)
    segmenter = remover.load()
    seen = seen_by_networks(remover.looked_at(image, input_hw=full_hw))
    mattes = segmenter.each(seen) if isinstance(segmenter, Selecting) else [segmenter(seen)]
    found = [remover.cut_by(image, remover.tidied(one), input_hw=full_hw) for one in mattes]
    found = [cutout for cutout in found if cutout.box is not None]
    if not found:
        raise InputError("instance: expected things in the picture, found none")
    return [remover.compose(cutout) for cutout in found]


def finish_each(remover: Remover, opened: Opened, format_name: str) -> list[Encoded]:
    """The file of each thing in a picture that was read; see `separate`."""
    image = remover.still(opened)
    return [
        remover.encoded(cutout, format_name)
        for cutout in separate(remover, image, input_hw=opened.size_hw)
    ]
