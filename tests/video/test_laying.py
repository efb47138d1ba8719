"""Subjects laid over other clips and before them: place, shape, shadow, colours, light."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.video.conftest import MILLISECOND, MakeClip, soft_frames

from nukki.core.arrays import Pixels
from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.options import Options
from nukki.core.values import Box, Cutout, Image
from nukki.ops.harmony import matching_curve, recoloured, wrapping_light
from nukki.stages.arrange import Shadow
from nukki.video.scene.backdrop import backdrop, is_clip
from nukki.video.scene.harmony import Harmoniser, Harmony, taken_apart
from nukki.video.scene.inset import SHAPES, Inset, parse_inset
from nukki.video.scene.laying import below
from nukki.video.scene.overlay import overlay
from nukki.video.span import Span

GREEN = (20, 200, 40)


def inset(**given: str) -> Inset:
    words = {"at": "bottom-right", "scale": "50%", "shape": "subject", **given}
    crop = words.pop("crop", None)
    return parse_inset(**words, crop=crop)


def cutout() -> Cutout:
    """A soft disc of 64 x 96 pixels."""
    return next(soft_frames()).cutout


def opaque(colour: tuple[int, int, int], size_hw: tuple[int, int] = (64, 96)) -> Cutout:
    pixels = np.full((*size_hw, 3), colour, np.uint8)
    return Cutout(pixels, np.ones(size_hw, np.float32), source=Image(pixels))


def flat(make_clip: MakeClip, colour: tuple[int, int, int], name: str = "flat.mkv") -> Path:
    """A clip of one colour, nothing lost, 128 x 192."""
    pictures = [np.full((128, 192, 3), colour, np.uint8)] * 10
    return make_clip(name, codec="ffv1", pixel_format="bgr0", size_hw=(128, 192), pictures=pictures)


@pytest.mark.parametrize(
    ("words", "box"),
    [
        ({}, Box(96, 64, 192, 128)),
        ({"at": "top-left", "scale": "25%"}, Box(0, 0, 48, 32)),
        ({"at": "50% 0%"}, Box(48, 0, 144, 64)),
        ({"crop": "25% 0 75% 100%"}, Box(96, 0, 192, 128)),
        ({"shape": "circle", "scale": "25%"}, Box(140, 76, 188, 124)),
    ],
)
def test_place_scale_crop_and_shape_say_where_it_lies(words: dict[str, str], box: Box) -> None:
    assert inset(**words).place((64, 96), (128, 192)) == box


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"scale": "200%"}, "expected 1% to 100%"),
        ({"at": "botom"}, "did you mean bottom"),
        ({"shape": "cirle"}, "did you mean circle"),
        ({"crop": "0 0 10"}, "expected four lengths"),
    ],
)
def test_what_is_no_place_or_shape_is_said(words: dict[str, str], told: str) -> None:
    with pytest.raises((OptionError, UnknownNameError), match=told):
        inset(**words)


def test_a_circle_covers_what_a_circle_covers() -> None:
    covered = SHAPES["circle"].outline((100, 100))
    assert covered.sum() == pytest.approx(np.pi * 50**2, rel=0.002)
    assert covered[0, 0] == 0
    assert covered[50, 50] == 1


def test_rounded_corners_are_the_only_thing_that_is_missing() -> None:
    covered = SHAPES["rounded"].outline((100, 200))
    missing = (1 - covered).sum()
    assert missing == pytest.approx((4 - np.pi) * 12**2, rel=0.02)


def test_a_circle_shows_the_screen_in_its_corners(make_clip: MakeClip) -> None:
    lay = overlay(flat(make_clip, GREEN), inset(shape="circle"), max_megapixels=1).frames(Span())
    laid = lay(opaque((200, 0, 0)), Fraction(0)).foreground
    box = inset(shape="circle").place((64, 96), (128, 192))
    assert tuple(laid[box.top, box.left]) == GREEN
    assert tuple(laid[(box.top + box.bottom) // 2, (box.left + box.right) // 2]) == (200, 0, 0)


def test_a_shadow_darkens_the_screen_beside_the_shape_alone(make_clip: MakeClip) -> None:
    screen, lying = flat(make_clip, GREEN), inset(shape="rounded", at="center")
    bare = overlay(screen, lying, max_megapixels=1)
    shaded = replace(bare, shadow=Shadow("drop"))
    picture = opaque((200, 0, 0))
    without, with_it = (
        one.frames(Span())(picture, Fraction(0)).foreground for one in (bare, shaded)
    )
    box = lying.place((64, 96), (128, 192))
    below_it = (slice(box.bottom + 1, box.bottom + 4), slice(box.left + 20, box.right - 20))
    assert with_it[below_it][..., 1].mean() < without[below_it][..., 1].mean() - 30
    np.testing.assert_array_equal(with_it[:4], without[:4])
    centre = (slice(50, 78), slice(60, 130))
    np.testing.assert_array_equal(with_it[centre], without[centre])


def test_what_reaches_beyond_the_rim_is_cut_off(make_clip: MakeClip) -> None:
    high = inset(scale="100%", crop="40% 0 60% 100%", at="top")
    lay = overlay(flat(make_clip, GREEN), high, max_megapixels=1).frames(Span())
    laid = lay(opaque((200, 0, 0)), Fraction(0)).foreground
    assert laid.shape == (128, 192, 3)
    assert (laid == (200, 0, 0)).all()


def test_a_clip_behind_covers_the_frame_and_begins_again(make_clip: MakeClip) -> None:
    pictures: list[Pixels] = [np.full((48, 48, 3), value, np.uint8) for value in (40, 120)]
    behind = make_clip("two.mkv", codec="ffv1", pixel_format="bgr0", size_hw=(48, 48),
                       times_ms=(0, 100), pictures=pictures)  # fmt: skip
    lay = backdrop(behind, max_megapixels=1, harmony=Harmony()).frames(Span())
    seen = [lay(cutout(), time * MILLISECOND) for time in range(0, 1000, 50)]
    shown = [int(one.foreground[0, 0, 0]) for one in seen]
    assert shown[:3] == [40, 40, 120]
    assert {40, 120} == set(shown[10:])
    assert seen[0].size_hw == (64, 96)
    assert (seen[0].alpha == 1).all()


def test_files_that_are_no_pictures_are_clips(make_clip: MakeClip, tmp_path: Path) -> None:
    from nukki import codecs

    picture = tmp_path / "beach.png"
    picture.write_bytes(codecs.write(cutout(), "png", quality=90))
    assert is_clip(str(make_clip()))
    assert not any(map(is_clip, (str(picture), "white", "blur", "0" * 5000, None)))


def test_colours_go_towards_those_behind() -> None:
    subject, behind = np.full((40, 40, 3), 128, np.uint8), np.full((40, 40, 3), 160, np.uint8)
    alpha = np.ones((40, 40), np.float32)
    half, whole = (matching_curve(subject, alpha, behind, share) for share in (0.5, 1.0))
    assert recoloured(subject, half)[0, 0, 0] == 144
    assert recoloured(subject, whole)[0, 0, 0] == 160


def test_nobody_turns_black_before_a_black_wall() -> None:
    subject = np.full((40, 40, 3), 200, np.uint8)
    curve = matching_curve(subject, np.ones((40, 40), np.float32), np.zeros_like(subject), 1.0)
    assert recoloured(subject, curve)[0, 0, 0] >= 140


def test_sixteen_bits_are_recoloured_as_eight_are() -> None:
    ramp = np.broadcast_to(np.arange(256, dtype=np.uint8)[None, :, None], (4, 256, 3)).copy()
    behind = np.full((4, 256, 3), 90, np.uint8)
    curve = matching_curve(ramp, np.ones((4, 256), np.float32), behind, 0.7)
    deep = recoloured(ramp.astype(np.uint16) * np.uint16(257), curve)
    np.testing.assert_allclose(deep / 257, recoloured(ramp, curve), atol=0.51)


def test_light_wraps_round_the_rim_and_no_further() -> None:
    alpha = np.zeros((100, 100), np.float32)
    alpha[20:80, 20:80] = 1
    _, weight = wrapping_light(alpha, np.full((100, 100, 3), 250, np.uint8), 1.0)
    assert weight[50, 20] > 0.3
    assert weight[50, 50] < 0.001
    assert weight[50, 10] == 0


def test_light_only_adds(make_clip: MakeClip) -> None:
    subject, black = cutout(), np.zeros((64, 96, 3), np.uint8)
    plain = Harmoniser(Harmony()).laid(subject.foreground, subject.alpha, black)
    wrapped = Harmoniser(Harmony(wrap=1.0)).laid(subject.foreground, subject.alpha, black)
    np.testing.assert_array_equal(wrapped, plain)
    white = np.full_like(black, 255)
    bright = Harmoniser(Harmony(wrap=1.0)).laid(subject.foreground, subject.alpha, white)
    without = Harmoniser(Harmony()).laid(subject.foreground, subject.alpha, white)
    assert (bright >= without).all()
    assert bright.mean() > without.mean()


def test_colours_follow_their_background_without_a_jump() -> None:
    harmoniser, subject = Harmoniser(Harmony(match=1.0)), opaque((128, 128, 128))
    dark, bright = (np.full((64, 96, 3), value, np.uint8) for value in (100, 156))
    first = harmoniser.matched(subject.foreground, subject.alpha, dark)
    second = harmoniser.matched(subject.foreground, subject.alpha, bright)
    assert first[0, 0, 0] == 100
    assert 100 < second[0, 0, 0] < 115


def laid(options: Options, *, over: Path | None = None, lying: Inset | None = None,
         harmony: Harmony | None = None) -> tuple[object, Options]:  # fmt: skip
    return below(options, over=over, inset=lying, harmony=harmony or Harmony())


def test_a_frame_round_the_subject_is_filled_with_the_blurred_room(make_clip: MakeClip) -> None:
    screen = flat(make_clip, GREEN)
    _, left = laid(Options(shadow="drop"), over=screen, lying=inset(shape="circle"))
    assert left.background == "blur"
    assert left.shadow is None  # it is the frame's


@pytest.mark.parametrize(
    ("options", "words", "told"),
    [
        (Options(background="white"), {"over": "x"}, "drop background, or frame the subject"),
        (Options(matte_only=True), {"over": "x"}, "matte_only gives no picture"),
        (Options(), {"wrap": "1"}, "name a colour, a picture or a clip"),
        (Options(background="blur"), {"wrap": "1"}, "name a colour, a picture or a clip"),
    ],
)
def test_what_contradicts_itself_is_said(
    options: Options, words: dict[str, str], told: str
) -> None:
    over = Path(words["over"]) if "over" in words else None
    with pytest.raises(OptionError, match=told):
        laid(options, over=over, harmony=Harmony(wrap=1.0 if "wrap" in words else 0.0))


def test_what_a_subject_takes_on_is_left_out_of_the_options_for_one_frame() -> None:
    harmony, rest = taken_apart(Options(background="red", light_wrap=40))
    assert harmony == Harmony(wrap=0.4)
    assert rest == Options(background="red")
