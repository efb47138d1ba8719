"""OpenRaster, written: layers that GIMP, Krita and MyPaint open (freedesktop.org, 0.0.6).

    mimetype   stack.xml   data/*.png   mergedimage.png   Thumbnails/thumbnail.png

The standard has no masks. A layer's mask is a sheet over it in a group of their own, of which the
photo keeps what the sheet covers (``svg:dst-in``): painting on the sheet edits the mask.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr

import numpy as np

from nukki.codecs.dateless_zip import put
from nukki.codecs.format import Format, WriteSettings
from nukki.codecs.layers import layers_of
from nukki.codecs.png_stream import write_still
from nukki.codecs.quantise import bands, depth_of
from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.core.errors import EncodeError
from nukki.core.values import Cutout, Image, Layer
from nukki.ops.composite import over
from nukki.ops.resize import fit_within, resize, resize_alpha

MEDIA_TYPE = "image/openraster"
THUMBNAIL_PX = 256


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    if settings.matte_only:
        raise EncodeError("openraster holds layers; for the matte alone choose png")
    layers = layers_of(cutout)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        put(archive, "mimetype", MEDIA_TYPE.encode())
        put(archive, "stack.xml", _stack(layers, cutout).encode())
        for number, layer in enumerate(layers):
            for name, sheet in _sheets(layer, number):
                put(archive, name, _png(sheet))
        merged = replace(cutout, layers=())
        put(archive, "mergedimage.png", _png(merged))
        put(archive, "Thumbnails/thumbnail.png", _png(_thumbnail(merged)))


def _stack(layers: Sequence[Layer], cutout: Cutout) -> str:
    """What lies over what, the uppermost first."""
    height, width = cutout.size_hw
    inner = "".join(_element(layer, number) for number, layer in reversed(list(enumerate(layers))))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<image version="0.0.3" w="{width}" h="{height}">'
        f"<stack>{inner}</stack></image>\n"
    )


def _element(layer: Layer, number: int) -> str:
    name = quoteattr(layer.name)
    sheet = f'<layer name={name} src="data/{number}.png"/>'
    if not layer.masked:
        return sheet
    mask = f'<layer name="Mask" src="data/{number}-mask.png" composite-op="svg:dst-in"/>'
    return f'<stack name={name} isolation="isolate">{mask}{sheet}</stack>'


def _sheets(layer: Layer, number: int) -> Iterator[tuple[str, Cutout]]:
    """The pictures of a layer by file."""
    if not layer.masked:
        yield f"data/{number}.png", _sheet(layer.colours, layer.alpha)
        return
    yield f"data/{number}.png", _sheet(layer.colours, np.ones_like(layer.alpha))
    white = np.full_like(layer.colours, full_scale(layer.colours.dtype))
    yield f"data/{number}-mask.png", _sheet(white, layer.alpha)


def _sheet(colours: Pixels, alpha: FloatMap) -> Cutout:
    colours = np.ascontiguousarray(colours)
    return Cutout(colours, alpha, Image(colours))


def _thumbnail(cutout: Cutout) -> Cutout:
    size_hw = fit_within(cutout.size_hw, (THUMBNAIL_PX, THUMBNAIL_PX))
    black = np.zeros((1, 1, 3), cutout.foreground.dtype)
    alpha = resize_alpha(cutout.alpha, size_hw)
    colours = resize(over(cutout.foreground, cutout.alpha, black), size_hw, "area")
    return _sheet(colours, alpha)


def _png(sheet: Cutout) -> bytes:
    buffer = io.BytesIO()
    depth: np.dtype[Any] = depth_of(sheet)
    write_still(
        buffer,
        bands(sheet, depth, matte_only=False),
        size_hw=sheet.size_hw,
        channels=4,
        bits=8 * depth.itemsize,
    )
    return buffer.getvalue()


def _matches(head: bytes) -> bool:
    return head[:4] == b"PK\x03\x04" and head[30:38] == b"mimetype"


FORMAT = Format(
    name="openraster",
    suffixes=(".ora",),
    media_type=MEDIA_TYPE,
    matches=_matches,
    write=_write,
    alpha=True,
    sixteen_bit=True,
    layered=True,
)
