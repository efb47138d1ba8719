"""What every video format promises, on frames whose alpha is known."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import av
import numpy as np
import pytest
from tests.video.conftest import MILLISECOND, SIZE_HW, UNEVEN_MS, soft_frames

from nukki import codecs
from nukki.core.errors import EncodeError, MissingExtraError, OutputError, UnknownNameError
from nukki.core.values import Cutout, CutoutFrame, Image
from nukki.video.convert import check_order
from nukki.video.files import hevc
from nukki.video.files.draft import draft_of
from nukki.video.files.format import Order
from nukki.video.files.reader import frames_of, probe
from nukki.video.files.registry import VIDEO_FORMATS, video_format
from nukki.video.files.verify import Tally, verify
from nukki.video.span import Span

CLEAR = Order(size_hw=SIZE_HW, time_base=MILLISECOND, rate=Fraction(23), opaque=False)
HOLDING_ALPHA = [name for name, entry in VIDEO_FORMATS.items() if entry.alpha]
CONTAINERS = ["prores", "vp9", "qtrle", "png-mov", "ffv1"]

ALPHA_ERROR = {"prores": 0.08, "vp9": 0.5}
"""Mean error of alpha, of 255. ProRes codes alpha without loss in 16 bits, its colours' 10 bits
round it; VP9 codes it as lossily as colour (0.13 at 320x240; a rim is a larger share here)."""


def written(name: str, folder: Path) -> Path:
    entry = VIDEO_FORMATS[name]
    path = folder / f"clip{entry.suffixes[0]}"
    with draft_of(path, folder=entry.folder) as draft:
        entry.write(draft, soft_frames(), CLEAR)
    return path


def read_again(path: Path) -> list[tuple[Fraction, np.ndarray]]:
    info = probe(path, max_megapixels=1)
    frames = frames_of(path, info, Span())
    alphas = ((frame.time, frame.image.unit_alpha()) for frame in frames)
    return [(time, alpha) for time, alpha in alphas if alpha is not None]


def can_be_had(name: str) -> bool:
    """Whether the packages that a format needs are here."""
    return name != "hevc" or find_spec("imageio_ffmpeg") is not None


@pytest.mark.parametrize("name", [name for name in HOLDING_ALPHA if can_be_had(name)])
def test_what_was_written_is_proven_by_reading_it_again(name: str, tmp_path: Path) -> None:
    tally = Tally()
    entry = VIDEO_FORMATS[name]
    with draft_of(tmp_path / "clip", folder=entry.folder) as draft:
        entry.write(draft, tally.over(soft_frames()), CLEAR)
        proven = verify(draft, entry, CLEAR, tally)
    assert proven == ("10 frames", "0.47 s", "alpha")


@pytest.mark.parametrize("name", CONTAINERS)
def test_uneven_times_come_back_to_the_millisecond(name: str, tmp_path: Path) -> None:
    times = [time for time, _ in read_again(written(name, tmp_path))]
    assert times == [time * MILLISECOND for time in UNEVEN_MS]


@pytest.mark.parametrize("name", CONTAINERS)
def test_soft_alpha_comes_back(name: str, tmp_path: Path) -> None:
    came = np.stack([alpha for _, alpha in read_again(written(name, tmp_path))])
    true = np.stack([frame.cutout.alpha for frame in soft_frames()])
    # Nothing is lost but the rounding to 8 bits (0.25 of 255 in the mean) where nothing is lossy.
    assert np.abs(came - true).mean() * 255 <= 0.26 + ALPHA_ERROR.get(name, 0.0)


@pytest.mark.parametrize("name", ["qtrle", "png-mov", "ffv1"])
def test_a_lossless_format_gives_back_every_colour(name: str, tmp_path: Path) -> None:
    path = written(name, tmp_path)
    came = [f.image.pixels for f in frames_of(path, probe(path, max_megapixels=1), Span())]
    true = [frame.cutout.foreground for frame in soft_frames()]
    assert VIDEO_FORMATS[name].lossless
    np.testing.assert_array_equal(np.stack(came), np.stack(true))


@pytest.mark.parametrize("name", ["prores", "vp9", "h264"])
def test_a_lossy_format_neither_darkens_nor_brightens(name: str, tmp_path: Path) -> None:
    flat = Order(size_hw=SIZE_HW, time_base=MILLISECOND, rate=Fraction(23), opaque=True)
    path = tmp_path / f"clip{VIDEO_FORMATS[name].suffixes[0]}"
    colours = np.random.default_rng(5).integers(20, 236, (4, 6, 3)).astype(np.uint8)
    pixels = np.kron(colours, np.ones((16, 16, 1), np.uint8))
    whole = Cutout(pixels, np.ones(SIZE_HW, np.float32), source=Image(pixels))
    VIDEO_FORMATS[name].write(path, [CutoutFrame(whole, Fraction(0), Fraction(1))], flat)
    (came,) = frames_of(path, probe(path, max_megapixels=1), Span())
    scale = 257 if came.image.pixels.dtype == np.uint16 else 1
    # Conversions that cut decimals off instead of rounding would darken by 1.4.
    assert abs(float((came.image.pixels / scale - pixels).mean())) < 0.3


def test_an_alpha_that_was_lost_is_found_out(tmp_path: Path) -> None:
    entry, tally = VIDEO_FORMATS["ffv1"], Tally()
    path = tmp_path / "clip.mkv"
    opaque = Order(size_hw=SIZE_HW, time_base=MILLISECOND, rate=Fraction(23), opaque=True)
    entry.write(path, tally.over(soft_frames()), opaque)
    with pytest.raises(Exception, match="mean alpha of frame 0"):
        verify(path, entry, CLEAR, tally)


def test_a_frame_that_was_lost_is_found_out(tmp_path: Path) -> None:
    entry, tally = VIDEO_FORMATS["ffv1"], Tally()
    path = tmp_path / "clip.mkv"
    entry.write(path, (f for f in tally.over(soft_frames()) if f.time != UNEVEN_MS[3]), CLEAR)
    tally.times.append(Fraction(1))
    with pytest.raises(Exception, match="expected 11 frames, got 10"):
        verify(path, entry, CLEAR, tally)


def test_mp4_refuses_transparency_and_names_what_holds_it() -> None:
    with pytest.raises(EncodeError, match=r"h264 holds no transparency.* prores, vp9"):
        check_order(VIDEO_FORMATS["h264"], CLEAR)


def test_mp4_refuses_odd_sides_and_says_which_would_do() -> None:
    odd = Order(size_hw=(241, 321), time_base=MILLISECOND, rate=Fraction(23), opaque=True)
    with pytest.raises(EncodeError, match=r"got 321x241; shrink it .--size 320x240"):
        check_order(VIDEO_FORMATS["h264"], odd)


@pytest.mark.parametrize(
    ("target", "name"),
    [("a.mov", "prores"), ("a.WEBM", "vp9"), ("a.mkv", "ffv1"), ("a.mp4", "h264")],
)
def test_the_name_chooses_the_format(target: str, name: str) -> None:
    assert video_format(Path(target)).name == name


def test_an_ending_that_is_no_video_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no video file ending named"):
        video_format(Path("a.jpg"))


def test_nothing_is_left_where_writing_fails(tmp_path: Path) -> None:
    def break_off() -> None:
        with draft_of(tmp_path / "a.mov", folder=False) as draft:
            draft.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert list(tmp_path.iterdir()) == []


def test_stacked_alpha_lies_below_the_colours(tmp_path: Path) -> None:
    entry, path = VIDEO_FORMATS["stacked"], tmp_path / "clip.mp4"
    entry.write(path, soft_frames(), CLEAR)
    info = probe(path, max_megapixels=1)
    assert info.size_hw == (2 * SIZE_HW[0], SIZE_HW[1])
    frames = zip(frames_of(path, info, Span()), soft_frames(), strict=True)
    off = [np.abs(f.image.pixels[64:] / 255 - s.cutout.alpha[..., None]).mean() for f, s in frames]
    assert max(off) < 0.01  # coded lossily in 4:2:0


def test_pictures_of_open_exr_hold_light_times_alpha(tmp_path: Path) -> None:
    frame = next(soft_frames())
    VIDEO_FORMATS["exr-sequence"].write(tmp_path, [frame], CLEAR)
    with av.open(str(tmp_path / "frame-000000.exr")) as container:
        planes = next(container.decode(video=0)).reformat(format="gbrapf32le").to_ndarray()
    values = frame.cutout.foreground[32, 30] / 255
    light = ((values + 0.055) / 1.055) ** 2.4
    np.testing.assert_allclose(planes[32, 30], [*light, 1.0], rtol=1e-5)
    np.testing.assert_allclose(planes[..., 3], frame.cutout.alpha, atol=1e-6)
    soft = np.argwhere((frame.cutout.alpha > 0.3) & (frame.cutout.alpha < 0.7))[0]
    assert planes[tuple(soft)][:3].max() < 0.8


def test_a_sequence_keeps_sixteen_bits(tmp_path: Path) -> None:
    deep = replace(CLEAR, deep=True)
    pixels = np.full((*SIZE_HW, 3), 12_345, np.uint16)
    cutout = Cutout(pixels, np.ones(SIZE_HW, np.float32), source=Image(pixels))
    VIDEO_FORMATS["tiff-sequence"].write(
        tmp_path, [CutoutFrame(cutout, Fraction(0), Fraction(1))], deep
    )
    came = codecs.read(tmp_path / "frame-000000.tif").pixels
    assert (came.dtype.itemsize, int(came[0, 0, 0])) == (2, 12_345)


@pytest.mark.parametrize("name", ["apng", "webp", "avif", "gif"])
def test_an_animated_picture_keeps_its_times(name: str, tmp_path: Path) -> None:
    entry = VIDEO_FORMATS[name]
    path = tmp_path / f"clip{entry.suffixes[0]}"
    entry.write(path, soft_frames(), CLEAR)
    times = [frame.time for frame in codecs.read_frames(path)]
    off = [abs(came - true * MILLISECOND) for came, true in zip(times, UNEVEN_MS, strict=True)]
    assert max(off) <= entry.time_error


def test_hevc_without_its_extra_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'nukki\[hevc\]'"):
        VIDEO_FORMATS["hevc"].write(tmp_path / "clip.mov", soft_frames(), CLEAR)


def test_a_program_that_cannot_write_alpha_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "ffmpeg"
    old.write_text("#!/bin/sh\necho 'no alpha layer here' >&2\nexit 1\n")
    old.chmod(0o755)
    monkeypatch.setattr(hevc, "program", lambda: str(old))
    with pytest.raises(OutputError, match="FFmpeg says 'no alpha layer here'"):
        VIDEO_FORMATS["hevc"].write(tmp_path / "clip.mov", soft_frames(), CLEAR)


def test_hevc_keeps_uneven_times(tmp_path: Path) -> None:
    pytest.importorskip("imageio_ffmpeg")
    again = VIDEO_FORMATS["hevc"].reread(written("hevc", tmp_path))
    assert again.times == tuple(time * MILLISECOND for time in UNEVEN_MS)


@pytest.mark.skipif(os.name != "posix", reason="processes are looked for as POSIX does")
def test_what_a_killed_run_left_goes_with_the_next_one(tmp_path: Path) -> None:
    target = tmp_path / "a.mov"
    die = "import os, sys; from pathlib import Path; from nukki.video.files.draft import draft_of\n"
    die += "with draft_of(Path(sys.argv[1]), folder=False) as d: d.touch(); os._exit(9)"
    subprocess.run([sys.executable, "-c", die, str(target)], check=False)
    assert len(list(tmp_path.iterdir())) == 1
    with draft_of(target, folder=False) as draft:
        draft.touch()
    assert list(tmp_path.iterdir()) == [target]


def test_a_draft_of_a_process_that_lives_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "a.mov"
    with draft_of(target, folder=False) as draft:
        draft.touch()
        other = draft.with_name(draft.name.replace(str(os.getpid()), str(os.getppid())))
        other.touch()
        with draft_of(tmp_path / "b.mov", folder=False) as second:
            second.touch()
    with draft_of(target, folder=False) as draft:
        draft.touch()
    assert other.exists()
