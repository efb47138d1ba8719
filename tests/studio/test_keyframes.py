"""A frame of a clip that a person corrects in the studio, and the frames round it that follow."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from tests.studio.conftest import Studio, drawn, picture

from nukki.core.options import Options
from nukki.core.values import Frame, Image
from nukki.pipeline import build
from nukki.video import Keyframe
from nukki.video.steady.between import looked_at
from nukki.video.steady.corrections import correcting
from nukki.video.steady.seen import Watched

pytestmark = pytest.mark.browser

STEP_PX = 6
"""What the drawn photo moves to the right by, from frame to frame."""


def test_what_was_erased_in_the_studio_is_gone_in_the_frames_round_it(
    studio: Studio, tiny_model: str
) -> None:
    pictures = [Image(np.roll(drawn(), STEP_PX * (n - 1), axis=1)) for n in range(3)]
    frames = [Frame(one, Fraction(n), Fraction(1)) for n, one in enumerate(pictures)]
    studio.drop(picture(pictures[1].pixels))
    studio.wait_until_cut()
    studio.brush("e", (400, 240), (400, 360))
    shown = studio.result()[..., 3] / np.float32(255)
    studio.page.evaluate("document.getElementById('steps-panel').open = true")
    fixed = Keyframe(1, studio.download("#save-strokes"))

    remover = build(Options(model=tiny_model, preset="fast"), threads=1)
    with correcting([fixed], lambda: iter(frames), remover) as correct:
        seen = list(correct(looked_at(map(Watched, frames), remover.look, every=2, always=[1])))

    assert seen[1].by_hand is not None
    # A browser softens a stroke's rim in its own way: there, in a pixel of 300, they may differ.
    assert np.abs(seen[1].by_hand.alpha - shown).mean() < 0.001
    there = [remover.cut_by(one.frame.image, one.matte).alpha[300] for one in seen]
    assert [alpha[400 + STEP_PX * (n - 1)] < 0.5 for n, alpha in enumerate(there)] == [True] * 3
    assert [alpha[480] > 0.9 for alpha in there] == [True] * 3  # the square's rest is still there
