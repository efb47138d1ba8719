"""Operations on Pillow pictures under the names that rembg's ``bg`` module has for them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import PIL.Image
from PIL.Image import Image as PILImage
from PIL.ImageOps import exif_transpose

CLEAR = (0, 0, 0, 0)


def naive_cutout(img: PILImage, mask: PILImage) -> PILImage:
    """RGBA with every channel of ``img`` times ``mask``: rembg's dark rims, kept for its users."""
    return PIL.Image.composite(img, PIL.Image.new("RGBA", img.size, CLEAR), mask)


def putalpha_cutout(img: PILImage, mask: PILImage) -> PILImage:
    """A copy of ``img`` with ``mask`` as its alpha; removed pixels keep their colours."""
    copy = img.copy()
    copy.putalpha(mask)
    return copy


def get_concat_v(img1: PILImage, img2: PILImage) -> PILImage:
    """RGBA of the first picture's width, the second one below the first."""
    canvas = PIL.Image.new("RGBA", (img1.width, img1.height + img2.height))
    canvas.paste(img1, (0, 0))
    canvas.paste(img2, (0, img1.height))
    return canvas


def get_concat_v_multi(imgs: Sequence[PILImage]) -> PILImage:
    """All pictures from top to bottom; a single one as it is."""
    return reduce(get_concat_v, imgs)


def apply_background_color(img: PILImage, color: Sequence[int]) -> PILImage:
    """RGBA of ``img`` laid over one colour: red, green, blue and optionally alpha, 0 to 255."""
    background = PIL.Image.new("RGBA", img.size, tuple(color))
    return PIL.Image.alpha_composite(background, img.convert("RGBA"))


def fix_image_orientation(img: PILImage) -> PILImage:
    """An upright copy, turned as its EXIF says."""
    return exif_transpose(img)
