"""HEVC with an alpha layer, by the FFmpeg program of ``imageio-ffmpeg``.

PyAV's wheel brings an x265 that was built without alpha. Frames go to the program through a pipe,
already converted, with their exact times; it is asked to read the result again, too, since PyAV's
decoder drops the layer.
"""

from __future__ import annotations

import importlib
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from nukki.core.errors import MissingExtraError, OutputError
from nukki.core.values import CutoutFrame
from nukki.video.files.backend import opening, pyav
from nukki.video.files.containers import reread_container, tags_for, write_to
from nukki.video.files.format import Encoding, Order, Reread
from nukki.video.files.formats._quicktime import SOUNDS

PIPE = Encoding(
    muxer="nut",
    codec="rawvideo",
    clear="yuva420p",
    opaque="yuv420p",
    sound_codecs=SOUNDS,
)
"""NUT takes any time base, and needs no seeking."""


def program() -> str:
    """The path of FFmpeg.

    Raises:
        MissingExtraError: imageio-ffmpeg is not installed.
        OutputError: It has no program for this machine.
    """
    try:
        found = importlib.import_module("imageio_ffmpeg")
    except ModuleNotFoundError as error:
        raise MissingExtraError("HEVC with alpha", "hevc") from error
    try:
        return str(found.get_ffmpeg_exe())
    except RuntimeError as error:
        raise OutputError(f"HEVC: {error}; choose prores instead") from error


def write(path: Path, frames: Iterable[CutoutFrame], order: Order) -> None:
    """Store a clip in QuickTime."""
    words = ["-f", "nut", "-i", "pipe:0", "-map", "0", *_encoder(order), "-f", "mov", str(path)]
    with _ffmpeg(words, writes=True) as pipe:
        try:
            write_to(pipe, frames, order, PIPE)
        finally:
            with suppress(BrokenPipeError):  # it ended early, and says why
                pipe.close()


def _encoder(order: Order) -> list[str]:
    tags = tags_for(order)
    # Constant quality: 90 is x265's 20 of 51, which the eye hardly tells from the source.
    quality = {"crf": str(round(51 - 0.34 * order.quality)), "preset": "fast"}
    meaning = {
        "colorspace": tags.matrix, "color_primaries": tags.primaries, "color_trc": tags.transfer,
        "color_range": tags.range,
    }  # fmt: skip
    times = {"fps_mode": "passthrough", "enc_time_base": "demux"}
    named = {**quality, **meaning, **times, "video_track_timescale": order.time_base.denominator}
    options = [word for key, value in named.items() for word in (f"-{key}", str(value))]
    return [
        "-c:a", "copy", "-c:v", "libx265", "-tag:v", "hvc1", "-x265-params", "log-level=error",
        *options,
    ]  # fmt: skip


def reread(path: Path) -> Reread:
    """Such a file, decoded with its alpha."""
    words = [
        "-i", str(path), "-map", "0:v", "-c:v", "rawvideo", "-pix_fmt", "yuva420p",
        "-fps_mode", "passthrough", "-enc_time_base", "demux", "-f", "nut", "pipe:1",
    ]  # fmt: skip
    with _ffmpeg(words, writes=False) as pipe, pipe:
        with opening(str(path)):
            container = pyav().open(pipe, "r", format="nut")
        with container:
            return reread_container(container, path)


@contextmanager
def _ffmpeg(words: Sequence[str], *, writes: bool) -> Iterator[IO[bytes]]:
    """A pipe to the program, or from it; it is stopped when the block fails.

    Raises:
        OutputError: It failed; the message quotes it.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [program(), "-v", "error", "-nostdin", "-y", *words],
            stdin=subprocess.PIPE if writes else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if writes else subprocess.PIPE,
            stderr=said,
        )
        try:
            yield cast(IO[bytes], process.stdin or process.stdout)
        except OutputError as error:
            process.kill()
            raise _complaint(said) or error from error
        except BaseException:
            process.kill()
            raise
        finally:
            code = process.wait()
        if code:
            raise _complaint(said) or OutputError(f"HEVC: FFmpeg ended with {code}")


def _complaint(said: IO[bytes]) -> OutputError | None:
    """What the program wrote, as an error; None when it wrote nothing."""
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    if not lines:
        return None
    return OutputError(
        f"HEVC could not be written: FFmpeg says {lines[0].strip()!r}; a newer imageio-ffmpeg may "
        "do, or choose prores"
    )
