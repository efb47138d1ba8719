"""``nukki webcam``, called in this process, with a clip for a camera."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.video.conftest import MakeClip

from nukki.cli.main import app
from nukki.video.files.reader import frames_of, probe
from nukki.video.span import Span

Webcam = Callable[..., Result]


@pytest.fixture
def webcam(tiny_model: str) -> Webcam:
    """Calls ``nukki webcam`` with the tiny model."""

    def call(*arguments: str | Path) -> Result:
        words = ["webcam", *map(str, arguments), "-m", tiny_model]
        return CliRunner().invoke(app, words, prog_name="nukki")

    return call


def first_pixel(path: Path) -> list[int]:
    frames = list(frames_of(path, probe(path, max_megapixels=1), Span()))
    return [int(value) for value in frames[-1].image.pixels[1, 1]]


def test_a_clip_in_place_of_the_camera_is_recorded(make_clip: MakeClip, webcam: Webcam) -> None:
    clip = make_clip()
    target = clip.with_name("me.mp4")
    result = webcam("--camera", clip, "--background", "red", "-o", target)
    assert result.exit_code == 0, result.output
    assert "nukki: 96x64 by tiny, to " in result.output
    assert " fps · late by " in result.output
    red, green, blue = first_pixel(target)
    assert red > 240
    assert green + blue < 30


def test_a_clip_can_be_behind_the_subject(make_clip: MakeClip, webcam: Webcam) -> None:
    clip, behind = make_clip(), make_clip("behind.mp4", size_hw=(48, 48))
    target = clip.with_name("me.mp4")
    result = webcam("--camera", clip, "--background", behind, "-o", target)
    assert result.exit_code == 0, result.output
    assert max(first_pixel(target)) < 70  # the dark ground of the clip behind


def test_the_subject_can_lie_on_a_screen(make_clip: MakeClip, webcam: Webcam) -> None:
    clip, screen = make_clip(), make_clip("screen.mp4", size_hw=(90, 160))
    target = clip.with_name("me.mp4")
    result = webcam("--camera", clip, "--over", screen, "--shape", "circle", "-o", target)
    assert result.exit_code == 0, result.output
    assert probe(target, max_megapixels=1).size_hw == (90, 160)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--camera", "front door"), "expected its number, a clip or lavfi:GRAPH"),
        (("--at", "top"), "name it with --over"),
        (("--over", "none.mp4"), "none.mp4: no such file"),
        (("--size", "big"), "size: expected"),
        (("--background", "blur:0"), "expected a radius of more than 0"),
        (("--background", "blu"), "expected a colour, a picture file, blur"),
        (("-o", "me.xyz"), "no video file ending named '.xyz'"),
        (("-o", "me.webm", "--shape", "round", "--over", "x"), "did you mean rounded?"),
    ],
)
def test_what_makes_no_sense_is_said(
    make_clip: MakeClip, webcam: Webcam, words: tuple[str, ...], told: str
) -> None:
    result = webcam("--camera", make_clip(), "--seconds", "1", *words)
    assert result.exit_code in {2, 65, 66}
    assert told in result.output


def test_a_missing_camera_is_said_in_one_line(webcam: Webcam) -> None:
    result = webcam("--camera", "63")
    assert result.exit_code == 66
    assert result.output.startswith("nukki: error: camera 63 is not there; plug it in")
