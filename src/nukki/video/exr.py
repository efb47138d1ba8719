"""OpenEXR pictures, by FFmpeg: light in half floats, multiplied by alpha, as the format asks.

"Technical Introduction to OpenEXR": colour is scene light, and premultiplied.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.core.values import Cutout
from nukki.ops.light import light_of
from nukki.video.backend import encoding, pyav
from nukki.video.format import Order
from nukki.video.reader import decoded, opened, video_of

SUFFIX = ".exr"
OPTIONS = {"compression": "zip16", "format": "half"}


def write(path: Path, cutout: Cutout, order: Order) -> None:
    """Store a frame; a matte as it is, colours as light times alpha."""
    planes = _matte_planes(cutout) if order.matte_only else _light_planes(cutout, order)
    name = "gbrapf32le" if planes.shape[2] == 4 else "gbrpf32le"
    frame = pyav().VideoFrame.from_ndarray(np.ascontiguousarray(planes), format=name)
    with encoding("a picture"):
        path.write_bytes(_encoded(frame, name))


def _encoded(frame: Any, name: str) -> bytes:
    encoder = pyav().CodecContext.create("exr", "w")
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, name
    encoder.time_base, encoder.options = 1, dict(OPTIONS)
    packets = [*encoder.encode(frame), *encoder.encode(None)]
    return b"".join(map(bytes, packets))


def _light_planes(cutout: Cutout, order: Order) -> FloatMap:
    light = linear_light(cutout.foreground)
    if order.opaque:
        return light
    alpha = cutout.alpha[:, :, None]
    return np.concatenate((light * alpha, alpha), axis=2)


def _matte_planes(cutout: Cutout) -> FloatMap:
    return np.repeat(cutout.alpha[:, :, None], 3, axis=2)


def linear_light(pixels: Pixels) -> FloatMap:
    """The light of sRGB pixels, float32 [0, 1]."""
    full = full_scale(pixels.dtype)
    light: FloatMap = light_of(np.arange(full + 1) / full).astype(np.float32)[pixels]
    return light


def mean_alpha(path: Path) -> float:
    """The mean alpha of such a picture, [0, 1]."""
    with opened(path) as container:
        frame = next(decoded(container, video_of(container, path), path))
        alpha = frame.reformat(format="gbrapf32le").to_ndarray()[..., 3]
    return float(alpha.mean(dtype=np.float64))
