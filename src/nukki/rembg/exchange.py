"""What came into ``remove``: as a Pillow picture, as an `Image`, and back in the type it had."""

from __future__ import annotations

import io
from enum import Enum
from typing import Any, TypeAlias

import numpy as np
import PIL.Image
from numpy.typing import NDArray
from PIL.Image import Image as PILImage

from nukki import codecs
from nukki.codecs.guard import decoding
from nukki.core.errors import InputError, NotAnImageError
from nukki.core.values import Image
from nukki.ops.depth import EIGHT, to_depth
from nukki.rembg.errors import UnsupportedInputError
from nukki.rembg.pictures import fix_image_orientation

Data: TypeAlias = bytes | PILImage | NDArray[Any]


class ReturnType(Enum):
    """The types that go in and come out."""

    BYTES = 0
    PILLOW = 1
    NDARRAY = 2


def return_type(data: object, *, force_bytes: bool) -> ReturnType:
    """The type of the result for ``data``.

    Raises:
        UnsupportedInputError: ``data`` is of no type that is taken; also a ``ValueError``.
    """
    buffer = isinstance(data, (bytes, bytearray, memoryview))
    if isinstance(data, bytes) or (force_bytes and (buffer or _is_picture(data))):
        return ReturnType.BYTES
    if not _is_picture(data):
        raise UnsupportedInputError(
            f"expected bytes, a Pillow image or a numpy array, got {type(data).__name__}; "
            "read the file first, or use nukki.cut"
        )
    return ReturnType.PILLOW if isinstance(data, PILImage) else ReturnType.NDARRAY


def _is_picture(data: object) -> bool:
    return isinstance(data, (PILImage, np.ndarray))


def to_image(data: Data) -> Image:
    """The picture as nukki reads it: every format, upright, in its own bit depth.

    Raises:
        InputError: The picture cannot be used.
    """
    if isinstance(data, PILImage):
        return codecs.from_pillow(data)
    if isinstance(data, np.ndarray):
        return codecs.from_array(data)
    return codecs.read(data)


def to_pillow(data: Data) -> PILImage:
    """The picture as rembg reads it: by Pillow alone, upright.

    Raises:
        NotAnImageError: Bytes of no format that Pillow knows.
        CorruptImageError: A damaged file.
        InputError: An array that Pillow cannot take.
    """
    if isinstance(data, np.ndarray):
        return _from_array(data)
    opened = data if isinstance(data, PILImage) else _open(data)
    with decoding(opened.format or "Pillow"):
        return fix_image_orientation(opened)


def _open(data: bytes) -> PILImage:
    try:
        return PIL.Image.open(io.BytesIO(data))
    except PIL.UnidentifiedImageError as error:
        raise NotAnImageError(
            "expected a picture in a format that Pillow reads; convert it to PNG or JPEG"
        ) from error


def _from_array(array: NDArray[Any]) -> PILImage:
    try:
        return PIL.Image.fromarray(array)
    except (TypeError, ValueError) as error:
        raise InputError(
            "expected an array that Pillow takes, such as (H, W[, 3 | 4]) uint8; "
            f"got shape {array.shape} of {array.dtype}"
        ) from error


def image_as_pillow(image: Image) -> PILImage:
    """An RGB picture of an image's colours, for sessions that nukki did not make."""
    return PIL.Image.fromarray(to_depth(image.pixels, EIGHT))


def give_back(picture: PILImage, kind: ReturnType) -> Data:
    """The result in the type it is wanted in: a PNG file, the picture, or a read-only array."""
    if kind is ReturnType.PILLOW:
        return picture
    if kind is ReturnType.NDARRAY:
        return np.asarray(picture)
    buffer = io.BytesIO()
    storable = picture.convert("RGBA") if picture.mode == "PA" else picture  # rembg fails here
    storable.save(buffer, "PNG")
    return buffer.getvalue()
