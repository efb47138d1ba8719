"""CMYK through an embedded profile: the inks of a press, not the textbook's."""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from nukki import codecs

Encode = Callable[..., bytes]
GHOSTSCRIPT = Path("/usr/share/color/icc/ghostscript/default_cmyk.icc")
CYAN = (255, 0, 0, 0)
LAB = {"paper": (255, 128, 128), "cyan": (136, 208, 198), "dark": (0, 128, 128)}


def tag(kind: bytes, body: bytes) -> bytes:
    return kind + bytes(4) + body + bytes(-len(body) % 4)


def press_profile() -> bytes:
    """An ICC 2 output profile whose cyan ink prints red: a lookup table of 2 nodes per ink.

    Layout (ICC.1:2001-04): header of 128 bytes, tag table, tags. `A2B0`, type `mft1`: 4 inputs,
    3 outputs in Lab, an identity matrix, straight input and output curves, 16 nodes between.
    """
    nodes = []
    for cyan, magenta, yellow, black in product((0, 1), repeat=4):
        inks = "dark" if magenta or yellow or black else "cyan" if cyan else "paper"
        nodes.append(bytes(LAB[inks]))
    straight = bytes(range(256))
    matrix = struct.pack(">9I", *(65536 * (n % 4 == 0) for n in range(9)))
    table = bytes((4, 3, 2, 0)) + matrix + straight * 4 + b"".join(nodes) + straight * 3
    tags = {
        b"A2B0": tag(b"mft1", table),
        b"cprt": tag(b"text", b"CC0\0"),
        b"desc": tag(b"desc", struct.pack(">I", 6) + b"press\0" + bytes(78)),
        b"wtpt": tag(b"XYZ ", struct.pack(">3I", 63190, 65536, 54061)),
    }
    listing, body, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        listing += name + struct.pack(">II", at + len(body), len(data))
        body += data
    size = at + len(body)
    head = struct.pack(">I4sI", size, b"none", 0x02400000) + b"prtrCMYKLab " + bytes(12) + b"acsp"
    white = struct.pack(">3I", 63190, 65536, 54061)
    return head.ljust(68, b"\0") + white.ljust(60, b"\0") + listing + body


@pytest.mark.parametrize("plugin", ["JPEG", "TIFF"])
def test_inks_are_seen_through_the_file_s_profile(plugin: str, encode: Encode) -> None:
    inks = PIL.Image.new("CMYK", (16, 16), CYAN)
    red, green, blue = codecs.read(encode(inks, plugin, icc_profile=press_profile())).pixels[8, 8]
    assert red > 200
    assert max(green, blue) < 80


@pytest.mark.parametrize("plugin", ["JPEG", "TIFF"])
def test_paper_stays_white(plugin: str, encode: Encode) -> None:
    paper = PIL.Image.new("CMYK", (16, 16), (0, 0, 0, 0))
    pixels = codecs.read(encode(paper, plugin, icc_profile=press_profile())).pixels
    assert pixels.min() > 250  # the white point is rounded to 16 bits


@pytest.mark.parametrize("plugin", ["JPEG", "TIFF"])
def test_the_profile_of_the_inks_does_not_stay_with_rgb(plugin: str, encode: Encode) -> None:
    inks = PIL.Image.new("CMYK", (16, 16), CYAN)
    image = codecs.read(encode(inks, plugin, icc_profile=press_profile()))
    assert image.info.icc_profile is None
    assert image.pixels.shape == (16, 16, 3)


@pytest.mark.parametrize("plugin", ["JPEG", "TIFF"])
def test_a_press_s_cyan_is_no_textbook_s(plugin: str, encode: Encode) -> None:
    if not GHOSTSCRIPT.is_file():
        pytest.skip("needs Ghostscript's CMYK profile (Debian: libgs-common)")
    inks = PIL.Image.new("CMYK", (16, 16), CYAN)
    data = encode(inks, plugin, icc_profile=GHOSTSCRIPT.read_bytes())
    red, green, blue = codecs.read(data).pixels[8, 8].astype(int)
    # SWOP's cyan is about (0, 174, 239) in sRGB; without a profile it would be (0, 255, 255)
    assert np.abs(np.array((red, green, blue)) - (0, 174, 239)).max() < 12
