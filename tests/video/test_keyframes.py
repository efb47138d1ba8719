"""Mattes fixed by hand, and the frames round them that follow."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage
from tests.video.conftest import SIZE_HW, MakeClip

from nukki.core.errors import InputError, OptionError
from nukki.core.options import Options
from nukki.core.values import Image
from nukki.ops.flow import grey_of
from nukki.pipeline import Remover, build
from nukki.video import Clip, Keyframe, convert, video_format
from nukki.video.files.reader import frames_of, probe
from nukki.video.span import Span
from nukki.video.steady.keyframes import parse_keyframes
from nukki.video.steady.propagation import Backwards, View, corrections

STEP_PX = 3


def scene(number: int) -> NDArray[np.uint8]:
    """(64, 96, 3) a dark pattern that moves to the right, with a bright disc that stands still."""
    rows, columns = np.mgrid[: SIZE_HW[0], : SIZE_HW[1]]
    moved = columns - STEP_PX * number
    waves = np.sin(moved / 5) * np.cos(rows / 6) + np.sin(moved / 17)
    grey = 60 + 25 * waves
    grey[np.hypot(rows - 20, columns - 20) < 10] = 230
    return np.repeat(np.rint(grey)[:, :, None], 3, axis=2).astype(np.uint8)


def patch(number: int) -> NDArray[np.float32]:
    """(64, 96) 1 in a square that moves with the pattern."""
    alpha = np.zeros(SIZE_HW, np.float32)
    left = 40 + STEP_PX * number
    alpha[36:56, left : left + 18] = 1
    return alpha


def views(fixed: Sequence[int], *, cuts: Sequence[int] = (), count: int = 9) -> list[View]:
    """Frames of the scene; at the keyframes the square was added to the matte."""
    return [
        View(grey_of(scene(n)), n not in cuts, patch(n) if n in fixed else None)
        for n in range(count)
    ]


def carried(
    fixed: Sequence[int], folder: Path, *, cuts: Sequence[int] = ()
) -> list[NDArray[np.float32] | None]:
    back = Backwards(views(fixed, cuts=cuts)[: max(fixed) + 1], max(fixed) + 1, folder)
    return list(corrections(views(fixed, cuts=cuts), back))


def overlap(found: NDArray[np.float32] | None, number: int) -> float:
    assert found is not None
    both = np.minimum(found, patch(number)).sum()
    return float(both / np.maximum(found, patch(number)).sum())


@pytest.mark.parametrize("fixed", [(0,), (8,), (4,), (0, 8)])
def test_a_correction_follows_what_moves_both_ways(fixed: tuple[int, ...], tmp_path: Path) -> None:
    found = carried(fixed, tmp_path)
    # Eight bilinear steps soften the square's rim by a pixel or two.
    assert min(overlap(change, n) for n, change in enumerate(found)) > 0.75


def test_a_correction_ends_where_its_scene_does(tmp_path: Path) -> None:
    found = carried((4,), tmp_path, cuts=(2, 6))
    assert [n for n, change in enumerate(found) if change is not None] == [2, 3, 4, 5]


def test_between_two_keyframes_each_counts_by_its_nearness(tmp_path: Path) -> None:
    still = [View(grey_of(scene(0)), True, None) for _ in range(5)]
    half, none = np.full(SIZE_HW, 0.8, np.float32), np.zeros(SIZE_HW, np.float32)
    still[0], still[4] = View(still[0].grey, True, half), View(still[4].grey, True, none)
    found = corrections(still, Backwards(still, 5, tmp_path))
    means = [float(change.mean()) for change in found if change is not None]
    # Kept in steps of 1/127.
    np.testing.assert_allclose(means, [0.8, 0.6, 0.4, 0.2, 0.0], atol=0.01)


def mask_file(folder: Path, name: str, alpha: NDArray[np.float32]) -> Path:
    path = folder / name
    PillowImage.fromarray(np.rint(alpha * 255).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def pattern(make_clip: MakeClip) -> Path:
    return make_clip("pattern.mkv", codec="ffv1", pixel_format="bgr0",
                     times_ms=range(0, 360, 40), pictures=[scene(n) for n in range(9)])  # fmt: skip


def alphas(source: Path, remover: Remover, *keyframes: Keyframe) -> list[NDArray[np.float32]]:
    target = source.with_name("out.mkv")
    convert(Clip(source, target, video_format(target), keyframes=keyframes), remover)
    came = frames_of(target, probe(target, max_megapixels=1), Span())
    return [found for f in came if (found := f.image.unit_alpha()) is not None]


def test_a_fixed_frame_is_kept_and_its_neighbours_follow(
    pattern: Path, remover: Remover, tmp_path: Path
) -> None:
    disc = alphas(pattern, remover)[4]
    made = np.maximum(disc, patch(4) * 0.75)
    found = alphas(pattern, remover, Keyframe(4, mask_file(tmp_path, "4.png", made)))
    np.testing.assert_allclose(found[4], made, atol=0.5 / 255)
    assert [bool(a[46, 49 + STEP_PX * n] > 0.6) for n, a in enumerate(found)] == [True] * 9


ERASER = {"kind": "erase", "points": [[14, 20], [26, 20]], "radius_px": 9, "hard": True}
"""A stroke over the disc, as the studio saves it."""


def stroke_file(folder: Path, *strokes: dict[str, object]) -> Path:
    path = folder / "frame.strokes.json"
    path.write_text(json.dumps(strokes))
    return path


def test_strokes_go_over_what_the_network_found_and_its_neighbours_follow(
    pattern: Path, remover: Remover, tmp_path: Path
) -> None:
    before = alphas(pattern, remover)
    found = alphas(pattern, remover, Keyframe(4, stroke_file(tmp_path, ERASER)))
    assert min(float(alpha[20, 20]) for alpha in before) > 0.9
    assert max(float(alpha[20, 20]) for alpha in found) < 0.1
    away = np.s_[40:, 40:]
    np.testing.assert_allclose(found[4][away], before[4][away], atol=0.5 / 255)


def test_strokes_are_in_pixels_of_the_clip_where_frames_are_worked_on_smaller(
    tiny_model: str, tmp_path: Path
) -> None:
    frame = Image(np.full((200, 300, 3), 230, np.uint8))
    small = build(Options(model=tiny_model, preset="fast", megapixels=0.015))  # half as wide
    eraser = {**ERASER, "points": [[240, 40]], "radius_px": 30}
    found = Keyframe(0, stroke_file(tmp_path, eraser)).matte(frame, small)
    assert found.alpha.shape == (100, 150)
    assert [float(found.alpha[20, column]) for column in (40, 120)] == [1, 0]


@pytest.mark.parametrize(("text", "says"), [("no", "JSON"), ("[]", "1 to 500 strokes")])
def test_a_file_without_strokes_is_refused_by_its_name(
    text: str, says: str, pattern: Path, remover: Remover, tmp_path: Path
) -> None:
    path = tmp_path / "bad.strokes.json"
    path.write_text(text)
    with pytest.raises(OptionError, match=rf"bad\.strokes\.json: strokes: expected.*{says}"):
        alphas(pattern, remover, Keyframe(0, path))


def test_strokes_that_are_not_there_are_named(pattern: Path, remover: Remover) -> None:
    with pytest.raises(InputError, match=r"lost\.json: No such file"):
        alphas(pattern, remover, Keyframe(2, Path("lost.json")))


def test_a_correction_can_take_away(pattern: Path, remover: Remover, tmp_path: Path) -> None:
    nothing = mask_file(tmp_path, "nothing.png", np.zeros(SIZE_HW, np.float32))
    found = alphas(pattern, remover, Keyframe(0, nothing))
    # Of the disc, a twentieth of the frame, less than half may come back at its rim.
    assert max(float(alpha.mean()) for alpha in found) < 0.02


def test_a_mask_of_another_size_is_refused(pattern: Path, remover: Remover, tmp_path: Path) -> None:
    small = mask_file(tmp_path, "small.png", np.zeros((10, 20), np.float32))
    with pytest.raises(InputError, match="a matte of 96x64 as the frames are, got 20x10"):
        alphas(pattern, remover, Keyframe(2, small))


def test_a_mask_that_is_not_there_is_named(pattern: Path, remover: Remover) -> None:
    with pytest.raises(InputError, match=r"lost\.png: no such file"):
        alphas(pattern, remover, Keyframe(2, Path("lost.png")))


def test_a_frame_that_the_clip_does_not_have_is_refused(
    pattern: Path, remover: Remover, tmp_path: Path
) -> None:
    mask = mask_file(tmp_path, "9.png", np.zeros(SIZE_HW, np.float32))
    with pytest.raises(InputError, match="expected frames 0 to 8 as the clip has, got 9"):
        alphas(pattern, remover, Keyframe(9, mask))
    assert not pattern.with_name("out.mkv").exists()


def test_a_region_and_a_keyframe_are_not_taken_together(
    pattern: Path, tiny_model: str, tmp_path: Path
) -> None:
    part = build(Options(model=tiny_model, preset="fast", region="0 0 50% 100%"))
    mask = mask_file(tmp_path, "0.png", np.zeros(SIZE_HW, np.float32))
    with pytest.raises(OptionError, match="drop region"):
        alphas(pattern, part, Keyframe(0, mask))


def test_keyframes_are_read_in_order_of_their_frames() -> None:
    found = parse_keyframes(["20=b.png", "3=a=1.png"])
    assert found == (Keyframe(3, Path("a=1.png")), Keyframe(20, Path("b.png")))


@pytest.mark.parametrize("text", ["", "3", "=a.png", "-3=a.png", "x=a.png", "3="])
def test_a_keyframe_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="expected N=FILE"):
        parse_keyframes([text])


def test_two_mattes_of_one_frame_are_refused() -> None:
    with pytest.raises(OptionError, match="frame 3 has two mattes"):
        parse_keyframes(["3=a.png", "3=b.png"])
