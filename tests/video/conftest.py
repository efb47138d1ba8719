"""Clips that are drawn, so that their true alpha is known, and a model that needs no weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.options import Options
from nukki.core.values import Cutout, CutoutFrame, Frame, Image, Matte
from nukki.pipeline import Remover, build
from nukki.video.files.backend import pyav
from nukki.video.steady.seen import Seen, Watched

SIZE_HW = (64, 96)
MILLISECOND = Fraction(1, 1000)
UNEVEN_MS = (0, 70, 103, 136, 206, 239, 300, 320, 400, 433)
"""Times as a phone gives them: no rate fits."""

RATE_HZ = 48_000


def soft_disc(step: float, size_hw: tuple[int, int] = SIZE_HW) -> NDArray[np.float32]:
    """(H, W) alpha of a disc with a rim of eight pixels that moves to the right with ``step``."""
    rows, columns = np.mgrid[: size_hw[0], : size_hw[1]]
    away = np.hypot(rows - size_hw[0] / 2, columns - size_hw[1] * (0.3 + 0.4 * step))
    alpha: NDArray[np.float32] = np.clip((size_hw[0] / 3 - away) / 8 + 0.5, 0, 1).astype("f4")
    return alpha


def drawn(step: float, size_hw: tuple[int, int] = SIZE_HW) -> NDArray[np.uint8]:
    """A bright disc on a dark ground."""
    alpha = soft_disc(step, size_hw)[:, :, None]
    return np.rint(alpha * (240, 225, 210) + (1 - alpha) * (20, 30, 40)).astype(np.uint8)


def soft_frames(times_ms: Sequence[int] = UNEVEN_MS) -> Iterator[CutoutFrame]:
    """Cut-outs whose alpha is `soft_disc`, in the colours of a ramp."""
    ends = (*times_ms[1:], times_ms[-1] + 33)
    for number, (begin, end) in enumerate(zip(times_ms, ends, strict=True)):
        alpha = soft_disc(number / len(times_ms))
        ramp = np.linspace(60, 220, SIZE_HW[1]).astype(np.uint8)
        colour = np.broadcast_to(ramp[None, :, None], (*SIZE_HW, 3)).copy()
        colour[alpha == 0] = 0
        cutout = Cutout(colour, alpha, source=Image(colour))
        yield CutoutFrame(cutout, begin * MILLISECOND, (end - begin) * MILLISECOND)


def moving_bar(number: int, *, bar: float = 1.0) -> Seen:
    """A bar that moves by four pixels a frame over a pattern that moves with it, and its matte."""
    rows, columns = np.mgrid[:96, :160]
    at = columns - 4 * number
    grey = 110 + 40 * np.sin(at / 6) * np.cos(rows / 9) + 30 * np.sin(at / 15)
    inside = (np.abs(at - 50) < 3) & (rows > 10) & (rows < 86)
    grey[inside] = 250
    pixels = np.repeat(np.rint(grey)[:, :, None], 3, axis=2).clip(0, 255).astype(np.uint8)
    frame = Frame(Image(pixels), Fraction(number), Fraction(1))
    return Seen(Watched(frame), Matte((inside * bar).astype(np.float32)))


MakeClip = Callable[..., Path]


@pytest.fixture
def make_clip(tmp_path: Path) -> MakeClip:
    """Writes a clip of the moving disc with PyAV, as another program would."""

    def make(
        name: str = "clip.mp4",
        *,
        codec: str = "libx264",
        pixel_format: str = "yuv420p",
        size_hw: tuple[int, int] = SIZE_HW,
        times_ms: Sequence[int] = UNEVEN_MS,
        sound: str | None = None,
        turned: int = 0,
        tags: tuple[int, int, int, int] | None = None,
        pictures: Sequence[NDArray[np.uint8]] | None = None,
    ) -> Path:
        path = tmp_path / name
        with pyav().open(str(path), "w") as container:
            stream = container.add_stream(codec)
            stream.height, stream.width = size_hw
            stream.pix_fmt = pixel_format
            context = stream.codec_context
            context.time_base = MILLISECOND
            if tags:
                context.colorspace, context.color_primaries = tags[:2]
                context.color_trc, context.color_range = tags[2:]
            if turned:
                stream.set_display_rotation(turned)
            heard = container.add_stream(sound, rate=RATE_HZ, layout="mono") if sound else None
            for number, time_ms in enumerate(times_ms):
                pixels = pictures[number] if pictures else drawn(number / len(times_ms), size_hw)
                frame = pyav().VideoFrame.from_ndarray(pixels, format="rgb24")
                frame = frame.reformat(format=pixel_format)
                frame.pts, frame.time_base = time_ms, MILLISECOND
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
            if heard is not None:
                _add_tone(container, heard, (times_ms[-1] + 33) * MILLISECOND)
        return path

    return make


def _add_tone(container: Any, stream: Any, length_s: Fraction) -> None:
    samples = np.arange(int(length_s * RATE_HZ))
    tone = (np.sin(samples * 2 * np.pi * 440 / RATE_HZ) * 0.3).astype(np.float32)
    for begin in range(0, len(tone), 1024):
        frame = pyav().AudioFrame.from_ndarray(
            tone[None, begin : begin + 1024], format="fltp", layout="mono"
        )
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, begin, Fraction(1, RATE_HZ)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


@pytest.fixture
def remover(tiny_model: str) -> Remover:
    """Bright pixels are the subject."""
    return build(Options(model=tiny_model, preset="fast"), threads=1)
