"""``nukki video``, called in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image as PillowImage
from tests.video.conftest import MakeClip, drawn

from nukki import codecs
from nukki.cli.main import app
from nukki.video import SMOOTHERS, VIDEO_FORMATS

Video = Callable[..., Result]


@pytest.fixture
def video(tiny_model: str) -> Video:
    """Calls ``nukki video`` with the tiny model."""

    def call(*arguments: str | Path) -> Result:
        words = ["video", *map(str, arguments), "-m", tiny_model, "--preset", "fast"]
        return CliRunner().invoke(app, words, prog_name="nukki")

    return call


def test_help_names_every_format_and_every_smoothing() -> None:
    text = CliRunner().invoke(app, ["video", "--help"], prog_name="nukki").output
    names = [*VIDEO_FORMATS, *SMOOTHERS]
    assert [name for name in names if name not in text] == []


def test_a_clip_becomes_a_transparent_one_beside_it(make_clip: MakeClip, video: Video) -> None:
    source = make_clip("talk.mp4", sound="aac")
    result = video(source)
    assert result.exit_code == 0, result.output
    assert "talk.cutout.webm: 10 frames in" in result.output
    assert "verified: 10 frames, " in result.output
    assert "sound (1 track), alpha" in result.output
    assert source.with_name("talk.cutout.webm").is_file()


def test_mp4_without_a_background_is_refused_at_once(make_clip: MakeClip, video: Video) -> None:
    source = make_clip()
    result = video(source, "-o", source.with_name("out.mp4"))
    assert result.exit_code == 73
    assert "h264 holds no transparency" in result.output
    assert not source.with_name("out.mp4").exists()


def test_a_clip_that_fails_costs_only_itself(make_clip: MakeClip, video: Video) -> None:
    good = make_clip("good.mp4")
    bad = good.with_name("bad.mp4")
    bad.write_text("no clip")
    result = video(bad, good, "-o", good.with_name("out"))
    assert result.exit_code == 65
    assert "bad.mp4: expected a video" in result.output
    assert (good.with_name("out") / "good.webm").is_file()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--scale", "50%"), "name it with --over"),
        (("--end", "0"), "expected a time after the start"),
        (("--smooth", "ofdd"), "did you mean ofd?"),
        (("--format", "vp8"), "no video format named 'vp8'"),
        (("--keyframe", "a.png"), "expected N=FILE, like 120=fixed.png"),
        (("--start", "1:00"), "expected frames from 60 s on"),
    ],
)
def test_what_makes_no_sense_is_said(
    make_clip: MakeClip, video: Video, words: tuple[str, ...], told: str
) -> None:
    result = video(make_clip(), *words)
    assert result.exit_code in {2, 65}
    assert told in result.output


def test_a_missing_clip_is_said(tmp_path: Path, video: Video) -> None:
    result = video(tmp_path / "none.mp4")
    assert result.exit_code == 66
    assert "none.mp4: no such file" in result.output


def test_a_frame_is_fixed_by_a_file(make_clip: MakeClip, video: Video, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.png"
    PillowImage.new("L", (96, 64)).save(nothing)
    target = tmp_path / "pictures"
    result = video(make_clip(), "-o", target, "--keyframe", f"0={nothing}")
    assert result.exit_code == 0, result.output
    first = codecs.read(target / "frame-000000.png").unit_alpha()
    assert first is not None
    assert first.max() == 0


def test_a_keyframe_of_several_clips_is_refused(make_clip: MakeClip, video: Video) -> None:
    result = video(make_clip("a.mp4"), make_clip("b.mp4"), "--keyframe", "0=a.png")
    assert result.exit_code == 2
    assert "call clips one by one" in result.output


def test_two_clips_at_once(make_clip: MakeClip, video: Video) -> None:
    one, other = make_clip("a.mp4"), make_clip("b.mp4")
    result = video(one, other, "-o", one.with_name("out"), "--jobs", 2)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in one.with_name("out").iterdir()) == ["a.webm", "b.webm"]


def test_a_network_with_a_memory_is_added_with_a_word_on_its_terms(
    make_clip: MakeClip, recurrent_graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path / "home"))
    words = ["models", "add", str(recurrent_graph), "--as", "rvm"]
    added = CliRunner().invoke(app, words, prog_name="nukki")
    assert added.exit_code == 0, added.output
    assert "note: rvm: its authors publish the code under GPL-3.0" in added.output
    assert "nukki video IN -m rvm" in added.output
    source = make_clip()
    words = ["video", str(source), "-m", "rvm", "-o", str(source.with_suffix(".mkv"))]
    result = CliRunner().invoke(app, words, prog_name="nukki")
    assert "verified: 10 frames" in result.output


def test_a_frame_is_written_as_it_is_for_its_matte_to_be_fixed(
    make_clip: MakeClip, video: Video
) -> None:
    source = make_clip("talk.mkv", codec="ffv1", pixel_format="bgr0")
    result = video(source, "--still", "3")
    assert result.exit_code == 0, result.output
    still = codecs.read(source.with_name("talk.frame-000003.png"))
    assert (still.pixels == drawn(0.3)).all()
    assert still.alpha is None or still.alpha.min() == 255


def test_a_still_counts_the_frames_of_the_part_that_is_taken(
    make_clip: MakeClip, video: Video, tmp_path: Path
) -> None:
    source = make_clip("talk.mkv", codec="ffv1", pixel_format="bgr0", times_ms=range(0, 400, 40))
    frame = tmp_path / "frame.png"
    result = video(source, "--still", "1", "--start", "0.08", "--every", "3", "-o", frame)
    assert result.exit_code == 0, result.output
    assert (codecs.read(frame).pixels == drawn(0.5)).all()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--still", "10"], "a frame from 0 to 9 as the clip has, got 10"),
        (["--still", "1", "-o", "f.webm"], "ends in .png, got 'f.webm'"),
        (["other.mkv", "--still", "1"], "call clips one by one"),
    ],
)
def test_a_still_that_cannot_be_had_is_said(
    arguments: list[str], says: str, make_clip: MakeClip, video: Video
) -> None:
    result = video(make_clip("talk.mkv", codec="ffv1", pixel_format="bgr0"), *arguments)
    assert result.exit_code != 0
    assert says in result.output
