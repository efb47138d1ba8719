"""HEVC with alpha in QuickTime: what Apple's devices and Safari play over a page."""

from nukki.video.files import hevc
from nukki.video.files.format import VideoFormat

FORMAT = VideoFormat(
    name="hevc",
    summary="for Safari and Apple's devices (QuickTime; extra: hevc)",
    suffixes=(".mov",),
    write=hevc.write,
    reread=hevc.reread,
    even_sides=True,
)
