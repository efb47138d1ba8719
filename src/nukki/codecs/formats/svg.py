"""SVG: the picture clipped by a path that follows the matte, or the path alone."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import replace
from typing import BinaryIO

import numpy as np

from nukki.codecs.format import Format, WriteSettings, starts_with
from nukki.codecs.layers import layers_of
from nukki.codecs.pillow_save import jpeg_bytes, save
from nukki.codecs.quantise import whole
from nukki.core.values import Cutout, Layer
from nukki.ops.curves import path_data, trace
from nukki.ops.depth import EIGHT, to_depth


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    height, width = cutout.size_hw
    *beneath, subject = layers_of(cutout)
    curves = trace(subject.alpha, tolerance_px=settings.path_tolerance_px)
    path = "".join(path_data(curves))
    shown = [_path(path)] if settings.matte_only else _pictures(cutout, beneath, subject, settings)
    clip = "" if settings.matte_only else f'<clipPath id="subject">{_path(path)}</clipPath>'
    size = f'width="{width}" height="{height}"'
    stream.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
        f"{clip}{''.join(shown)}</svg>\n".encode()
    )


def _pictures(
    cutout: Cutout, beneath: list[Layer], subject: Layer, settings: WriteSettings
) -> list[str]:
    shown = [_picture(_png(layer, cutout, settings), "png") for layer in beneath]
    photo = jpeg_bytes(to_depth(subject.colours, EIGHT), cutout, settings)
    return [*shown, _picture(photo, "jpeg", ' clip-path="url(#subject)"')]


def _path(data: str) -> str:
    return f'<path fill-rule="nonzero" d="{data}"/>'


def _picture(data: bytes, kind: str, more: str = "") -> str:
    text = b64encode(data).decode()
    return f'<image width="100%" height="100%"{more} href="data:image/{kind};base64,{text}"/>'


def _png(layer: Layer, cutout: Cutout, settings: WriteSettings) -> bytes:
    buffer = io.BytesIO()
    laid = replace(cutout, foreground=np.ascontiguousarray(layer.colours), alpha=layer.alpha)
    save(buffer, whole(laid, EIGHT, matte_only=False), "PNG", cutout, settings)
    return buffer.getvalue()


FORMAT = Format(
    name="svg",
    suffixes=(".svg",),
    media_type="image/svg+xml",
    matches=starts_with(b"<svg"),
    write=_write,
    layered=True,
    paths=True,
    lossy=True,
)
