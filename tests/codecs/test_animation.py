"""Animations: whole frames with exact times, in and out."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.core.errors import EncodeError
from nukki.core.values import Cutout, CutoutFrame, Image

Encode = Callable[..., bytes]

ANIMATED = [name for name, entry in codecs.FORMATS.items() if entry.can_animate]
LOOPING = ["gif", "png", "webp"]
THIRD = Fraction(1, 30)


@pytest.fixture
def frames(colours: NDArray[np.uint8]) -> list[CutoutFrame]:
    """Four frames at 30 per second: a hard-edged square moves to the right."""
    return [moving(colours, step) for step in range(4)]


def moving(colours: NDArray[np.uint8], step: int) -> CutoutFrame:
    alpha = np.zeros(colours.shape[:2], np.float32)
    alpha[2:8, step * 3 : step * 3 + 5] = 1
    pixels = np.where(alpha[..., np.newaxis] > 0, colours, 0).astype(np.uint8)
    return CutoutFrame(Cutout(pixels, alpha, Image(colours)), step * THIRD, THIRD)


@pytest.mark.parametrize("name", ANIMATED)
def test_every_frame_comes_back_whole(name: str, frames: list[CutoutFrame]) -> None:
    data = codecs.write_frames(iter(frames), name, loop=0, quality=90)
    alphas = [frame.image.unit_alpha() for frame in codecs.read_frames(data)]
    wanted = [frame.cutout.alpha for frame in frames]
    np.testing.assert_allclose(np.array(alphas), np.array(wanted), atol=8 / 255)


@pytest.mark.parametrize("name", ANIMATED)
def test_what_surrounds_a_plain_rectangle_stays_transparent(name: str) -> None:
    """Encoders that store only the painted part of a frame see nothing transparent in it."""
    alpha = np.zeros((16, 24), np.float32)
    alpha[4:12, 4:12] = 1
    pixels = np.repeat((alpha * 230).astype(np.uint8)[:, :, np.newaxis], 3, axis=2)
    shifted = [
        Cutout(np.roll(pixels, step, 1), np.roll(alpha, step, 1), Image(pixels)) for step in (0, 4)
    ]
    frames = [CutoutFrame(cutout, THIRD, THIRD) for cutout in shifted]
    read = codecs.read_frames(codecs.write_frames(frames, name, loop=0, quality=90))
    alphas = [frame.image.unit_alpha() for frame in read]
    wanted = [cutout.alpha for cutout in shifted]
    np.testing.assert_allclose(np.array(alphas), np.array(wanted), atol=8 / 255)


@pytest.mark.parametrize("name", ANIMATED)
def test_times_do_not_drift(name: str, frames: list[CutoutFrame]) -> None:
    data = codecs.write_frames(frames, name, loop=0, quality=90)
    times = [frame.time for frame in codecs.read_frames(data)]
    unit = Fraction(1, 100)  # GIF's; the others count in milliseconds or better
    assert all(abs(time - step * THIRD) <= unit / 2 for step, time in enumerate(times))


def test_apng_keeps_times_as_exact_fractions(frames: list[CutoutFrame]) -> None:
    read = list(codecs.read_frames(codecs.write_frames(frames, "png", loop=0, quality=90)))
    assert [frame.duration for frame in read] == [THIRD] * 4
    assert [frame.time for frame in read] == [step * THIRD for step in range(4)]


@pytest.mark.parametrize("name", LOOPING)
@pytest.mark.parametrize("loop", [0, 1, 3])
def test_the_number_of_showings_survives(name: str, loop: int, frames: list[CutoutFrame]) -> None:
    data = codecs.write_frames(frames, name, loop=loop, quality=90)
    info = codecs.probe(data)[1]
    assert (info.loop, info.frames) == (loop, 4)


@pytest.mark.parametrize("name", ANIMATED)
def test_reading_an_animation_gives_its_first_frame(name: str, frames: list[CutoutFrame]) -> None:
    image = codecs.read(codecs.write_frames(frames, name, loop=0, quality=90))
    alpha = image.unit_alpha()
    assert alpha is not None
    np.testing.assert_allclose(alpha, frames[0].cutout.alpha, atol=8 / 255)


def test_frames_of_different_sizes_are_refused(
    frames: list[CutoutFrame], colours: NDArray[np.uint8]
) -> None:
    odd = moving(colours[:, :8], 0)
    with pytest.raises(EncodeError, match="frames of one size"):
        codecs.write_frames([*frames, odd], "gif", loop=0, quality=90)


def test_a_still_scene_keeps_its_frames_in_apng(frames: list[CutoutFrame]) -> None:
    data = codecs.write_frames([frames[0]] * 3, "png", loop=0, quality=90)
    assert len(list(codecs.read_frames(data))) == 3


def test_the_cover_picture_of_an_apng_is_no_frame(
    colours: NDArray[np.uint8], encode: Encode
) -> None:
    shown = [PIL.Image.fromarray(np.roll(colours, shift, axis=0)) for shift in (1, 2)]
    data = encode(
        colours, "PNG", save_all=True, append_images=shown, default_image=True, duration=50
    )
    read = list(codecs.read_frames(data))
    assert len(read) == codecs.probe(data)[1].frames == 2
    np.testing.assert_array_equal(read[0].image.pixels, np.roll(colours, 1, axis=0))


def test_a_gif_that_paints_only_what_changed_is_read_whole(encode: Encode) -> None:
    first = np.zeros((8, 8, 3), np.uint8)
    second = first.copy()
    second[2, 2] = 255
    data = encode(
        first, "GIF", save_all=True, append_images=[PIL.Image.fromarray(second)], duration=20
    )
    last = list(codecs.read_frames(data))[-1].image
    np.testing.assert_array_equal(last.pixels, second)


def test_soft_alpha_becomes_a_hard_edge_in_gif(cutout: Cutout) -> None:
    alpha = codecs.read(codecs.write(cutout, "gif", quality=90)).alpha
    assert alpha is not None
    np.testing.assert_array_equal(alpha == 255, np.rint(cutout.alpha * 255) >= 128)


def test_a_gif_keeps_few_colours_exactly() -> None:
    pixels = np.zeros((4, 4, 3), np.uint8)
    pixels[:2] = (200, 10, 30)
    data = codecs.write(
        Cutout(pixels, np.ones((4, 4), np.float32), Image(pixels)), "gif", quality=90
    )
    np.testing.assert_array_equal(codecs.read(data).pixels, pixels)


def test_pillow_reads_the_animation_that_the_encoder_writes(frames: list[CutoutFrame]) -> None:
    data = codecs.write_frames(frames, "png", loop=0, quality=90)
    with PIL.Image.open(io.BytesIO(data)) as picture:
        picture.seek(3)
        shown = np.asarray(picture.convert("RGBA"))
    np.testing.assert_array_equal(shown[..., :3], frames[3].cutout.foreground)
