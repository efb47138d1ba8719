"""Sound: copied packet by packet where the container takes it, else encoded anew.

It is read from the source a second time, beside the pictures, and only as far as they have come:
so nothing waits in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

from nukki.video.files.backend import decoding, opening, pyav

OPUS_RATE_HZ = 48_000
"""Opus knows no other rate that all sources can be brought to without loss of pitch."""


@dataclass(frozen=True)
class SoundTrack:
    """What is to be heard.

    Attributes:
        path: The clip it comes from.
        origin: When that clip begins on its own clock, seconds.
        start: What of it is left out at the beginning, seconds.
        end: Where it stops, seconds from its beginning; None for all.
    """

    path: Path
    origin: Fraction
    start: Fraction = Fraction(0)
    end: Fraction | None = None


class SoundWriter:
    """Puts a clip's sound into a container that is being written.

    Args:
        sound: What is to be heard.
        output: The container, with nothing written yet.
        copies: Codecs that are copied; None is any.
        encoder: What others are encoded with.
    """

    def __init__(
        self, sound: SoundTrack, output: Any, *, copies: frozenset[str] | None, encoder: str
    ) -> None:
        with opening(str(sound.path)):
            self._input = pyav().open(str(sound.path), "r")
        self._sound = sound
        self._output = output
        self._relays: dict[int, Callable[[Any], Iterator[Any]]] = {}
        for stream in self._input.streams.audio:
            codec = stream.codec_context.name
            as_it_is = copies is None or codec in copies
            relay = self._copier(stream) if as_it_is else self._encoder(stream, encoder)
            self._relays[stream.index] = relay
        self._packets = self._read()
        self._next: tuple[Fraction, Any] | None = None

    def advance(self, until: Fraction | None) -> None:
        """Write what is heard before a time in seconds of the result; None is all that is left."""
        while True:
            self._next = self._next or next(self._packets, None)
            if self._next is None or (until is not None and self._next[0] >= until):
                return
            _, packet = self._next
            self._next = None
            for made in self._relays[packet.stream.index](packet):
                self._output.mux(made)

    def finish(self) -> None:
        """Write all that is left, and what the encoders still hold."""
        self.advance(None)
        for relay in self._relays.values():
            for made in relay(None):
                self._output.mux(made)

    def close(self) -> None:
        """Let go of the source."""
        self._input.close()

    def _read(self) -> Iterator[tuple[Fraction, Any]]:
        """Packets of the part that is taken, with their times in the result."""
        sound, streams = self._sound, self._input.streams.audio
        before = sound.origin + sound.start
        with decoding(str(sound.path)):
            for packet in self._input.demux(streams):
                if not packet.size or packet.pts is None:
                    continue
                base = Fraction(packet.time_base)
                time = packet.pts * base - before
                ends = time + (packet.duration or 0) * base
                if sound.start and ends <= 0:
                    continue
                if sound.end is not None and time >= sound.end - sound.start:
                    continue
                shift = round(before / base)
                packet.pts -= shift
                packet.dts = packet.pts if packet.dts is None else packet.dts - shift
                yield time, packet

    def _copier(self, stream: Any) -> Callable[[Any], Iterator[Any]]:
        track = self._output.add_stream_from_template(stream)

        def copy(packet: Any) -> Iterator[Any]:
            if packet is not None:
                packet.stream = track
                yield packet

        return copy

    def _encoder(self, stream: Any, name: str) -> Callable[[Any], Iterator[Any]]:
        context = stream.codec_context
        few = context.channels <= 2
        layout = context.layout.name if few else "stereo"
        rate = OPUS_RATE_HZ if name == "libopus" else context.sample_rate
        track = self._output.add_stream(name, rate=rate, layout=layout)
        resampler = pyav().AudioResampler(
            format=track.codec_context.format, layout=layout, rate=rate
        )

        def encode(packet: Any) -> Iterator[Any]:
            if packet is None:
                heard = resampler.resample(None)
            else:
                heard = chain.from_iterable(
                    resampler.resample(frame) for frame in stream.decode(packet)
                )
            for frame in heard:
                yield from track.encode(frame)
            if packet is None:
                yield from track.encode(None)

        return encode
