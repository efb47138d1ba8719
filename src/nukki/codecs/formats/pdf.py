"""PDF: one page, the picture clipped by a path that follows the matte (ISO 32000-1), or the path.

catalog ─ pages ─ page ─┬─ content    clip, and draw each picture over the page
└─ pictures   JPEG; of what is not opaque, alpha beside it
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from nukki.codecs.format import Format, WriteSettings, starts_with
from nukki.codecs.layers import layers_of
from nukki.codecs.pillow_save import jpeg_bytes
from nukki.core.values import Cutout, Layer
from nukki.ops.curves import Curve, trace
from nukki.ops.depth import EIGHT, to_depth

_POINTS = 72
"""Of an inch, PDF's unit; a picture that does not say how large it is has as many pixels to it."""

_FILL = b"0 g f"
_CLIP = b"W n"


@dataclass
class _Document:
    """Numbered objects; the first is the catalog."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        self.objects.append(body)
        return len(self.objects)

    def stream(self, data: bytes, **entries: str) -> int:
        told = "".join(f"/{name} {value}" for name, value in entries.items())
        head = f"<<{told}/Length {len(data)}>>\nstream\n".encode()
        return self.add(head + data + b"\nendstream")

    def write(self, stream: BinaryIO) -> None:
        start = stream.tell()
        stream.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body in enumerate(self.objects, 1):
            places.append(stream.tell() - start)
            stream.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        at = stream.tell() - start
        count = len(self.objects) + 1
        stream.write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        stream.write(b"".join(b"%010d 00000 n \n" % place for place in places))
        stream.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, at))


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    height, width = cutout.size_hw
    *beneath, subject = layers_of(cutout)
    across, down = cutout.source.info.dpi or (_POINTS, _POINTS)
    page_w, page_h = width * _POINTS / across, height * _POINTS / down
    document = _Document()
    document.add(b"<</Type/Catalog/Pages 2 0 R>>")
    document.add(b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
    page = document.add(b"")
    curves = trace(subject.alpha, tolerance_px=settings.path_tolerance_px)
    path = b"\n".join(_path(curves, (height, width)))
    drawn = [b"q %.4f 0 0 %.4f 0 0 cm" % (page_w, page_h)]
    pictures: list[int] = []
    if settings.matte_only:
        drawn += [path, _FILL]
    else:
        pictures = [_picture(document, layer, cutout, settings) for layer in beneath]
        drawn += [b"/P%d Do" % number for number in pictures]
        pictures.append(_photo(document, subject, cutout, settings))
        drawn += [path, _CLIP, b"/P%d Do" % pictures[-1]] if curves else []
    content = document.stream(zlib.compress(b"\n".join([*drawn, b"Q"])), Filter="/FlateDecode")
    named = b"".join(b"/P%d %d 0 R" % (number, number) for number in pictures)
    document.objects[page - 1] = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.4f %.4f]/Contents %d 0 R"
        b"/Resources<</XObject<<%b>>>>>>" % (page_w, page_h, content, named)
    )
    document.write(stream)


def _path(curves: list[Curve], size_hw: tuple[int, int]) -> Iterator[bytes]:
    """Path operators on a page of 1 x 1 whose origin is its lower left corner."""
    for curve in curves:
        shares = curve / size_hw[::-1]
        shares[..., 1] = 1 - shares[..., 1]
        yield b"%.6f %.6f m" % tuple(shares[0, 0])
        for piece in shares:
            yield b"%.6f %.6f %.6f %.6f %.6f %.6f c" % tuple(piece[1:].ravel())
        yield b"h"


def _photo(document: _Document, layer: Layer, cutout: Cutout, settings: WriteSettings) -> int:
    return _picture(document, Layer(layer.name, layer.colours, np.ones_like(layer.alpha)), cutout,
                    settings)  # fmt: skip


def _picture(document: _Document, layer: Layer, cutout: Cutout, settings: WriteSettings) -> int:
    """A layer as a picture of the page's size; gives its number."""
    height, width = layer.alpha.shape
    size = {"Type": "/XObject", "Subtype": "/Image", "Width": f"{width}", "Height": f"{height}",
            "BitsPerComponent": "8"}  # fmt: skip
    more = {}
    if layer.alpha.min() < 1:
        levels = np.rint(layer.alpha * 255).astype(np.uint8)
        mask = document.stream(
            zlib.compress(levels.tobytes()),
            Filter="/FlateDecode",
            ColorSpace="/DeviceGray",
            **size,
        )
        more["SMask"] = f"{mask} 0 R"
    space = "/DeviceRGB"
    if profile := cutout.source.info.icc_profile:
        number = document.stream(zlib.compress(profile), Filter="/FlateDecode", N="3")
        space = f"[/ICCBased {number} 0 R]"
    data = jpeg_bytes(to_depth(layer.colours, EIGHT), cutout, settings)
    return document.stream(data, Filter="/DCTDecode", ColorSpace=space, **size, **more)


FORMAT = Format(
    name="pdf",
    suffixes=(".pdf",),
    media_type="application/pdf",
    matches=starts_with(b"%PDF-"),
    write=_write,
    layered=True,
    lossy=True,
    paths=True,
)
