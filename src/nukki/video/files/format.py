"""What the registry knows about a video format, and what it is asked to hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from nukki.core.values import CutoutFrame
from nukki.video.files.colour import Tags
from nukki.video.files.sound import SoundTrack


@dataclass(frozen=True)
class Order:
    """What is to be written.

    Attributes:
        size_hw: Height and width of every frame.
        time_base: The unit that times are wanted in, seconds.
        rate: Frames per second, on average.
        opaque: Nothing shows through: the format need not hold alpha.
        deep: Colours have 16 bits.
        matte_only: The matte is wanted as a grey picture.
        quality: 1 to 100, for lossy formats.
        tags: What the source's numbers meant; lossy formats keep it.
        pixel_aspect: Width of a pixel over its height.
        sound: What is to be heard, None for silence.
    """

    size_hw: tuple[int, int]
    time_base: Fraction
    rate: Fraction
    opaque: bool
    deep: bool = False
    matte_only: bool = False
    quality: int = 90
    tags: Tags = field(default_factory=Tags)
    pixel_aspect: Fraction = Fraction(1)
    sound: SoundTrack | None = None


Writer: TypeAlias = Callable[[Path, Iterable[CutoutFrame], Order], None]
Checker: TypeAlias = Callable[[Path], "Reread"]


@dataclass(frozen=True)
class Reread:
    """What a written file holds, as it was read again.

    Attributes:
        times: When each frame is shown, seconds.
        ends: When the last one ends, seconds; None where the format does not keep it.
        alphas: The mean alpha of each frame, [0, 1].
        sounds: How many tracks of sound it has.
        sound_ends: When the last of them ends, seconds.
    """

    times: tuple[Fraction, ...]
    ends: Fraction | None
    alphas: tuple[float, ...]
    sounds: int = 0
    sound_ends: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class VideoFormat:
    """One way to store a clip.

    Attributes:
        name: What it is called in options ("prores").
        summary: What it is good for, in a few words.
        suffixes: Endings of file names that choose it, lower case with the dot.
        write: Stores frames under a draft's name; all of them are of the order's size.
        reread: Reads such a file again.
        alpha: Whether soft transparency survives.
        lossless: Whether every pixel comes back as it was.
        sound: Whether it can be heard.
        even_sides: Whether it holds only sides of an even number of pixels.
        folder: Whether it is a folder of files.
        keeps_time: Whether each frame's time comes back, to a thousandth of a second or better.
        time_error: How far a time may come back wrong, seconds.
        alpha_error: How far a frame's mean alpha may come back wrong, of 1.
    """

    name: str
    summary: str
    suffixes: tuple[str, ...]
    write: Writer
    reread: Checker
    alpha: bool = True
    lossless: bool = False
    sound: bool = True
    even_sides: bool = False
    folder: bool = False
    keeps_time: bool = True
    time_error: Fraction = Fraction(1, 2000)
    alpha_error: float = 0.004


@dataclass(frozen=True)
class Encoding:
    """How FFmpeg is to store a clip.

    Attributes:
        muxer: Its name for the container.
        codec: Its name for the encoder.
        clear: Pixel format that holds alpha; "" when there is none.
        opaque: Pixel format without.
        deep_clear: Likewise for 16 bits; "" takes ``clear``.
        deep_opaque: Likewise for 16 bits; "" takes ``opaque``.
        options: Of the encoder, by quality 1 to 100.
        clear_options: Further ones where there is alpha.
        clear_metadata: Tags of the track where there is alpha.
        muxer_options: Of the container.
        sound_codecs: Sound that is copied as it is; None is any.
        sound_encoder: What other sound is encoded with.
        stacked: Alpha is a grey picture below the colours, in frames of twice the height.
    """

    muxer: str
    codec: str
    clear: str
    opaque: str
    deep_clear: str = ""
    deep_opaque: str = ""
    options: Callable[[int], Mapping[str, str]] = lambda _: {}
    clear_options: tuple[tuple[str, str], ...] = ()
    clear_metadata: tuple[tuple[str, str], ...] = ()
    muxer_options: tuple[tuple[str, str], ...] = ()
    sound_codecs: frozenset[str] | None = None
    sound_encoder: str = "aac"
    stacked: bool = False

    def pixel_format(self, order: Order) -> str:
        """The one that holds what is ordered."""
        if order.opaque:
            return (order.deep and self.deep_opaque) or self.opaque
        return (order.deep and self.deep_clear) or self.clear
