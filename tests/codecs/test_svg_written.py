"""SVG: a picture clipped by its outline, or the outline alone."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from xml.etree import ElementTree as ET

import numpy as np
import PIL.Image

from nukki import codecs
from nukki.core.values import Cutout, Image, Layer

SVG = "{http://www.w3.org/2000/svg}"


def cutout(layers: tuple[Layer, ...] = ()) -> Cutout:
    alpha = np.zeros((60, 90), np.float32)
    alpha[10:50, 20:70] = 1
    pixels = np.full((60, 90, 3), 120, np.uint8)
    return Cutout(pixels, alpha, Image(pixels), layers=layers)


def test_the_photo_is_clipped_by_a_path_along_the_matte() -> None:
    root = ET.fromstring(codecs.write(cutout(), "svg", quality=90))
    assert (root.get("width"), root.get("height")) == ("90", "60")
    path = root.find(f"{SVG}clipPath/{SVG}path")
    assert path is not None
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", path.get("d") or "")]
    assert min(numbers[::2]) > 19
    assert max(numbers[::2]) < 71
    image = root.find(f"{SVG}image")
    assert image is not None
    assert image.get("clip-path") == "url(#subject)"
    inside = PIL.Image.open(io.BytesIO(b64decode((image.get("href") or "").split(",")[1])))
    assert inside.size == (90, 60)


def test_the_path_alone_holds_no_picture() -> None:
    root = ET.fromstring(codecs.write(cutout(), "svg", quality=90, matte_only=True))
    assert [child.tag for child in root] == [f"{SVG}path"]


def test_what_lies_beneath_is_a_picture_of_its_own() -> None:
    plain = cutout()
    ground = Layer("Background", plain.foreground, np.ones((60, 90), np.float32))
    subject = Layer("Subject", plain.foreground, plain.alpha, masked=True)
    root = ET.fromstring(codecs.write(cutout(layers=(ground, subject)), "svg", quality=90))
    assert [child.get("clip-path") for child in root.findall(f"{SVG}image")] == [
        None,
        "url(#subject)",
    ]
