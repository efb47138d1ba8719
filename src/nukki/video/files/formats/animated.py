"""Animated pictures: for chats and pages that take no video. Held in memory until written."""

from fractions import Fraction

from nukki.video.files import animations
from nukki.video.files.format import VideoFormat

FORMATS = (
    VideoFormat(
        name="apng",
        summary="an animated PNG; nothing lost, large",
        suffixes=(".apng", ".png"),
        write=animations.writer("png"),
        reread=animations.checker(),
        lossless=True,
        sound=False,
    ),
    VideoFormat(
        name="webp",
        summary="an animated WebP; small",
        suffixes=(".webp",),
        write=animations.writer("webp"),
        reread=animations.checker(),
        sound=False,
        time_error=Fraction(1, 1000),
    ),
    VideoFormat(
        name="avif",
        summary="an animated AVIF; smallest, slow to write",
        suffixes=(".avif", ".avifs"),
        write=animations.writer("avif"),
        reread=animations.checker(),
        sound=False,
        time_error=Fraction(1, 1000),
    ),
    VideoFormat(
        name="gif",
        summary="255 colours and a hard edge",
        suffixes=(".gif",),
        write=animations.writer("gif"),
        reread=animations.checker(),
        alpha=True,
        sound=False,
        time_error=Fraction(1, 100),
        alpha_error=0.5,  # what is soft becomes all or nothing
    ),
)
