"""What every entry of the format registry promises, whoever added it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.codecs.format import Format
from nukki.core.errors import CorruptImageError, EncodeError, UnknownNameError
from nukki.core.values import Cutout, Image

ALL = list(codecs.FORMATS.values())
READ = [entry for entry in ALL if entry.can_read]
READ_AND_WRITTEN = [entry for entry in ALL if entry.can_read and entry.can_write]
SOFT = [entry for entry in READ_AND_WRITTEN if entry.alpha]
ANIMATED = [entry for entry in ALL if entry.can_animate]

LOSSY_LEVELS = 12.0
"""Mean difference of an 8-bit channel that quality 90 may cost on a small steep gradient."""


def named(entry: Format) -> str:
    return entry.name


def test_suffixes_belong_to_one_format_each() -> None:
    counts = Counter(suffix for entry in ALL for suffix in entry.suffixes)
    assert set(counts.values()) == {1}


@pytest.mark.parametrize("entry", ALL, ids=named)
def test_suffixes_are_lower_case_with_a_dot(entry: Format) -> None:
    assert entry.suffixes
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in entry.suffixes)


@pytest.mark.parametrize("entry", ALL, ids=named)
def test_the_media_type_is_of_a_picture_or_an_archive(entry: Format) -> None:
    assert entry.media_type.split("/")[0] in {"image", "application"}


@pytest.mark.parametrize("entry", ALL, ids=named)
def test_a_suffix_in_any_case_finds_its_format(entry: Format) -> None:
    assert codecs.format_for_suffix(entry.suffixes[0].upper()) is entry


@pytest.mark.parametrize("entry", ALL, ids=named)
def test_a_format_can_be_read_or_written(entry: Format) -> None:
    assert entry.can_read or entry.can_write


@pytest.mark.parametrize("entry", READ, ids=named)
def test_a_file_is_recognised_by_its_first_bytes(
    entry: Format, sample: Callable[[str], bytes]
) -> None:
    assert codecs.sniff(sample(entry.name)[:64]) is entry


@pytest.mark.parametrize("entry", READ, ids=named)
def test_a_file_is_read_in_its_size_and_colours(
    entry: Format, sample: Callable[[str], bytes], colours: NDArray[np.uint8]
) -> None:
    image = codecs.read(sample(entry.name))
    assert image.pixels.shape == colours.shape
    assert np.abs(image.pixels.astype(int) - colours).mean() < LOSSY_LEVELS


@pytest.mark.parametrize("entry", READ, ids=named)
def test_probing_says_what_reading_gives(entry: Format, sample: Callable[[str], bytes]) -> None:
    size_hw, info = codecs.probe(sample(entry.name))
    image = codecs.read(sample(entry.name))
    assert (size_hw, info) == (image.size_hw, image.info)
    assert info.format == entry.name


@pytest.mark.parametrize("entry", READ, ids=named)
def test_a_still_is_one_frame_of_no_duration(entry: Format, sample: Callable[[str], bytes]) -> None:
    frames = list(codecs.read_frames(sample(entry.name)))
    assert [(frame.time, frame.duration) for frame in frames] == [(Fraction(0), Fraction(0))]


@pytest.mark.parametrize("entry", READ, ids=named)
def test_half_a_file_is_reported_as_corrupt(entry: Format, sample: Callable[[str], bytes]) -> None:
    data = sample(entry.name)
    with pytest.raises(CorruptImageError, match=entry.name):
        codecs.read(data[: len(data) // 2])


@pytest.mark.parametrize("entry", SOFT, ids=named)
def test_alpha_survives_to_the_nearest_level(entry: Format, cutout: Cutout) -> None:
    alpha = codecs.read(codecs.write(cutout, entry.name, quality=90)).unit_alpha()
    assert alpha is not None
    levels = 8 if entry.name == "avif" else 0.5  # AVIF's alpha is lossy too
    assert np.abs(alpha - cutout.alpha).max() <= (levels + 0.01) / 255


@pytest.mark.parametrize("entry", SOFT, ids=named)
def test_visible_colours_survive(entry: Format, cutout: Cutout) -> None:
    pixels = codecs.read(codecs.write(cutout, entry.name, quality=90)).pixels
    opaque = cutout.alpha == 1
    difference = np.abs(pixels.astype(int) - cutout.foreground)[opaque]
    assert difference.mean() <= (LOSSY_LEVELS if entry.lossy else 0)


@pytest.mark.parametrize("entry", [entry for entry in SOFT if not entry.lossy], ids=named)
def test_no_colour_is_left_where_alpha_rounds_to_nothing(entry: Format) -> None:
    bright = np.full((4, 4, 3), 200, np.uint8)
    faint = np.full((4, 4), 0.001, np.float32)
    image = codecs.read(codecs.write(Cutout(bright, faint, Image(bright)), entry.name, quality=90))
    assert not image.pixels.any()
    assert image.alpha is not None
    assert not image.alpha.any()


@pytest.mark.parametrize("entry", READ_AND_WRITTEN, ids=named)
def test_a_matte_alone_is_grey(entry: Format, cutout: Cutout) -> None:
    data = codecs.write(cutout, entry.name, quality=100, matte_only=True)
    image = codecs.read(data)
    assert np.abs(image.pixels[..., 0] / 255 - cutout.alpha).max() < 0.05
    assert image.alpha is None or (image.alpha == 255).all()


@pytest.mark.parametrize("entry", [entry for entry in ALL if not entry.can_write], ids=named)
def test_writing_a_format_that_is_only_read_names_the_others(entry: Format, cutout: Cutout) -> None:
    with pytest.raises(EncodeError, match=r"only read here; choose one of .*png"):
        codecs.write(cutout, entry.name, quality=90)


@pytest.mark.parametrize("entry", [entry for entry in ALL if not entry.can_animate], ids=named)
def test_an_animation_in_a_format_of_stills_names_the_others(entry: Format) -> None:
    with pytest.raises(EncodeError, match=r"no animation; choose one of .*gif"):
        codecs.write_frames([], entry.name, loop=0, quality=90)


@pytest.mark.parametrize("entry", ANIMATED, ids=named)
def test_an_animation_needs_a_frame(entry: Format) -> None:
    with pytest.raises(EncodeError, match="at least one frame"):
        codecs.write_frames([], entry.name, loop=0, quality=90)


def test_an_unknown_format_names_the_nearest(cutout: Cutout) -> None:
    with pytest.raises(UnknownNameError, match="did you mean jpeg"):
        codecs.write(cutout, "jpg", quality=90)


def test_an_unknown_suffix_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean .*\.jpeg"):
        codecs.format_for_suffix(".jpeq")
