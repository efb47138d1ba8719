"""Frames that the network does not look at, and their mattes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage
from tests.video.conftest import MILLISECOND, UNEVEN_MS, MakeClip, moving_bar

from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.core.values import Frame, Image, Matte
from nukki.models import BROUGHT
from nukki.pipeline import Remover, build
from nukki.video import Clip, Keyframe, convert, video_format
from nukki.video.files.reader import frames_of, probe
from nukki.video.span import Span
from nukki.video.steady.between import AUTO, looked_at, parse_look_every
from nukki.video.steady.seen import Seen, Watched


def flat(greys: Sequence[int], *, times: Sequence[int] = ()) -> list[Watched]:
    """Flat pictures, one each second unless ``times`` says else."""
    pictures = [Image(np.full((40, 60, 3), grey, np.uint8)) for grey in greys]
    times = times or range(len(greys))
    return [
        Watched(Frame(picture, Fraction(time), Fraction(1)))
        for picture, time in zip(pictures, times, strict=True)
    ]


class Looks:
    """A network that notes which pictures it was asked for, and finds flat mattes in them."""

    def __init__(self, frames: Sequence[Watched], alphas: Sequence[float] = ()) -> None:
        self.numbers: list[int] = []
        self._order = {id(one.frame.image): n for n, one in enumerate(frames)}
        self._alphas = alphas or [0.5] * len(frames)

    def __call__(self, image: Image) -> Matte:
        self.numbers.append(self._order[id(image)])
        return Matte(np.full((8, 12), self._alphas[self.numbers[-1]], np.float32))


def seen_at(frames: Sequence[Watched], *, every: int, always: Sequence[int] = ()) -> list[int]:
    """Numbers of the frames that are looked at."""
    looks = Looks(frames)
    list(looked_at(frames, looks, every=every, always=always))
    return looks.numbers


@pytest.mark.parametrize("every", [1, 2, 3, AUTO])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 10])
def test_every_frame_comes_out_once_and_in_order(count: int, every: int) -> None:
    frames = flat([100] * count)
    found = looked_at(frames, Looks(frames), every=every)
    assert [seen.frame.time for seen in found] == list(range(count))


@pytest.mark.parametrize(
    ("every", "numbers"), [(1, [0, 1, 2, 3, 4, 5, 6, 7]), (2, [0, 2, 4, 6, 7]), (3, [0, 3, 6, 7])]
)
def test_the_network_looks_at_every_nth_frame_and_the_last(every: int, numbers: list[int]) -> None:
    assert seen_at(flat([100] * 8), every=every) == numbers


def test_the_network_looks_where_a_scene_ends_and_where_one_begins() -> None:
    assert seen_at(flat([20] * 5 + [220] * 4), every=3) == [0, 3, 4, 5, 8]


def test_a_frame_that_is_fixed_by_hand_is_looked_at() -> None:
    assert seen_at(flat([100] * 8), every=4, always=[3]) == [0, 3, 7]


def test_the_network_looks_again_where_things_changed_too_much() -> None:
    pictures = [np.random.default_rng(n // 3).integers(90, 110, (90, 160, 3)) for n in range(9)]
    blurred = [np.uint8(3) * (p // 4 * 4 - 80).clip(0, 80).astype(np.uint8) for p in pictures]
    frames = [Watched(Frame(Image(p), Fraction(n), Fraction(1))) for n, p in enumerate(blurred)]
    assert {3, 6} <= set(seen_at(frames, every=AUTO))


def test_no_more_frames_wait_than_lie_between_two_looks() -> None:
    frames, read = flat([100] * 20), list[int]()

    def reading() -> Iterator[Watched]:
        for number, frame in enumerate(frames):
            read.append(number)
            yield frame

    found = looked_at(reading(), Looks(frames), every=4)
    ahead = [len(read) - number for number, _ in enumerate(found)]
    assert max(ahead) <= 4


def test_the_nearer_matte_in_time_counts_more() -> None:
    frames = flat([100] * 3, times=[0, 1, 4])
    _, middle, _ = looked_at(frames, Looks(frames, [0, 0.5, 1]), every=2)
    assert float(middle.matte.alpha[4, 6]) == pytest.approx(0.25)


def test_a_matte_in_between_follows_what_moves() -> None:
    true = [moving_bar(number) for number in range(3)]
    mattes = {id(one.frame.image): one.matte for one in true}
    frames = [one.watched for one in true]
    found: list[Seen] = list(looked_at(frames, lambda image: mattes[id(image)], every=2))
    where = true[1].matte.alpha
    assert float((found[1].matte.alpha * where).sum() / where.sum()) > 0.8
    assert np.abs(found[1].matte.alpha - where).mean() < 0.01


@pytest.mark.parametrize(("text", "every"), [("1", 1), ("12", 12), ("auto", AUTO)])
def test_how_often_it_looks_is_a_number_or_auto(text: str, every: int) -> None:
    assert parse_look_every(text) == every


@pytest.mark.parametrize("text", ["", "0", "-2", "1.5", "often", "\u00b2"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="expected a number of frames or auto"):
        parse_look_every(text)


def clip_of(source: Path, name: str = "out.mkv", **settings: object) -> Clip:
    target = source.with_name(name)
    return Clip(source, target, video_format(target), **settings)  # type: ignore[arg-type]


def came(path: Path) -> list[Frame]:
    return list(frames_of(path, probe(path, max_megapixels=1), Span()))


def alphas(path: Path) -> list[np.ndarray]:
    return [found for f in came(path) if (found := f.image.unit_alpha()) is not None]


def test_times_stay_exact_and_mattes_near(make_clip: MakeClip, remover: Remover) -> None:
    source = make_clip()
    every = convert(clip_of(source, "every.mkv"), remover)
    third = convert(clip_of(source, "third.mkv", look_every=3), remover)
    assert [f.time for f in came(third.target)] == [time * MILLISECOND for time in UNEVEN_MS]
    pairs = zip(alphas(every.target), alphas(third.target), strict=True)
    # The tiny network sees 32 pixels and decides each: its rim jumps by some from frame to frame.
    assert max(float(np.abs(one - other).mean()) for one, other in pairs) < 0.03


def test_a_fixed_frame_stays_as_it_is(make_clip: MakeClip, remover: Remover) -> None:
    source = make_clip(times_ms=range(0, 360, 40))
    mask = source.with_name("mask.png")
    made = np.full((64, 96), 0.4, np.float32)
    PillowImage.fromarray(np.rint(made * 255).astype(np.uint8)).save(mask)
    clip = clip_of(source, look_every=4, keyframes=(Keyframe(5, mask),))
    convert(clip, remover)
    np.testing.assert_allclose(alphas(clip.target)[5], made, atol=0.5 / 255)


def test_a_network_that_remembers_has_to_see_every_frame(
    make_clip: MakeClip, remover: Remover
) -> None:
    remover.spec = replace(remover.spec, memory=BROUGHT["rvm"].memory)
    with pytest.raises(OptionError, match="remembers the frames before and has to see all"):
        convert(clip_of(make_clip(), look_every=2), remover)


def test_a_technique_has_no_looks_to_spare(make_clip: MakeClip) -> None:
    clip = clip_of(make_clip(), look_every=2)
    with pytest.raises(OptionError, match="chroma-key has none; drop it"):
        convert(clip, build(Options(model="chroma-key")))
    assert not clip.target.exists()
