"""A drawn clip before a green screen, lit unevenly and with noise, whose true alpha is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.video.conftest import MakeClip, soft_disc

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.options import Options
from nukki.core.values import Frame
from nukki.pipeline import build
from nukki.video import Clip, convert, video_format
from nukki.video.files.reader import frames_of, probe
from nukki.video.span import Span

SIZE_HW = (144, 256)
TIMES_MS = (0, 40, 80, 120)
SILVER = (175.0, 170.0, 168.0)
SPILL = (0.0, 40.0, 10.0)
"""What the screen's light adds at the subject's rim."""


def alphas() -> list[FloatMap]:
    """A disc that jumps, and then rests while the noise goes on."""
    return [soft_disc(step, SIZE_HW) for step in (0.0, 0.3, 0.3, 0.3)]


def shot(alpha: FloatMap, noise: np.random.Generator) -> Pixels:
    """A subject with the screen's light on its rim, before the screen."""
    lit = np.linspace(0.75, 1.1, SIZE_HW[1])[None, :, None]
    share, near = alpha[:, :, None], (alpha < 0.98)[:, :, None]
    subject = np.array(SILVER) + near * SPILL
    mixed = share * subject + (1 - share) * lit * (20.0, 177.0, 64.0)
    taken: Pixels = np.clip(mixed + noise.normal(0, 2, mixed.shape), 0, 255).astype(np.uint8)
    return taken


@pytest.fixture(scope="module")
def noise() -> np.random.Generator:
    return np.random.default_rng(8)


@pytest.fixture
def keyed(make_clip: MakeClip, noise: np.random.Generator) -> list[Frame]:
    """The frames of that clip, keyed by the command's defaults."""
    pictures = [shot(alpha, noise) for alpha in alphas()]
    source = make_clip("green.mkv", codec="ffv1", pixel_format="bgr0", size_hw=SIZE_HW,
                       times_ms=TIMES_MS, pictures=pictures)  # fmt: skip
    target = source.with_name("keyed.mkv")
    clip = Clip(source, target, video_format(target), smooth="none")
    convert(clip, build(Options(model="chroma-key")))
    return read(target)


def read(path: Path) -> list[Frame]:
    return list(frames_of(path, probe(path, max_megapixels=1), Span()))


def test_a_green_screen_is_keyed_steadily(keyed: list[Frame]) -> None:
    found = [frame.image.unit_alpha() for frame in keyed]
    errors = [
        alpha - truth for alpha, truth in zip(found, alphas(), strict=True) if alpha is not None
    ]
    assert len(errors) == len(TIMES_MS)
    # All of it is in a rim of eight pixels, where the screen's light looks like more subject.
    assert np.mean(np.abs(errors)) < 0.015
    # While it rests only the camera's noise changes, and alpha as little.
    assert np.sqrt(np.mean(np.diff(errors[1:], axis=0) ** 2)) < 0.015


def test_the_screens_light_is_taken_off_the_subject(keyed: list[Frame]) -> None:
    frame, truth = keyed[3].image, alphas()[3]
    red, green, blue = frame.pixels[(truth > 0.5) & (truth < 0.98)].astype(float).mean(axis=0)
    assert green - max(red, blue) < 2  # with spill=0 it is 5
    inside = frame.pixels[truth == 1].astype(float).mean(axis=0)
    np.testing.assert_allclose(inside, SILVER, atol=4)
